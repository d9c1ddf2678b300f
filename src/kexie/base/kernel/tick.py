"""One pass over what time has made due: `kexie tick`, called every minute, alone or in several places at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from kexie.base.kernel import outbox
from kexie.base.kernel.models import PeriodicRun
from kexie.base.kernel.renewal import renew_if_due
from kexie.base.kernel.schedule import Periodic, ticks

log = structlog.get_logger("kexie.tick")


@dataclass(frozen=True, slots=True)
class Pass:
    """What a tick did: how much was reaped and enqueued, which periodic jobs ran and which failed."""

    reaped: int
    enqueued: int
    ran: tuple[str, ...]
    failed: tuple[str, ...]


def tick(*, at: datetime) -> Pass:
    """Reap, enqueue what is due, run the periodic jobs whose time has come; one that fails does not stop the others."""
    renew_if_due()
    reaped = outbox.reap(at=at)
    enqueued = outbox.enqueue_due(at=at)
    ran: list[str] = []
    failed: list[str] = []
    for periodic in ticks:
        if not _claim(periodic, at):
            continue
        try:
            periodic.begin(at)
        except Exception as error:
            log.exception("periodic_job_failed", job=periodic.name, error=type(error).__name__)
            failed.append(periodic.name)
        else:
            ran.append(periodic.name)
    return Pass(reaped, enqueued, tuple(ran), tuple(failed))


def _claim(periodic: Periodic, at: datetime) -> bool:
    """Note that the job begins now, unless it has begun less than its period ago; one of several ticks wins."""
    row, created = PeriodicRun.objects.get_or_create(name=periodic.name, defaults={"last_begun_at": at})
    if created:
        return True
    due = PeriodicRun.objects.filter(pk=row.pk, last_begun_at__lte=at - periodic.every)
    return bool(due.update(last_begun_at=at))
