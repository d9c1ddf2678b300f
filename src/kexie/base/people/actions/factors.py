"""Verbs on second factors: what the audit keeps of them, and the reset by an administrator."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.people.actions import notices
from kexie.base.people.actions.accounts import check_reach
from kexie.base.people.models import Account


@transaction.atomic
def note_factor(*, by: Actor, at: datetime, verb: str, kind: str) -> None:
    """Keep that ``by`` has added or removed (``verb``) a factor of ``kind``."""
    audit.record(by=by, at=at, action=f"account.{verb}_factor", target=f"people.account:{by.account_id}", kind=kind)


@transaction.atomic
def reset_factors(*, by: Actor, at: datetime, account: Account) -> int:
    """Take every factor of an account away, end its sessions and tell its person; how many there were.

    Refused: outside the reach of ``by``, who needs it for every unit in which the person serves.
    """
    path = check_reach(by=by, at=at, person=account.person)
    count: int = Authenticator.objects.filter(user_id=account.pk).delete()[0]
    Account.objects.filter(pk=account.pk).update(session_generation=F("session_generation") + 1)
    notices.tell(at=at, account=account, kind="factors_reset")
    audit.record(
        by=by, at=at, action="account.reset_factors", target=f"people.account:{account.pk}", unit_path=path, count=count
    )
    return count
