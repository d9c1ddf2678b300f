"""China's working calendar: holidays, make-up days, and deadlines counted in working days and working hours.

Holidays and make-up days are those that the State Council announces each year, as `chinesecalendar` carries them. A year
that has not been announced yet is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

import chinese_calendar
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.errors import Refusal

_DAY: Final = timedelta(days=1)


class OutOfCalendar(Refusal):
    """The day lies outside the years whose holidays are known."""

    code = "out_of_calendar"
    status = 422

    def __init__(self, day: date) -> None:
        known = known_years()
        super().__init__(
            _(
                "%(year)d年的放假安排还没有收录（已收录%(first)d年至%(last)d年），暂时不能推算工作日，请联系系统管理员更新节假日数据。"
            )
            % {"year": day.year, "first": known.start, "last": known.stop - 1},
            year=day.year,
        )


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours of one working day: spans of local time, in order, none empty, none overlapping."""

    spans: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13, 30), time(17, 30)))

    def __post_init__(self) -> None:
        moments = [moment for span in self.spans for moment in span]
        if not self.spans or any(earlier >= later for earlier, later in pairwise(moments)):
            raise ValueError("working hours are spans in order that do not touch")

    def on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The spans of ``day``, aware, where the association is."""
        zone = timezone.get_default_timezone()
        for begin, end in self.spans:
            yield datetime.combine(day, begin, zone), datetime.combine(day, end, zone)


OFFICE_HOURS: Final = WorkingHours()


@lru_cache(maxsize=1)
def known_years() -> range:
    """The years whose holidays are known."""
    days = chinese_calendar.holidays
    return range(min(days).year, max(days).year + 1)


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether offices work on ``day``: Monday to Friday without holidays, and make-up days.

    Raises:
        OutOfCalendar: the year is not known.
    """
    if day.year not in known_years():
        raise OutOfCalendar(day)
    return bool(chinese_calendar.is_workday(day))


def add_workdays(day: date, count: int) -> date:
    """The ``count``-th working day after ``day`` (before it, if negative); 0 gives ``day`` itself.

    The day of the event is not counted (Civil Code, article 201).

    Raises:
        OutOfCalendar: a year on the way is not known.
    """
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day)
    return day


def workdays_between(begin: date, end: date) -> int:
    """How many working days lie after ``begin`` up to and including ``end``; negative if ``end`` is earlier.

    Raises:
        OutOfCalendar: a year on the way is not known.
    """
    if end < begin:
        return -workdays_between(end, begin)
    return sum(is_workday(begin + _DAY * offset) for offset in range(1, (end - begin).days + 1))


def add_working_time(start: datetime, amount: timedelta, hours: WorkingHours = OFFICE_HOURS) -> datetime:
    """The first moment at which ``amount`` of working time has passed since ``start``, in local time.

    Raises:
        ValueError: ``start`` is naive or ``amount`` negative.
        OutOfCalendar: a year on the way is not known.
    """
    if timezone.is_naive(start) or amount < timedelta(0):
        raise ValueError("a deadline needs an aware start and no negative time")
    start = timezone.localtime(start, timezone.get_default_timezone())
    if not amount:
        return start
    for begin, end in _spans(start.date(), hours):
        room = end - max(begin, start)
        if room <= timedelta(0):
            continue
        if amount <= room:
            return max(begin, start) + amount
        amount -= room
    raise AssertionError("unreachable: the calendar ends with a refusal")


def working_time_between(begin: datetime, end: datetime, hours: WorkingHours = OFFICE_HOURS) -> timedelta:
    """How much working time lies between two aware moments; negative if ``end`` is earlier.

    Raises:
        ValueError: a moment is naive.
        OutOfCalendar: a year on the way is not known.
    """
    if timezone.is_naive(begin) or timezone.is_naive(end):
        raise ValueError("working time lies between aware moments")
    if end < begin:
        return -working_time_between(end, begin, hours)
    zone = timezone.get_default_timezone()
    first, last = timezone.localtime(begin, zone).date(), timezone.localtime(end, zone).date()
    total = timedelta(0)
    for offset in range((last - first).days + 1):
        if is_workday(day := first + _DAY * offset):
            total += sum((_overlap(span, begin, end) for span in hours.on(day)), timedelta(0))
    return total


def _overlap(span: tuple[datetime, datetime], begin: datetime, end: datetime) -> timedelta:
    """How much of ``span`` lies between two moments."""
    return max(min(span[1], end) - max(span[0], begin), timedelta(0))


def _spans(day: date, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """The working spans from ``day`` on, until the calendar refuses."""
    while True:
        if is_workday(day):
            yield from hours.on(day)
        day += _DAY
