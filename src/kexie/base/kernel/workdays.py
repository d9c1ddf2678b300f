"""China's working calendar: holidays, make-up days, and deadlines counted in working days and working hours.

Holidays and make-up days are those that the State Council announces each year, as `chinesecalendar` carries them. Over them
lie the years that an association has entered from the notice itself, because this version of the library does not know them
yet, and the days on which the association works otherwise than announced (:class:`Own`, taken in by whoever keeps them). A
year that neither knows is refused, never guessed. Nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
        super().__init__(
            _(
                "%(year)d年的放假安排还没有收录（已收录%(known)s），暂时不能推算工作日，请联系系统管理员在“工作日历”中录入。"
            )
            % {"year": day.year, "known": years_words(known_years())},
            year=day.year,
        )


@dataclass(frozen=True, slots=True)
class Own:
    """What an association says of the calendar: day → whether offices work, and the years that it has entered whole."""

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Taken:
    """What this process has taken in."""

    own: Own = field(default_factory=Own)


_taken = _Taken()


def take_in(own: Own) -> None:
    """From now on this process counts by ``own`` over what is announced."""
    _taken.own = own


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
def announced_years() -> range:
    """The years that the library knows."""
    days = chinese_calendar.holidays
    return range(min(days).year, max(days).year + 1)


def known_years() -> tuple[int, ...]:
    """The years whose holidays are known, in order: those of the library and those entered."""
    return tuple(sorted({*announced_years(), *_taken.own.years}))


def is_known(year: int) -> bool:
    """Whether the holidays of ``year`` are known."""
    return year in announced_years() or year in _taken.own.years


def years_words(years: Iterable[int]) -> str:
    """Years as people say them, each run by its ends: 2004年至2026年、2028年."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(f"{run[0]}年至{run[-1]}年" if len(run) > 1 else f"{run[0]}年" for run in runs)


def is_announced_workday(day: date) -> bool:
    """Whether offices work on ``day`` as the library knows it, or where it does not know the year, Monday to Friday."""
    if day.year in announced_years():
        return _of_library(day)
    return day.isoweekday() <= 5


@lru_cache(maxsize=4096)
def _of_library(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def announced(day: date) -> str:
    """The holiday for which ``day`` is off, or made up for: 春节; empty for other days and years that are not known."""
    found = chinese_calendar.holidays.get(day) or chinese_calendar.workdays.get(day)
    return str(chinese_calendar.Holiday(found).chinese) if found else ""


def is_workday(day: date) -> bool:
    """Whether offices work on ``day``: Monday to Friday without holidays, and make-up days; one's own days come first.

    Raises:
        OutOfCalendar: the year is not known.
    """
    own = _taken.own
    if day.year not in own.years and day.year not in announced_years():
        raise OutOfCalendar(day)
    said = own.days.get(day)
    return is_announced_workday(day) if said is None else said


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


def midnight(day: date) -> datetime:
    """When ``day`` begins where the association is, aware."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def end_of_hours(day: date, hours: WorkingHours = OFFICE_HOURS) -> datetime:
    """When the office hours of ``day`` end, worked or not."""
    return list(hours.on(day))[-1][1]


def end_of_workday(start: datetime, count: int, hours: WorkingHours = OFFICE_HOURS) -> datetime:
    """When office hours end on the ``count``-th working day after the day of ``start``, which is not counted.

    Raises:
        ValueError: ``start`` is naive.
        OutOfCalendar: a year on the way is not known.
    """
    if timezone.is_naive(start):
        raise ValueError("a deadline needs an aware start")
    day = add_workdays(timezone.localtime(start, timezone.get_default_timezone()).date(), count)
    return end_of_hours(day, hours)


def end_by_weekdays(start: datetime, count: int, hours: WorkingHours = OFFICE_HOURS) -> datetime:
    """The same by what the library knows alone, and from Monday to Friday in years that it does not know: for a limit that
    has to be told before the holidays of its year are.
    """
    day = timezone.localtime(start, timezone.get_default_timezone()).date()
    while count:
        day += _DAY
        count -= is_announced_workday(day)
    return end_of_hours(day, hours)


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
