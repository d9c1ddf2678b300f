"""Verbs on memberships: 入会, 退会."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.people import errors
from kexie.base.people.abilities import KEEP_MEMBERSHIPS
from kexie.base.people.errors import persons as refusals
from kexie.base.people.models import Membership, Organisation, Person
from kexie.base.people.rules.memberships import KINDS


@transaction.atomic
def join(
    *, by: Actor, at: datetime, person: Person, organisation: Organisation, kind: str, begin: date, number: str = ""
) -> Membership:
    """Let ``person`` be a member of ``organisation`` from ``begin``; it gives no rights.

    Refused: outside the reach of ``by``, an unknown kind, a membership open already, a number that another one has.
    """
    access.check(by, KEEP_MEMBERSHIPS, organisation.path)
    if kind not in KINDS:
        raise refusals.NoSuchMembershipKind(kind=kind)
    held = Person.objects.beyond("after the action's own check").select_for_update().get(pk=person.pk)
    if held.merged_into_id is not None:
        raise refusals.PersonMerged
    if (
        Membership.objects.beyond("after the action's own check")
        .filter(person=held, organisation=organisation, end__isnull=True)
        .exists()
    ):
        raise refusals.MembershipOpen
    number = number.strip()
    if (
        number
        and Membership.objects.beyond("after the action's own check")
        .filter(organisation=organisation, number=number)
        .exists()
    ):
        raise refusals.MembershipNumberTaken
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=held, organisation=organisation, kind=kind, number=number, begin=begin
            )
    except IntegrityError:
        raise refusals.MembershipNumberTaken from None  # somebody else has been quicker by a moment
    _record(by, at, "membership.join", membership, organisation)
    return membership


@transaction.atomic
def leave(*, by: Actor, at: datetime, membership: Membership, on: date) -> Membership:
    """Let a membership end with the day ``on``, the last one of it.

    Refused: outside the reach of ``by``, a membership that has ended, an end before the begin.
    """
    held = (
        Membership.objects.beyond("after the action's own check")
        .select_for_update()
        .select_related("organisation")
        .get(pk=membership.pk)
    )
    access.check(by, KEEP_MEMBERSHIPS, held.organisation.path)
    if held.end is not None and held.end <= on:
        raise refusals.MembershipEnded
    if on < held.begin:
        raise errors.EndsBeforeBegin
    held.end = on
    held.save(update_fields=["end"])
    _record(by, at, "membership.leave", held, held.organisation)
    return held


def _record(by: Actor, at: datetime, action: str, membership: Membership, unit: Organisation) -> None:
    target = f"people.membership:{membership.pk}"
    audit.record(by=by, at=at, action=action, target=target, unit_path=unit.path, person=str(membership.person_id))
