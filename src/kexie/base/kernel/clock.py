"""What time it is: asked at the door, passed in below it.

Actions and rules take ``at``; only doors call :func:`now`. A test or the demo sets the clock with :func:`fixed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("kexie_fixed_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; or the moment that :func:`fixed` has set."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """Today's date where the association is (``settings.TIME_ZONE``)."""
    return timezone.localdate(now())


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Let the clock stand at ``at`` (aware) within the block, in this thread or task alone."""
    if timezone.is_naive(at):
        raise ValueError("a clock needs an aware moment")
    token = _fixed.set(at)
    try:
        yield
    finally:
        _fixed.reset(token)
