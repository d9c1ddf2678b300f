"""A limit in words: 还剩2个工作日, 今天到期, 超期3小时."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from kexie.base.kernel.workdays import OutOfCalendar, working_time_between
from kexie.base.ui import dates

#: Working time of one day, as limits count it.
DAY = timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit as it stands: the words, and whether it is over or nearly over (a tone)."""

    words: str
    tone: str
    overdue: bool = False


def clock_of(due: datetime | None, *, at: datetime) -> Clock | None:
    """How a limit stands at the moment ``at``, counted in working time where the calendar is known; None without one."""
    if due is None:
        return None
    if due < at:
        return Clock(_("超期%(time)s") % {"time": amount(_between(due, at))}, "bad", overdue=True)
    left = _between(at, due)
    if dates.day(due, year=True) == dates.day(at, year=True):
        return Clock(_("今天到期，还剩%(time)s") % {"time": amount(left)}, "warn")
    return Clock(_("还剩%(time)s") % {"time": amount(left)}, "warn" if left <= DAY else "neutral")


def amount(time: timedelta) -> str:
    """Working time as people say it: whole working days, below one day hours, below one hour minutes."""
    if time >= DAY:
        return _("%d个工作日") % (time // DAY)
    hours = time // timedelta(hours=1)
    if hours:
        return _("%d小时") % hours
    return _("%d分钟") % (time // timedelta(minutes=1))


def _between(begin: datetime, end: datetime) -> timedelta:
    try:
        return working_time_between(begin, end)
    except OutOfCalendar:
        # As `rules.limits` counts a year that is not announced: five days of seven.
        return (end - begin) / timedelta(days=7) * 5 * DAY
