"""The address at which a calendar program reads one's own deadlines: made, made anew, taken away."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import LogInFirst
from kexie.base.matters.models import CalendarKey
from kexie.base.matters.rules.digests import digest_of_secret


@transaction.atomic
def open_calendar(*, by: Actor, at: datetime) -> str:
    """A new secret for one's own calendar; an earlier one counts no more. It is told once and kept as a digest alone."""
    if by.account_id is None:
        raise LogInFirst
    secret = secrets.token_urlsafe(32)
    CalendarKey.objects.update_or_create(
        account_id=by.account_id, defaults={"digest": digest_of_secret(secret), "made_at": at}
    )
    audit.record(by=by, at=at, action="matters.calendar", target=f"people.account:{by.account_id}", open=True)
    return secret


@transaction.atomic
def close_calendar(*, by: Actor, at: datetime) -> bool:
    """Let nobody read one's own calendar any more; whether it was open."""
    if by.account_id is None:
        raise LogInFirst
    gone, _rows = CalendarKey.objects.filter(account=by.account_id).delete()
    if gone:
        audit.record(by=by, at=at, action="matters.calendar", target=f"people.account:{by.account_id}", open=False)
    return bool(gone)
