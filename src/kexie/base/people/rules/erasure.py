"""When a request to be erased may be carried out, and until when it must be answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kexie.base.kernel import workdays
from kexie.base.kernel.workdays import OutOfCalendar

#: Working days in which the person may think better of it, and in which the request is answered (PIPL, article 50:
#: in good time; fifteen working days is this platform's own promise).
COOLING_DAYS: Final = 3
ANSWER_DAYS: Final = 15
#: The shortest reason for a refusal, in characters.
SHORTEST_ANSWER: Final = 10


def cooling_until(asked_on: date) -> date:
    """The last day on which only the person can act on the request."""
    return _after(asked_on, COOLING_DAYS)


def deadline(asked_on: date) -> date:
    """The last day on which the request is answered in time."""
    return _after(asked_on, ANSWER_DAYS)


def _after(day: date, count: int) -> date:
    """So many working days after ``day``; in a year whose holidays are not announced, Monday to Friday count."""
    try:
        return workdays.add_workdays(day, count)
    except OutOfCalendar:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5
        return day
