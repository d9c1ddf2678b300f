"""Rounds of killing the worker that sends an issue out, run as a process of its own with a database of its own.

Every round forks a worker that is killed by SIGKILL at one named point, heals as a tick and a new worker would two hours
later, and prints one line of JSON: how each address stands, how many mails for it reached a server on the loopback.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

from django.conf import settings
from rounds import ended, forked, heal, tell
from rounds import work as serve

from kexie.base.kernel import audit, clock, scoping
from kexie.base.kernel.models import OutboxMessage
from kexie.base.notifications.tests.sink import Sink
from kexie.base.people.tests.cast import Cast, assemble
from kexie.domains.bulletin.actions import dispatching as actions
from kexie.domains.bulletin.models import Dispatch, Issue
from kexie.domains.bulletin.queries import dispatching as queries
from kexie.domains.bulletin.rules.dispatching import Named
from kexie.domains.bulletin.tests.factories import signed

#: A morning, so that two hours later is day as well.
AT = datetime(2023, 5, 26, 1, 30, tzinfo=UTC)
ADDRESSES = 4


def begin(cast: Cast, issue: Issue, turn: int) -> Dispatch:
    extra = [Named(f"r{turn}x{number}@readers.example") for number in range(ADDRESSES)]
    by = cast.actor("sender")
    seen = queries.preview(by, queries.latest_revision(by, issue.pk), lists=(), extra=extra, on=AT.date())
    letter = actions.Letter(subject="动态")
    return actions.begin_dispatch(
        by=by, at=clock.now(), issue_id=issue.pk, lists=(), extra=extra, letter=letter, seen=seen.resolved.digest
    )


def report(kind: str, end: str, dispatch: Dispatch, sink: Sink) -> None:
    mails = Counter(mail["To"] for mail in sink.taken)
    dispatch.refresh_from_db()
    rows = dispatch.recipients.order_by("pk").values_list("address", "state")
    told = [(state, mails[address]) for address, state in rows]
    tell({"kind": kind, "end": end, "dispatch": dispatch.state, "told": told})


def from_outside(sink: Sink, wanted: int) -> str:
    """Killed as soon as the server has taken ``wanted`` more mails."""
    before = len(sink.taken)
    child = forked(serve)
    while len(sink.taken) < before + wanted:
        pid, _status = os.waitpid(child, os.WNOHANG)
        if pid:
            return "0"
    os.kill(child, signal.SIGKILL)
    return ended(child)


@scoping.beyond("rounds of a test")
def main(rounds: int) -> None:
    sink = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    settings.DEFAULT_FROM_EMAIL = "kexie@yunchuan.example"
    points = ("outbox.handling", "dispatch.handed", "dispatch.taken", "dispatch.noted", "outbox.handled")
    with clock.fixed(AT):
        cast = assemble()
        issue = signed(cast)
        OutboxMessage.objects.all().delete()
        turn = 0
        for point in points * rounds:
            turn += 1
            dispatch = begin(cast, issue, turn)
            end = ended(forked(serve, point=point))
            heal()
            report(point, end, dispatch, sink)
        for wanted in range(1, ADDRESSES):
            turn += 1
            dispatch = begin(cast, issue, turn)
            end = from_outside(sink, wanted)
            heal()
            report("outside", end, dispatch, sink)
        later = AT + timedelta(hours=3)
        tell({"kind": "audit", "holds": audit.verify().holds, "later": later.isoformat()})
    sink.stop()
