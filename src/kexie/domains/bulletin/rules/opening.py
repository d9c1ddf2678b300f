"""The day on which the next issue is due, and which numbers move up when a draft is discarded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from kexie.domains.bulletin.rules.numbering import number_line, running_line

#: The weekday of the first issue of all: Friday.
USUAL_WEEKDAY: Final = 4
#: So many of the latest issues tell the rhythm.
TELLING: Final = 8
#: So many weeks ahead a working day is looked for.
_AHEAD: Final = 6


class Numbers(NamedTuple):
    """The numbers of an issue: ``number`` within ``year``, ``total`` since the first."""

    year: int
    number: int
    total: int

    @property
    def label(self) -> str:
        """As spoken of: 2023年第17期（总第70期）."""
        return f"{number_line(self.year, self.number).replace(' ', '')}{running_line(self.total)}"


def suggested_date(printed: Sequence[date], *, today: date, is_workday: Callable[[date], bool]) -> date:
    """When the next issue is due: in the week after the last one (or this week, if that has passed), on the weekday that
    the last issues mostly had; if nobody works on it, on the working day before it in that week, else the one after.

    ``printed`` are the dates of the last issues, the latest first; without any, Friday it is.
    """
    weekday = _rhythm(printed[:TELLING])
    monday = _monday(today)
    if printed:
        monday = max(monday, _monday(printed[0]) + timedelta(weeks=1))
    for week in range(_AHEAD):
        start = monday + timedelta(weeks=week)
        for day in _by_preference(start, weekday):
            if day >= today and is_workday(day):
                return day
    return max(today, monday + timedelta(days=weekday))


def moved_up(gone: Numbers, later: Iterable[Numbers]) -> Iterator[tuple[Numbers, Numbers]]:
    """Which numbers become which when ``gone`` is free: those that follow it without a gap, each one up, in order.

    ``later`` are the issues behind, by running number. Numbers of later years keep their place within the year.
    """
    before = gone
    for numbers in later:
        follows = numbers.total == before.total + 1
        if numbers.year == before.year:
            follows = follows and numbers.number == before.number + 1
        if not follows:
            return
        shift = 1 if numbers.year == gone.year else 0
        yield numbers, Numbers(numbers.year, numbers.number - shift, numbers.total - 1)
        before = numbers


def _rhythm(printed: Sequence[date]) -> int:
    """The weekday that most of them have; among equals the one that came last."""
    counted = Counter(day.weekday() for day in printed)
    return max(counted, key=lambda weekday: counted[weekday]) if counted else USUAL_WEEKDAY


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_preference(monday: date, weekday: int) -> Iterator[date]:
    """The days of a week: the wanted one, those before it from near to far, then those after it."""
    for offset in (*range(weekday, -1, -1), *range(weekday + 1, 7)):
        yield monday + timedelta(days=offset)
