"""Questions about one's own log-ins: where they stand open, and which there have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.models import AuditEvent, Outcome
from kexie.base.kernel.session_limits import USED
from kexie.base.people.rules import browsers

#: So many are shown.
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A log-in that is open: its number, browser, address, begin, last use, and whether it is this one."""

    id: int
    browser: str
    address: str
    since: datetime
    used_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class LogIn:
    """A log-in, or a try that was refused."""

    at: datetime
    browser: str
    ways: str
    refused: bool


def open_sessions(actor: Actor, *, key: str | None) -> list[OpenSession]:
    """The open log-ins of the actor, last used first; ``key`` is that of the present session."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = UserSession.objects.filter(user_id=actor.account_id).order_by("-created_at")[:MOST]
    found = []
    for row in rows:
        data = store(row.session_key).load()
        if not data:  # ended, or expired
            continue
        used = datetime.fromtimestamp(data[USED], UTC) if USED in data else row.created_at
        current = row.session_key == key
        browser = browsers.name_of(row.user_agent)
        found.append(OpenSession(row.pk, browser, row.ip, row.created_at, max(used, row.created_at), current))
    return sorted(found, key=lambda session: (session.current, session.used_at), reverse=True)


def own_session(actor: Actor, number: int) -> UserSession:
    """One open log-in of the actor; NotFound otherwise."""
    found = UserSession.objects.filter(user_id=actor.account_id, pk=number).first()
    if found is None:
        raise NotFound
    return found


def recent_log_ins(actor: Actor, *, count: int = 10) -> list[LogIn]:
    """The latest log-ins of the actor's account and refused tries, newest first, from the audit."""
    target = f"people.account:{actor.account_id}"
    rows = AuditEvent.objects.filter(action="account.log_in", target=target).order_by("-number")[:count]
    return [
        LogIn(row.local_at, row.data.get("client", ""), row.data.get("ways", ""), row.outcome == Outcome.REFUSED)
        for row in rows
    ]


def own_factors(actor: Actor) -> QuerySet[Authenticator]:
    """The second factors of the actor."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=actor.account_id)
    return found.order_by("type", "created_at")
