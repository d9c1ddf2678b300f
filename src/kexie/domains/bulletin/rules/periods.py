"""Periods of the figures: a year, a part of one, or a range of months; days inclusive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: Parts of a year: its first and its last month.
PARTS: Final = {
    "year": (1, 12),
    "h1": (1, 6),
    "h2": (7, 12),
    "q1": (1, 3),
    "q2": (4, 6),
    "q3": (7, 9),
    "q4": (10, 12),
}
PART_LABELS: Final = {
    "year": gettext_lazy("全年"),
    "h1": gettext_lazy("上半年"),
    "h2": gettext_lazy("下半年"),
    "q1": gettext_lazy("第一季度"),
    "q2": gettext_lazy("第二季度"),
    "q3": gettext_lazy("第三季度"),
    "q4": gettext_lazy("第四季度"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months of one year, from ``first`` to ``last`` (1 to 12)."""

    year: int
    first: int = 1
    last: int = 12

    @property
    def since(self) -> date:
        """Its first day."""
        return date(self.year, self.first, 1)

    @property
    def until(self) -> date:
        """Its last day."""
        return last_day(self.year, self.last)

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in it."""
        return self.since <= day <= self.until

    @property
    def in_quarters(self) -> Period:
        """The whole quarters that it touches."""
        return Period(self.year, self.first - (self.first - 1) % 3, self.last + (-self.last) % 3)

    @property
    def label(self) -> str:
        """As it is spoken of: 2023年, 2023年第二季度, 2023年5月, 2023年3月至5月."""
        for code, (first, last) in PARTS.items():
            if (first, last) == (self.first, self.last):
                part = "" if code == "year" else str(PART_LABELS[code])
                return _("%(year)d年%(part)s") % {"year": self.year, "part": part}
        if self.first == self.last:
            return _("%(year)d年%(month)d月") % {"year": self.year, "month": self.first}
        words = _("%(year)d年%(first)d月至%(last)d月")
        return words % {"year": self.year, "first": self.first, "last": self.last}


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def period_of(year: int, part: str = "year", first: int | None = None, last: int | None = None) -> Period:
    """The period that a form asks for: months, where one is given, else the part of the year; the wrong way round is put
    right, an unknown part is the whole year.
    """
    if first or last:
        months = sorted((first or last or 1, last or first or 12))
        return Period(year, *months)
    return Period(year, *PARTS.get(part, PARTS["year"]))
