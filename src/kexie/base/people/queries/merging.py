"""Questions about records that may be, or have been, merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor, Reach
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import MERGE_PERSONS
from kexie.base.people.models import Person, PersonMerge, PersonSecret, PersonSpelling, Post
from kexie.base.people.queries.persons import in_reach, persons
from kexie.base.people.queries.secrets import masked
from kexie.base.people.rules.spelling import typed
from kexie.base.ui.picking import LIMIT, Option

_MOST_GROUPS: Final = 50
_MOST_IN_GROUP: Final = 20


@dataclass(frozen=True, slots=True)
class Group:
    """Records within reach that are likely one human being, and why: "mobile" or "unit"."""

    reason: str
    persons: list[Person]


def mergeable(actor: Actor, *, on: date) -> QuerySet[Person]:
    """The persons within reach of `MERGE_PERSONS`, by one unit at least; the verb asks for all of them."""
    access.check(actor, MERGE_PERSONS)
    return persons(actor, on=on).filter(in_reach(actor.reach(MERGE_PERSONS), on=on))


def person_to_merge(actor: Actor, person_id: UUID, *, on: date) -> Person:
    """One of :func:`mergeable`; NotFound otherwise."""
    found = mergeable(actor, on=on).filter(pk=person_id).select_related("registered_in", "account").first()
    if found is None:
        raise NotFound
    return found


def merged_already(kept: Person, other: str) -> bool:
    """Whether the record with the key ``other`` was merged into ``kept``: its confirmation came twice."""
    try:
        found = Person.objects.beyond("merged into a record within reach").filter(pk=UUID(other), merged_into=kept)
    except ValueError:
        return False
    return found.exists()


def merge_choices(actor: Actor, text: str, *, on: date) -> list[Option]:
    """Persons within reach whose name begins with ``text``, each with unit, workplace and masked numbers."""
    access.check(actor, MERGE_PERSONS)
    found = list(persons(actor, on=on, text=text).select_related("account", "registered_in")[:LIMIT])
    masks = masked(found)
    return [Option(str(one.pk), one.name, _note(one, masks.get(one.pk, {}).values())) for one in found]


def _note(person: Person, masks: Iterable[str]) -> str:
    units = [post.organisation.name for post in person.seen_posts[:1]]  # type: ignore[attr-defined]
    if not units and person.registered_in is not None:
        units = [person.registered_in.name]
    return "　".join(part for part in dict.fromkeys([*units, person.workplace, *masks]) if part)


def likely_doubles(actor: Actor, person: Person, *, on: date) -> list[Person]:
    """Other records within reach with the same name or the same mobile number, at most 20."""
    named = PersonSpelling.objects.filter(text=typed(person.name)).values("person_id")
    numbers = list(
        PersonSecret.objects.beyond("narrowed by its caller")
        .filter(person=person, element="mobile")
        .values_list("blind", flat=True)
    )
    called = (
        PersonSecret.objects.beyond("narrowed by its caller")
        .filter(element="mobile", blind__in=numbers)
        .values("person_id")
    )
    found = mergeable(actor, on=on).exclude(pk=person.pk)
    same = list(found.filter(pk__in=called)[:_MOST_IN_GROUP]) + list(found.filter(pk__in=named)[:_MOST_IN_GROUP])
    return list({one.pk: one for one in same}.values())[:_MOST_IN_GROUP]


def doubles(actor: Actor, *, on: date) -> list[Group]:
    """Groups of records within reach that share a mobile number, or a name in one unit; at most 50 of each."""
    seen = mergeable(actor, on=on)
    reach = actor.reach(MERGE_PERSONS)
    numbers = PersonSecret.objects.beyond("narrowed by its caller").filter(
        element="mobile", person__merged_into__isnull=True
    )
    if not reach.everywhere:
        numbers = numbers.filter(
            person__in=Person.objects.beyond("narrowed to the reach here").filter(in_reach(reach, on=on)).values("pk")
        )
    shared = numbers.values("blind").annotate(many=Count("person")).filter(many__gt=1).order_by("blind")
    groups = []
    for blind in list(shared.values_list("blind", flat=True)[:_MOST_GROUPS]):
        rows = (
            PersonSecret.objects.beyond("narrowed by its caller")
            .filter(element="mobile", blind=blind)
            .values("person_id")
        )
        groups.append(Group("mobile", list(seen.filter(pk__in=rows)[:_MOST_IN_GROUP])))
    posts = (
        Post.objects.beyond("narrowed to the reach here")
        .not_over(on)
        .filter(reach.q("organisation__path"), person__merged_into__isnull=True)
    )
    named = posts.order_by().values("organisation_id", "person__name")
    named = named.annotate(many=Count("person", distinct=True)).filter(many__gt=1).order_by("person__name")
    for row in list(named[:_MOST_GROUPS]):
        there = (
            Post.objects.beyond("narrowed by its caller")
            .filter(organisation_id=row["organisation_id"])
            .values("person_id")
        )
        same = seen.filter(pk__in=there, name=row["person__name"])
        groups.append(Group("unit", list(same[:_MOST_IN_GROUP])))
    groups += _registered_alike(seen, reach)
    found = {frozenset(one.pk for one in group.persons): group for group in reversed(groups)}
    return [group for group in reversed(found.values()) if len(group.persons) > 1]


def _registered_alike(seen: QuerySet[Person], reach: Reach) -> list[Group]:
    """Records of one name that one unit has registered, whether or not they have posts."""
    there = Person.objects.beyond("narrowed to the reach here").filter(
        reach.q("registered_in__path"), merged_into__isnull=True, registered_in__isnull=False
    )
    named = there.order_by().values("registered_in_id", "name").annotate(many=Count("pk")).filter(many__gt=1)
    return [
        Group("unit", list(seen.filter(registered_in_id=row["registered_in_id"], name=row["name"])[:_MOST_IN_GROUP]))
        for row in list(named.order_by("name")[:_MOST_GROUPS])
    ]


def merges(actor: Actor, *, on: date) -> QuerySet[PersonMerge]:
    """The merges into records within reach of `MERGE_PERSONS`, newest first."""
    access.check(actor, MERGE_PERSONS)
    found = PersonMerge.objects.select_related("kept", "merged")
    reach = actor.reach(MERGE_PERSONS)
    if not reach.everywhere:
        found = found.filter(
            kept__in=Person.objects.beyond("narrowed to the reach here").filter(in_reach(reach, on=on)).values("pk")
        )
    return found.order_by("-at", "-pk")


def merge_to_undo(actor: Actor, merge_id: UUID, *, on: date) -> PersonMerge:
    """One of :func:`merges`; NotFound otherwise."""
    found = merges(actor, on=on).filter(pk=merge_id).first()
    if found is None:
        raise NotFound
    return found
