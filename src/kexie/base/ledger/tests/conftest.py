"""A kind of work for the tests of this app alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kexie.base.ledger.rules import Kind, kinds

LECTURE = Kind("tests.lecture", "科普讲座", ("participants_count", "sessions_count"))


@pytest.fixture(autouse=True)
def lecture() -> Iterator[Kind]:
    kinds.register(LECTURE.code, LECTURE)
    yield LECTURE
    del kinds._things[LECTURE.code]
