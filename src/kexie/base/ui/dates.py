"""Dates as people here write them: 5月23日（周二）."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


def local(moment: date | datetime) -> date | datetime:
    """An aware moment in the association's time; anything else as it is."""
    return timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment


def day(moment: date | datetime, *, year: bool = False) -> str:
    """The day of a date or a moment, with its weekday, and with its year if asked for."""
    at = local(moment)
    parts = {"year": at.year, "month": at.month, "day": at.day, "weekday": WEEKDAYS[at.weekday()]}
    if year:
        return _("%(year)d年%(month)d月%(day)d日（%(weekday)s）") % parts
    return _("%(month)d月%(day)d日（%(weekday)s）") % parts


def moment(at: datetime, *, year: bool = False) -> str:
    """Day and time: 5月23日（周二）14:05."""
    return _("%(day)s%(time)s") % {"day": day(at, year=year), "time": f"{local(at):%H:%M}"}
