"""Questions about persons, within reach."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import VIEW_PERSONS
from kexie.base.people.models import Person
from kexie.base.people.queries.posts import posts
from kexie.base.people.rules import tidy_name
from kexie.base.ui.picking import Option, matching


def persons(actor: Actor, *, on: date, text: str = "") -> QuerySet[Person]:
    """The persons who serve, on the day ``on`` or later, in a unit within reach of `VIEW_PERSONS`.

    Each comes with ``seen_posts``: the posts within reach, not those in other units. Who sees all units also sees
    persons without any post.
    """
    seen = posts(actor, on=on)
    found = Person.objects.all()
    if not actor.reach(VIEW_PERSONS).everywhere:
        found = found.filter(pk__in=seen.values("person_id"))
    if text := tidy_name(text):
        found = found.filter(name__icontains=text)
    found = found.select_related("account").prefetch_related(Prefetch("posts", seen, to_attr="seen_posts"))
    return found.order_by("name", "pk")


def person(actor: Actor, person_id: UUID, *, on: date) -> Person:
    """One person of :func:`persons`; NotFound when out of reach, as if there were none."""
    found = persons(actor, on=on).filter(pk=person_id).first()
    if found is None:
        raise NotFound
    return found


def person_options(actor: Actor, text: str, *, on: date) -> list[Option]:
    """Persons within reach whose name, pinyin or initials hold ``text``, each with a unit to tell namesakes apart."""
    return matching([_option(found) for found in persons(actor, on=on)], text)


def person_named(actor: Actor, key: str, *, on: date) -> Person | None:
    """The person within reach with this identifier, or the only one of exactly this name."""
    found = persons(actor, on=on)
    try:
        return found.filter(pk=UUID(key)).first()
    except ValueError:
        same = list(found.filter(name=tidy_name(key))[:2])
        return same[0] if len(same) == 1 else None


def _option(person: Person) -> Option:
    seen = person.seen_posts  # type: ignore[attr-defined]
    return Option(key=str(person.pk), label=person.name, note=seen[0].organisation.name if seen else "")
