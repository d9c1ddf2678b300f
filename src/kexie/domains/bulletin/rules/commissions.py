"""When a commission is due, when its units are reminded, and what its words have to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kexie.base.kernel.workdays import OutOfCalendar, is_workday

#: Where the units are.
HOME: Final = ZoneInfo("Asia/Shanghai")
#: A commission is due at the end of a working day, its reminder comes at the beginning of the one before.
DUE_AT: Final = time(17)
REMIND_AT: Final = time(9)
#: Working days that a unit has by default.
DAYS: Final = 3
#: Nobody is reminded before the morning or after the evening.
_DAY_BEGINS, _DAY_ENDS = time(8), time(20)
LONGEST_TITLE: Final = 120
LONGEST_BRIEF: Final = 2000
LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionWords:
    """What is asked for; ``column`` and ``kind`` are keys."""

    title: str
    due_at: datetime
    brief: str = ""
    column: int | None = None
    kind: int | None = None


def works_on(day: date) -> bool:
    """Whether offices work on ``day``; Monday to Friday in a year whose holidays are not announced yet."""
    try:
        return is_workday(day)
    except OutOfCalendar:
        return day.weekday() < 5


def suggested_due(at: datetime) -> datetime:
    """The end of the third working day after ``at``."""
    day, left = at.astimezone(HOME).date(), DAYS
    while left:
        day += timedelta(days=1)
        left -= works_on(day)
    return datetime.combine(day, DUE_AT, HOME)


def remind_at(due_at: datetime) -> datetime:
    """The morning of the working day before the day on which it is due."""
    day = due_at.astimezone(HOME).date() - timedelta(days=1)
    while not works_on(day):
        day -= timedelta(days=1)
    return datetime.combine(day, REMIND_AT, HOME)


def reminds(at: datetime, due_at: datetime) -> bool:
    """Whether a reminder is to be given at ``at``: its time has come, it is not over, and it is not night."""
    return remind_at(due_at) <= at < due_at and _DAY_BEGINS <= at.astimezone(HOME).time() < _DAY_ENDS


def wrong_words(words: CommissionWords, *, at: datetime, units: int = 1, is_new: bool = True) -> dict[str, str]:
    """Sentences by field for what cannot be asked for; a due time that has passed is wrong unless it stays as it is."""
    wrong: dict[str, str] = {}
    if not words.title:
        wrong["title"] = _("请填写约稿主题。")
    elif len(words.title) > LONGEST_TITLE:
        wrong["title"] = _("约稿主题最多%(limit)s字，请精简。") % {"limit": LONGEST_TITLE}
    if len(words.brief) > LONGEST_BRIEF:
        wrong["brief"] = _("要求最多%(limit)s字，请精简。") % {"limit": LONGEST_BRIEF}
    if is_new and words.due_at <= at:
        wrong["due_on"] = _("截止时间须晚于现在。")
    if not units:
        wrong["units"] = _("请选择约稿的单位。")
    return wrong


def due_words(due_at: datetime) -> dict[str, Any]:
    """A due time as form fields hold it."""
    local = due_at.astimezone(HOME)
    return {"due_on": local.date(), "due_time": local.time().replace(second=0, microsecond=0)}


def moment_of(day: date, clock: time) -> datetime:
    """A day and a time of the association as one moment."""
    return datetime.combine(day, clock, HOME)
