"""A limit in words: 还剩2个工作日, 今天到期, 超期3小时."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.base.kernel.workdays import OutOfCalendar, is_known, working_time_between
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


def is_estimate(due: datetime | None) -> bool:
    """Whether a limit lies in a year whose holidays are not known: it was counted from Monday to Friday (`rules.limits`)."""
    return due is not None and not is_known(dates.local(due).year)


def estimate_mark(due: datetime | None) -> SafeString:
    """What stands behind a limit that is an estimate, and why it is one; nothing behind any other."""
    if not is_estimate(due):
        return SafeString("")
    why = _("该年度放假安排尚未公布，期限按周一至周五推算")
    return format_html(
        '<span class="estimate" title="{}">{}<span class="hidden">{}</span></span>', why, _("（暂估）"), why
    )


def limit_moment(due: datetime) -> str:
    """Day and time of a limit with its year, and that it is an estimate where it is one."""
    said = dates.moment(due, year=True)
    return _("%(due)s（暂估：该年度放假安排尚未公布）") % {"due": said} if is_estimate(due) else said


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
