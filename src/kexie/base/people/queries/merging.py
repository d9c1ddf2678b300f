"""Questions about records that may be, or have been, merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import MERGE_PERSONS
from kexie.base.people.models import Person, PersonMerge, PersonSecret, PersonSpelling, Post
from kexie.base.people.queries.persons import in_reach, persons
from kexie.base.people.rules.spelling import typed

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
    return [group for group in groups if len(group.persons) > 1]


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
