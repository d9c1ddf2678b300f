"""What the tests write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from kexie.base.kernel.access import Platform
from kexie.base.ledger import api
from kexie.base.ledger.models import Entry

AT = datetime(2023, 5, 24, 2, 0, tzinfo=UTC)


def write(**changes: Any) -> Entry:
    """One lecture, with whatever the test changes of it."""
    said: dict[str, Any] = {
        "by": Platform(),
        "at": AT,
        "kind": "tests.lecture",
        "title": "柳湾街道举办航模科普讲座",
        "occurred_on": date(2023, 5, 23),
        "place": "柳湾街道文化站",
        "measures": {"participants_count": 120},
        "source": "tests.lecture:1",
        "url": "/bulletin/2023/17/",
        "confirmed_by": "柳湾街道",
    }
    return api.write(**(said | changes))
