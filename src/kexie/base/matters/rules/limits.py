"""Limits in working time: ``30m``, ``2h``, ``3d``, or ISO 8601 (``PT2H``, ``P3D``).

Hours and minutes count within office hours. Days are working days, the day of the event not counted (Civil Code, article
201), and end with the office hours of the last one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from kexie.base.kernel.workdays import OutOfCalendar, add_working_time, end_by_weekdays, end_of_workday

_SHORT: Final = re.compile(r"(\d{1,4})([mhd])\Z")
_ISO: Final = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?\Z")
#: Working minutes of a day (`kernel.workdays.OFFICE_HOURS`).
_DAY_MINUTES: Final = 450
#: A limit longer than this is a mistake: a year of working days.
MOST_DAYS: Final = 250


class BadLimit(ValueError):
    """What was written is no limit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A stretch of working time."""

    days: int = 0
    minutes: int = 0

    def due(self, start: datetime) -> datetime:
        """When it is over, counted from ``start`` (aware); from Monday to Friday where a year's holidays are not announced."""
        try:
            end = end_of_workday(start, self.days) if self.days else start
            return add_working_time(end, timedelta(minutes=self.minutes)) if self.minutes else end
        except OutOfCalendar:
            return end_by_weekdays(start, self.days - (-self.minutes // _DAY_MINUTES))  # hours as days that are begun

    def __str__(self) -> str:
        """As people say it: 3个工作日, 2小时."""
        parts = [_("%d个工作日") % self.days] if self.days else []
        hours, minutes = divmod(self.minutes, 60)
        parts += [_("%d小时") % hours] if hours else []
        parts += [_("%d分钟") % minutes] if minutes else []
        return "".join(parts)


def parse_limit(text: str) -> Limit:
    """The limit that ``text`` says.

    Raises:
        BadLimit: it says none, or one of no length, or one over a year.
    """
    text = text.strip()
    if found := _SHORT.match(text):
        number, unit = int(found[1]), found[2]
        limit = Limit(days=number) if unit == "d" else Limit(minutes=number * (60 if unit == "h" else 1))
    elif found := _ISO.match(text):
        days, hours, minutes = (int(part or 0) for part in found.groups())
        limit = Limit(days=days, minutes=hours * 60 + minutes)
    else:
        raise BadLimit(text)
    if limit == Limit() or limit.days > MOST_DAYS or limit.minutes > MOST_DAYS * 480:
        raise BadLimit(text)
    return limit


def limit_words(text: str) -> str:
    """A limit as people say it; as it is written where it cannot be read, nothing where none is."""
    try:
        return str(parse_limit(text)) if text else ""
    except BadLimit:
        return text
