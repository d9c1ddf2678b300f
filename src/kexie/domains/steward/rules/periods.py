"""Periods of the figures: a week from Monday to Sunday, a month, a quarter, a year; whole days of the association's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel.workdays import midnight


class PeriodKind(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PERIOD_LABELS: Final[dict[PeriodKind, Promise]] = {
    PeriodKind.WEEK: gettext_lazy("周"),
    PeriodKind.MONTH: gettext_lazy("月"),
    PeriodKind.QUARTER: gettext_lazy("季度"),
    PeriodKind.YEAR: gettext_lazy("年"),
}
_MONTHS: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
_QUARTERS: Final = (
    gettext_lazy("第一季度"),
    gettext_lazy("第二季度"),
    gettext_lazy("第三季度"),
    gettext_lazy("第四季度"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its kind and its first day; made by :meth:`holding`."""

    kind: PeriodKind
    first: date

    @classmethod
    def holding(cls, kind: PeriodKind, day: date) -> Period:
        """The period of that kind in which ``day`` lies."""
        if kind is PeriodKind.WEEK:
            return cls(kind, day - timedelta(days=day.weekday()))
        step = _MONTHS[kind]
        return cls(kind, day.replace(month=(day.month - 1) // step * step + 1, day=1))

    @property
    def end(self) -> date:
        """The first day after it."""
        if self.kind is PeriodKind.WEEK:
            return self.first + timedelta(days=7)
        months = self.first.month - 1 + _MONTHS[self.kind]
        return self.first.replace(year=self.first.year + months // 12, month=months % 12 + 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def begins_at(self) -> datetime:
        """Its first moment: midnight where the association is."""
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return midnight(self.end)

    @property
    def before(self) -> Period:
        """The one before it."""
        return Period.holding(self.kind, self.first - timedelta(days=1))

    @property
    def after(self) -> Period:
        """The one after it."""
        return Period(self.kind, self.end)

    def back(self, count: int) -> tuple[Period, ...]:
        """``count`` periods in order of time, of which this is the last."""
        found = [self]
        while len(found) < count:
            found.append(found[-1].before)
        return tuple(reversed(found))

    @property
    def label(self) -> str:
        """As it is spoken of: 2026年3月9日至15日, 2026年3月, 2026年第一季度, 2026年."""
        first, last = self.first, self.last
        if self.kind is PeriodKind.YEAR:
            return _("%(year)d年") % {"year": first.year}
        if self.kind is PeriodKind.QUARTER:
            return _("%(year)d年%(part)s") % {"year": first.year, "part": _QUARTERS[(first.month - 1) // 3]}
        begins = _("%(year)d年%(month)d月") % {"year": first.year, "month": first.month}
        if self.kind is PeriodKind.MONTH:
            return begins
        words = _("%(begins)s%(day)d日至") % {"begins": begins, "day": first.day}
        if first.year != last.year:
            words += _("%(year)d年") % {"year": last.year}
        if first.month != last.month:
            words += _("%(month)d月") % {"month": last.month}
        return words + _("%(day)d日") % {"day": last.day}

    @property
    def short(self) -> str:
        """As it stands below a drawing: 3/9, 3月, 一季度 by its number, 2026."""
        first = self.first
        if self.kind is PeriodKind.WEEK:
            return f"{first.month}/{first.day}"
        if self.kind is PeriodKind.MONTH:
            return f"{first.year % 100:02d}-{first.month:02d}"
        return (
            f"{first.year % 100:02d}Q{(first.month + 2) // 3}" if self.kind is PeriodKind.QUARTER else f"{first.year}"
        )
