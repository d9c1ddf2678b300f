"""Verbs on one's own data: take it away; and what time erases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from kexie.base.kernel import audit, personal_rows
from kexie.base.kernel.access import Actor, Platform
from kexie.base.kernel.personal_rows import Part
from kexie.base.people.queries import privacy as queries

log = structlog.get_logger("kexie.privacy")


@transaction.atomic
def export_own(*, by: Actor, at: datetime) -> list[Part]:
    """Everything that is kept about ``by``, to be taken away (PIPL, article 45); audited."""
    parts = queries.own_data(by, at=at)
    rows = sum(len(part.rows) for part in parts)
    audit.record(by=by, at=at, action="person.export_own", target=f"people.person:{by.person_id}", count=rows)
    return parts


def purge(at: datetime) -> dict[str, int]:
    """Erase what has been kept as long as declared; audited where anything was (`kernel.schedule.Periodic`)."""
    done = personal_rows.purge(at)
    if done:
        with transaction.atomic():
            audit.record(
                by=Platform("数据保护"), at=at, action="personal.purge", target="personal:purge", **_named(done)
            )
        log.info("purged", rows=sum(done.values()))
    return done


def _named(done: dict[str, int]) -> dict[str, Any]:
    """The counts with names that the audit takes."""
    return {label.replace(".", "_"): count for label, count in done.items()}
