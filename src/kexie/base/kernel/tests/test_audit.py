"""The audit stores who did what, and names the row that somebody touched."""

import pytest

from kexie.base.kernel import audit
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent
from kexie.base.kernel.tests.factories import AT

pytestmark = pytest.mark.django_db


def write(count: int = 1, **options) -> list[AuditEvent]:
    options = {"by": Platform("导入"), "at": AT, "action": "bulletin.sign", "target": "bulletin.issue:7"} | options
    return [audit.record(**options, turn=turn) for turn in range(count)]


def test_rows_are_numbered_chained_and_hold():
    rows = write(3)
    assert [row.number for row in rows] == [1, 2, 3]
    assert audit.verify() == audit.Verdict(3, rows[-1].hash)
