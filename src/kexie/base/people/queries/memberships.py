"""Questions about memberships."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kexie.base.kernel import access
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.people.abilities import KEEP_MEMBERSHIPS, VIEW_PERSONS
from kexie.base.people.models import Membership, Organisation, Person
from kexie.base.people.queries.organisations import organisation
from kexie.base.people.queries.persons import spelled


def memberships(actor: Actor) -> QuerySet[Membership]:
    """The memberships, open and ended, in the units where ``actor`` may see persons."""
    access.check(actor, VIEW_PERSONS)
    within = actor.reach(VIEW_PERSONS).q("organisation__path")
    return (
        Membership.objects.beyond("narrowed to the reach here").filter(within).select_related("organisation", "person")
    )


def members_of(
    actor: Actor, unit: Organisation, *, on: date, text: str = "", kind: str = "", state: str = "now"
) -> QuerySet[Membership]:
    """The members of ``unit``; NotPermitted outside the reach. ``state``: "now" on the day ``on``, "former", "" for all."""
    access.check(actor, VIEW_PERSONS, unit.path)
    found = memberships(actor).filter(organisation=unit, person__merged_into__isnull=True)
    if text:
        found = found.filter(Q(person__in=spelled(text).values("person_id")) | Q(number__startswith=text.strip()))
    if kind:
        found = found.filter(kind=kind)
    if state:
        still = Q(end__isnull=True) | Q(end__gte=on)
        found = found.filter(still) if state == "now" else found.exclude(still)
    return found.order_by("person__letters", "begin", "pk")


def memberships_of(actor: Actor, person: Person) -> list[Membership]:
    """The memberships of ``person`` in the units within reach, newest first."""
    return list(memberships(actor).filter(person=person).order_by("-begin", "pk"))


def membership_to_end(actor: Actor, membership_id: UUID, *, on: date) -> Membership:
    """A membership, open on the day ``on``, that ``actor`` may end; NotFound otherwise."""
    within = actor.reach(KEEP_MEMBERSHIPS).q("organisation__path")
    open_still = Q(end__isnull=True) | Q(end__gt=on)
    found = Membership.objects.beyond("narrowed to the reach here").filter(within, open_still, pk=membership_id)
    membership = found.select_related("organisation", "person").first()
    if membership is None:
        raise NotFound
    return membership


def unit_with_members(actor: Actor, uid: UUID) -> Organisation:
    """A unit whose members ``actor`` may see; NotFound when there is none, NotPermitted outside the reach."""
    unit = organisation(actor, uid)
    access.check(actor, VIEW_PERSONS, unit.path)
    return unit


def unit_to_join(actor: Actor, uid: UUID) -> Organisation:
    """A unit whose members ``actor`` keeps; NotFound when there is none, NotPermitted outside the reach."""
    unit = organisation(actor, uid)
    access.check(actor, KEEP_MEMBERSHIPS, unit.path)
    return unit
