"""Verbs of the log-in itself: what the audit keeps of it, and the change of one's own password."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, Visitor
from kexie.base.people import rules
from kexie.base.people.errors import accounts as errors
from kexie.base.people.models import Account


def _target(by: Actor) -> str:
    return f"people.account:{by.account_id}"


@transaction.atomic
def note_log_in(*, by: Actor, at: datetime, ways: str = "", client: str = "") -> None:
    """Keep that ``by`` has logged in: in which ways (``password+mfa``) and with which kind of browser."""
    audit.record(by=by, at=at, action="account.log_in", target=_target(by), ways=ways, client=client)


@transaction.atomic
def note_log_out(*, by: Actor, at: datetime) -> None:
    """Keep that ``by`` has logged out."""
    audit.record(by=by, at=at, action="account.log_out", target=_target(by))


@transaction.atomic
def note_failed_log_in(*, by: Actor, at: datetime, email: str) -> None:
    """Keep that a log-in was refused: for which account, or that there is none; never what was typed."""
    tried = Account.objects.filter(email=rules.normal_mail(email)).values_list("pk", flat=True).first()
    audit.record_refusal(
        by=Visitor() if by.account_id is None else by,
        at=at,
        action="account.log_in",
        target=f"people.account:{tried or 'unknown'}",
    )


@transaction.atomic
def end_session(*, by: Actor, at: datetime, session: UserSession) -> None:
    """End one session of one's own: whoever uses it is a visitor at the next request."""
    if session.user_id != by.account_id:
        raise errors.NotOnesOwn
    session.end()
    audit.record(by=by, at=at, action="account.end_session", target=_target(by))


@transaction.atomic
def set_password(*, by: Actor, at: datetime, account: Account, password: str) -> None:
    """Give an account a password that its form has checked; every other session of the account ends by it."""
    account.set_password(password)
    account.password_set_at = at
    account.save(update_fields=["password", "password_set_at"])
    audit.record(by=by, at=at, action="account.set_password", target=f"people.account:{account.pk}")
