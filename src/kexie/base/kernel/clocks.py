"""A clock as a ledger of what happened to it: started, paused, resumed, extended; counted in working time.

Nothing is stored but events; how much time is spent and when it is over follow from them, so a correction of the calendar or of
an event corrects every figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from kexie.base.kernel.workdays import OFFICE_HOURS, WorkingHours, add_working_time, working_time_between

_NOTHING: Final = timedelta(0)


class Turn(StrEnum):
    """What can happen to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"


#: Which turns can follow, by whether the clock has begun and whether it runs.
_AFTER: Final = {
    (False, False): {Turn.START},
    (True, True): {Turn.PAUSE, Turn.EXTEND},
    (True, False): {Turn.RESUME, Turn.EXTEND},
}


@dataclass(frozen=True, slots=True)
class Event:
    """One turn of a clock at an aware moment; ``amount`` is the working time that an extension adds."""

    turn: Turn
    at: datetime
    amount: timedelta = _NOTHING


def check(events: Sequence[Event]) -> None:
    """ValueError unless the events can follow one another: in time, begun once, no pause of what does not run."""
    begun = running = False
    last: datetime | None = None
    for event in events:
        if last is not None and event.at < last:
            raise ValueError("the events of a clock stand in the order of time")
        if event.turn not in _AFTER[begun, running]:
            raise ValueError(f"a clock cannot {event.turn} here")
        if event.amount < _NOTHING or (event.amount and event.turn != Turn.EXTEND):
            raise ValueError("an extension alone has an amount, and adds")
        begun, last = True, event.at
        running = event.turn in (Turn.START, Turn.RESUME) or (event.turn == Turn.EXTEND and running)


def spent(events: Sequence[Event], now: datetime, hours: WorkingHours = OFFICE_HOURS) -> timedelta:
    """How much working time the clock has run until ``now``. Raises OutOfCalendar beyond the known years."""
    check(events)
    spans = ((begin, min(end or now, now)) for begin, end in _runs(events))
    return sum((working_time_between(begin, end, hours) for begin, end in spans if begin < end), _NOTHING)


def due(events: Sequence[Event], limit: timedelta, hours: WorkingHours = OFFICE_HOURS) -> datetime | None:
    """When ``limit`` with all extensions is spent; None while the clock stands still with time left, or has not begun.

    Raises OutOfCalendar beyond the known years.
    """
    check(events)
    left = limit + sum((event.amount for event in events), _NOTHING)
    for begin, end in _runs(events):
        room = None if end is None else working_time_between(begin, end, hours)
        if room is None or left <= room:
            return add_working_time(begin, left, hours)
        left -= room
    return None


def _runs(events: Sequence[Event]) -> Iterator[tuple[datetime, datetime | None]]:
    """From when to when the clock ran; None: it still does."""
    begin: datetime | None = None
    for event in events:
        if event.turn in (Turn.START, Turn.RESUME):
            begin = event.at
        elif event.turn == Turn.PAUSE and begin is not None:
            yield begin, event.at
            begin = None
    if begin is not None:
        yield begin, None
