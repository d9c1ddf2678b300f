"""Verbs on sealed numbers: enter, remove, see in clear."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import access, audit, vault
from kexie.base.kernel.access import Ability, Actor
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.plain import plain
from kexie.base.people.abilities import EDIT_SECRETS, VIEW_SECRETS
from kexie.base.people.errors import secrets as errors
from kexie.base.people.models import Account, Person, PersonSecret, Unmasking
from kexie.base.people.queries import secrets as queries
from kexie.base.people.rules.secrets import ELEMENTS, LONGEST_REASON, SHORTEST_REASON, holds_number
from kexie.base.standards.api import check, definition
from kexie.base.standards.rules.checks import normalise

#: What a person may enter for himself or herself: a code is sent there before it counts.
_OWN: Final = frozenset({"mobile"})
_CHECKED: Final = "the action has checked the reach"


@transaction.atomic
def set_secret(*, by: Actor, at: datetime, person: Person, element: str, value: str) -> None:
    """Enter a number of ``person``, or with an empty ``value`` remove it.

    Refused: out of reach, a record that is closed, a number that its data element refuses, an identity number that
    stands on another record.
    """
    if not (by.person_id == person.pk and element in _OWN):
        _check(by, EDIT_SECRETS, person, at)
    value = _normal(element, value)
    held = Person.objects.beyond(_CHECKED).select_for_update().get(pk=person.pk)  # one entry at a time
    if value and (held.merged_into_id is not None or held.erased_at is not None):
        raise errors.RecordClosed
    if value:
        _store(held, element, value, at)
    elif not PersonSecret.objects.beyond(_CHECKED).filter(person=held, element=element).delete()[0]:
        raise errors.NoSecret
    if element == "mobile":
        _forget_verified(held, vault.blind(value, purpose=element) if value else "")
    verb = "person.set_secret" if value else "person.remove_secret"
    audit.record(by=by, at=at, action=verb, target=f"people.person:{held.pk}", element=element)


@transaction.atomic
def note_unmasking(*, by: Actor, at: datetime, person: Person, element: str, reason: str) -> Unmasking:
    """Keep that ``by`` sees a number in clear, and why; the number itself is :func:`queries.secrets.just_shown`.

    Refused: out of reach, no such number, a reason that is short or holds a number, more than the day's number of times.
    """
    _check(by, VIEW_SECRETS, person, at)
    if holds_number(reason):
        raise errors.ReasonHoldsNumber
    reason = plain(reason).strip()[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        raise errors.ReasonTooShort
    if not PersonSecret.objects.beyond(_CHECKED).filter(person=person, element=element).exists():
        raise errors.NoSecret
    _check_limit(by, at)
    noted = Unmasking.objects.create(
        person=person, element=element, reason=reason, at=at, by_name=by.name[:60], by_account=by.account_id
    )
    audit.record(
        by=by,
        at=at,
        action="person.unmask",
        target=f"people.person:{person.pk}",
        element=element,
        unmasking=str(noted.pk),
    )
    return noted


@transaction.atomic
def unmask(*, by: Actor, at: datetime, person: Person, element: str, reason: str) -> str:
    """The number in clear, noted: see :func:`note_unmasking`."""
    noted = note_unmasking(by=by, at=at, person=person, element=element, reason=reason)
    return queries.just_shown(by, noted.pk, at=at)


def _check(by: Actor, ability: Ability, person: Person, at: datetime) -> None:
    access.check(by, ability)
    if not queries.in_reach(by, ability, person, on=timezone.localdate(at)):
        raise NotFound


def _normal(element: str, value: str) -> str:
    """The number as its data element writes it."""
    if element not in ELEMENTS:
        raise NotFound
    value = normalise(definition(ELEMENTS[element]), value)
    if sentences := check(ELEMENTS[element], value):
        raise errors.SecretInvalid("".join(sentences), errors=sentences)
    return value


def _store(person: Person, element: str, value: str, at: datetime) -> None:
    row = queries.sealed_row(person.pk, element, value, at=at)
    fresh = {"sealed": row.sealed, "key_id": row.key_id, "blind": row.blind, "changed_at": at}
    if element == "identity_number":
        _check_free(person, value)
    try:
        with transaction.atomic():
            PersonSecret.objects.beyond(_CHECKED).update_or_create(person=person, element=element, defaults=fresh)
    except IntegrityError:
        raise errors.IdentityNumberTaken from None  # somebody else has been quicker by a moment


def _check_free(person: Person, value: str) -> None:
    """Refuse an identity number of another record, also one whose index was written with an earlier key."""
    candidates = vault.blinds(value, purpose="identity_number")
    if len(candidates) > 1 and connection.vendor == "postgresql":
        # While the blind key changes, the unique index alone would let two entries through at once.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [candidates[0]])
    held = PersonSecret.objects.beyond("an identity number is there once, everywhere")
    taken = held.filter(element="identity_number", blind__in=candidates).exclude(person=person)
    if taken.exists():
        raise errors.IdentityNumberTaken


def _forget_verified(person: Person, blind: str) -> None:
    """Another number than the one to which a code was sent is not verified."""
    stale = Account.objects.filter(person=person, phone_blind__isnull=False).exclude(phone_blind=blind)
    stale.update(phone_blind=None, phone_verified_at=None)


def _check_limit(by: Actor, at: datetime) -> None:
    """Refuse what goes beyond the day's number; the account is locked, so that two requests do not count past each other.

    The whole day is counted: who has waited for the lock began before the one that went first.
    """
    limit = settings.KEXIE_UNMASKINGS_PER_DAY
    if by.account_id is None:
        raise NotPermitted(_("只有登录的人员可以查看完整号码。"))
    Account.objects.select_for_update().get(pk=by.account_id)
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if (
        Unmasking.objects.beyond("counted, not shown")
        .filter(by_account=by.account_id, at__gte=midnight, at__lt=midnight + timedelta(days=1))
        .count()
        >= limit
    ):
        raise errors.TooManyUnmaskings(
            _("您今天查看完整号码已满%(limit)d次，明天可以继续；确需批量使用的，请通过经两人审批的导出办理。")
            % {"limit": limit},
            limit=limit,
        )
