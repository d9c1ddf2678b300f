"""A person's phone as a way to log in: proven by a code, then found by its blind index."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kexie.base.kernel import audit, vault
from kexie.base.kernel.access import Actor
from kexie.base.people.actions.secrets import set_secret
from kexie.base.people.errors import accounts as errors
from kexie.base.people.models import Account, Person


@transaction.atomic
def verify_phone(*, by: Actor, at: datetime, account: Account, mobile: str) -> Account:
    """Keep a number that has been proven by a code: as the person's mobile number and as a way to log in.

    Refused: another account logs in with it, an account without a person.
    """
    if account.person_id is None or by.account_id != account.pk:
        raise errors.NotOnesOwn
    blind = vault.blind(mobile, purpose="mobile")
    set_secret(
        by=by,
        at=at,
        person=Person.objects.beyond("after the action's own check").get(pk=account.person_id),
        element="mobile",
        value=mobile,
    )
    try:
        with transaction.atomic():
            Account.objects.filter(pk=account.pk).update(phone_blind=blind, phone_verified_at=at)
    except IntegrityError:
        raise errors.PhoneTaken from None
    audit.record(by=by, at=at, action="account.verify_phone", target=f"people.account:{account.pk}")
    account.refresh_from_db(fields=["phone_blind", "phone_verified_at"])
    return account


@transaction.atomic
def remove_phone(*, by: Actor, at: datetime, account: Account) -> None:
    """Let the phone no longer be a way to log in; the number stays with the person."""
    if by.account_id != account.pk:
        raise errors.NotOnesOwn
    Account.objects.filter(pk=account.pk).update(phone_blind=None, phone_verified_at=None)
    audit.record(by=by, at=at, action="account.remove_phone", target=f"people.account:{account.pk}")
