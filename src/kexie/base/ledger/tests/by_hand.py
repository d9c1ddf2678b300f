"""What the tests enter by hand: a training of unit A."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from kexie.base.ledger import actions
from kexie.base.ledger.actions import Said
from kexie.base.ledger.models import Entry

AT = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)


def said(cast, **changes: Any) -> Said:
    """A training of unit A, with whatever the test changes of it."""
    told: dict[str, Any] = {
        "kind": "ledger.training",
        "title": "基层科普员培训班",
        "occurred_on": date(2026, 9, 8),
        "units": [cast.unit("青溪区科协")],
        "source_note": "签到表存办公室",
        "measures": {"participants_count": 46},
        "place": "区科技馆",
    }
    return Said(**(told | changes))


def record(cast, member: str = "clerk_a", **changes: Any) -> Entry:
    return actions.record(by=cast.actor(member), at=AT, said=said(cast, **changes))


def amend(
    cast, entry: Entry, seen: int = 1, member: str = "clerk_a", reason: str = "人数有误", **changes: Any
) -> Entry:
    verb, actor = actions.amend, cast.actor(member)
    return verb(by=actor, at=AT, entry_id=entry.pk, seen=seen, said=said(cast, **changes), reason=reason)


def withdraw(cast, entry: Entry, seen: int = 1, member: str = "clerk_a", reason: str = "重复登记") -> Entry:
    return actions.withdraw(by=cast.actor(member), at=AT, entry_id=entry.pk, seen=seen, reason=reason)


def restore(cast, entry: Entry, seen: int = 2, member: str = "clerk_a") -> Entry:
    return actions.restore(by=cast.actor(member), at=AT, entry_id=entry.pk, seen=seen)
