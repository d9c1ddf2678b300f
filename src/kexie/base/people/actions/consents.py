"""Verbs on consents: give, withdraw, record what was signed on paper."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kexie.base.kernel import access, audit, scoping
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.plain import plain
from kexie.base.people.abilities import RECORD_CONSENTS
from kexie.base.people.errors import privacy as errors
from kexie.base.people.models import Consent, Person
from kexie.base.people.queries.consents import own_person_id, person_to_record, purpose_named
from kexie.base.people.queries.erasure import identity_of
from kexie.base.people.rules.consents import LONGEST_NUMBER, ON_SCREEN, PAPER


@transaction.atomic
def give(*, by: Actor, at: datetime, purpose: str, edition: int) -> Consent:
    """Agree for oneself to the wording ``edition`` that was read.

    Refused: a wording that is no longer asked (NotFound), a consent in force already.
    """
    return _store(by=by, at=at, person_id=own_person_id(by), purpose=purpose, edition=edition, channel=ON_SCREEN)


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, purpose: str) -> Consent:
    """Take one's own consent back; it stops counting with this transaction."""
    return _withdraw(by=by, at=at, person_id=own_person_id(by), purpose=purpose)


@transaction.atomic
def record_on_paper(*, by: Actor, at: datetime, person: Person, purpose: str, edition: int, number: str) -> Consent:
    """Keep a consent that was signed on paper; ``number`` is the file number of the sheet.

    Refused: outside the reach of ``by``, for oneself, no file number, what :func:`give` refuses.
    """
    _check_paper(by, person)
    number = plain(number).strip()
    if not number or len(number) > LONGEST_NUMBER:
        raise errors.FileNumberMissing
    return _store(by=by, at=at, person_id=person.pk, purpose=purpose, edition=edition, channel=f"{PAPER}{number}")


@transaction.atomic
def record_withdrawal(*, by: Actor, at: datetime, person: Person, purpose: str) -> Consent:
    """Keep that a person has withdrawn on paper or by telephone."""
    _check_paper(by, person)
    return _withdraw(by=by, at=at, person_id=person.pk, purpose=purpose)


def _check_paper(by: Actor, person: Person) -> None:
    access.check(by, RECORD_CONSENTS)
    person_to_record(by, person.pk)


def _store(*, by: Actor, at: datetime, person_id: UUID, purpose: str, edition: int, channel: str) -> Consent:
    current = purpose_named(purpose).current(timezone.localdate(at))
    if current is None or current.number != edition:
        raise NotFound
    with scoping.beyond("the actor's own, or checked by the caller"):
        Person.objects.beyond("after the action's own check").select_for_update().get(
            pk=person_id
        )  # two clicks at once give one consent
        open_one = (
            Consent.objects.beyond("after the action's own check")
            .filter(person_id=person_id, purpose=purpose, withdrawn_at__isnull=True)
            .first()
        )
        if open_one is not None and open_one.edition == edition:
            raise errors.ConsentGiven
        if open_one is not None:
            Consent.objects.beyond("after the action's own check").filter(pk=open_one.pk).update(
                withdrawn_at=max(at, open_one.given_at)
            )
        made = Consent.objects.create(
            person_id=person_id,
            purpose=purpose,
            edition=edition,
            given_at=at,
            channel=channel,
        )
    _audit(by, at, "consent.give", made)
    return made


def _withdraw(*, by: Actor, at: datetime, person_id: UUID, purpose: str) -> Consent:
    purpose_named(purpose)
    with scoping.beyond("the actor's own, or checked by the caller"):
        Person.objects.beyond("after the action's own check").select_for_update().get(pk=person_id)
        held = (
            Consent.objects.beyond("after the action's own check")
            .filter(person_id=person_id, purpose=purpose, withdrawn_at__isnull=True)
            .first()
        )
        if held is None:
            raise errors.NoConsent
        held.withdrawn_at = max(at, held.given_at)
        held.save(update_fields=["withdrawn_at"])
        _withdraw_of_merged(person_id, purpose, at)
    _audit(by, at, "consent.withdraw", held)
    return held


def _withdraw_of_merged(person_id: UUID, purpose: str, at: datetime) -> None:
    """End what stayed with records merged into this one: undoing the merge must not use what was withdrawn."""
    ids = identity_of(person_id).person_ids
    left = Consent.objects.beyond("after the action's own check").filter(person_id__in=ids, purpose=purpose)
    left.filter(withdrawn_at__isnull=True, given_at__lte=at).update(withdrawn_at=at)


def _audit(by: Actor, at: datetime, action: str, consent: Consent) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        target=f"people.consent:{consent.pk}",
        purpose=consent.purpose,
        edition=consent.edition,
        person=str(consent.person_id),
        paper=consent.channel != ON_SCREEN,
    )
