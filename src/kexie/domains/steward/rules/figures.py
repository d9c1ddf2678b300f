"""The figures of the concierge: 响应率, 解决率, 满意率 and limits kept, each with what it is counted of.

Source: domain.md §3. What is counted of whole units, matters and districts, never of persons. A figure belongs to the period in
which what it counts has come about: what came in by the day of submission, answers by the day on which the case ended, ratings by
the day of the last valid call-back. So the figures of a period that is over stay as they are.

==========  =======================================  =================================================
rate        of (denominator)                         part (numerator)
==========  =======================================  =================================================
响应率       assessable, had a limit for contact      contacted within it
按期办结率   assessable, had a limit                  answered within it
解决率       validly called back                      confirmed as solved
满意率       validly called back                      satisfied
==========  =======================================  =================================================

Assessable is what has ended with an answer (`rules.closing`); what is excluded counts in none of these, and is told beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What stands where there is nothing to divide by.
NOTHING: Final = "—"


def tenths(value: Fraction) -> int:
    """``value`` (not negative) of hundred in tenths of a percent, half up."""
    return int((value * 2000 + 1) // 2)


def percent(value: Fraction | None) -> str:
    """66.7%, rounded half up; "—" for none."""
    if value is None:
        return NOTHING
    found = tenths(value)
    return f"{found // 10}.{found % 10}%"


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``, both counted; 0 ≤ part ≤ whole."""

    part: int = 0
    whole: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError("a part lies between nothing and the whole")

    @property
    def value(self) -> Fraction | None:
        """The exact share; None where there is nothing to divide by."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def rest(self) -> int:
        """What is in the whole and not in the part."""
        return self.whole - self.part

    @property
    def percent(self) -> str:
        """66.7%, or "—"."""
        return percent(self.value)

    def __str__(self) -> str:
        """With what it was counted of: 66.7%（2/3）; "—" where there is nothing to divide by."""
        return f"{self.percent}（{self.part}/{self.whole}）" if self.whole else NOTHING

    def change(self, before: Share) -> str:
        """How many percentage points more or less than ``before``, as printed: +3.2, -0.4; "—" where one is empty."""
        if self.value is None or before.value is None:
            return NOTHING
        found = tenths(self.value) - tenths(before.value)
        return f"{'-' if found < 0 else '+' if found else ''}{abs(found) // 10}.{abs(found) % 10}"


class Rate(StrEnum):
    """A rate."""

    RESPONSE = "response"
    KEPT = "kept"
    SOLVED = "solved"
    SATISFIED = "satisfied"


RATE_LABELS: Final[dict[Rate, Promise]] = {
    Rate.RESPONSE: _("响应率"),
    Rate.KEPT: _("按期办结率"),
    Rate.SOLVED: _("解决率"),
    Rate.SATISFIED: _("满意率"),
}
RATE_WORDS: Final[dict[Rate, Promise]] = {
    Rate.RESPONSE: _("期内办结、设有联系期限的办件中，在期限内联系申请人的比例。"),
    Rate.KEPT: _("期内办结、设有办理期限的办件中，在期限内答复的比例。"),
    Rate.SOLVED: _("期内有效回访的办件中，申请人确认已解决的比例；“部分解决”不算已解决。"),
    Rate.SATISFIED: _("期内有效回访的办件中，申请人表示非常满意、满意或者基本满意的比例。"),
}
#: The rates that the composite is made of, and their weights unless others are set (domain.md §3).
WEIGHED: Final = (Rate.RESPONSE, Rate.SOLVED, Rate.SATISFIED)


class Measure(StrEnum):
    """A count that opens to its cases."""

    RECEIVED = "received"
    CLOSED = "closed"
    TIMED = "timed"
    RESPONDED = "responded"
    NOT_RESPONDED = "not_responded"
    LIMITED = "limited"
    KEPT = "kept"
    LATE = "late"
    CALLED = "called"
    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    LEFT_OUT = "left_out"
    CALLED_LEFT_OUT = "called_left_out"


MEASURE_LABELS: Final[dict[Measure, Promise]] = {
    Measure.RECEIVED: _("收到"),
    Measure.CLOSED: _("办结"),
    Measure.TIMED: _("办结且有联系期限"),
    Measure.RESPONDED: _("按期联系"),
    Measure.NOT_RESPONDED: _("未按期联系"),
    Measure.LIMITED: _("办结且有办理期限"),
    Measure.KEPT: _("按期办结"),
    Measure.LATE: _("超期办结"),
    Measure.CALLED: _("有效回访"),
    Measure.SOLVED: _("确认解决"),
    Measure.NOT_SOLVED: _("未确认解决"),
    Measure.SATISFIED: _("满意"),
    Measure.NOT_SATISFIED: _("不满意"),
    Measure.LEFT_OUT: _("已办结但不纳入考核"),
    Measure.CALLED_LEFT_OUT: _("已回访但不纳入考核"),
}
#: Which counts a rate is made of: its part, its whole.
OF_RATE: Final[dict[Rate, tuple[Measure, Measure]]] = {
    Rate.RESPONSE: (Measure.RESPONDED, Measure.TIMED),
    Rate.KEPT: (Measure.KEPT, Measure.LIMITED),
    Rate.SOLVED: (Measure.SOLVED, Measure.CALLED),
    Rate.SATISFIED: (Measure.SATISFIED, Measure.CALLED),
}


@dataclass(slots=True)
class Figures:
    """The counts of one line of a table; named as in :class:`Measure`."""

    received: int = 0
    closed: int = 0
    timed: int = 0
    responded: int = 0
    limited: int = 0
    kept: int = 0
    called: int = 0
    solved: int = 0
    satisfied: int = 0
    left_out: int = 0
    called_left_out: int = 0

    def share(self, rate: Rate) -> Share:
        """A rate with what it is counted of."""
        part, whole = OF_RATE[rate]
        return Share(getattr(self, part), getattr(self, whole))

    @property
    def shares(self) -> dict[Rate, Share]:
        """All rates."""
        return {rate: self.share(rate) for rate in Rate}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted at all."""
        return not any(getattr(self, one.name) for one in fields(self))

    def add(self, counts: Mapping[str, int]) -> None:
        """Count more in, by name."""
        for name, number in counts.items():
            setattr(self, name, getattr(self, name) + number)


def total(rows: Iterable[Figures]) -> Figures:
    """All of them together: every case counts in one line alone."""
    whole = Figures()
    for row in rows:
        whole.add({one.name: getattr(row, one.name) for one in fields(row)})
    return whole


@dataclass(frozen=True, slots=True)
class Weights:
    """What the three rates weigh in the composite: whole numbers, 100 together."""

    response: int = 30
    solved: int = 35
    satisfied: int = 35

    def __post_init__(self) -> None:
        if min(self.of) < 0 or sum(self.of) != 100:
            raise ValueError("weights are 100 together")

    @property
    def of(self) -> tuple[int, int, int]:
        """In the order of :data:`WEIGHED`."""
        return (self.response, self.solved, self.satisfied)

    def __str__(self) -> str:
        """30/35/35."""
        return "/".join(map(str, self.of))


@dataclass(frozen=True, slots=True)
class Composite:
    """The weighed mean of the rates that exist, and those that were left aside because there is nothing to divide by.

    domain.md does not say what an empty rate counts as. Nothing is not nought: the others keep their weights among themselves,
    and the page names what is lacking. Without any rate of some weight there is no composite.
    """

    value: Fraction | None = None
    lacking: tuple[Rate, ...] = ()

    @property
    def percent(self) -> str:
        """87.5%, or "—"."""
        return percent(self.value)


def composite(figures: Figures, weights: Weights) -> Composite:
    """The composite of one line."""
    pairs = [(rate, figures.share(rate).value, weight) for rate, weight in zip(WEIGHED, weights.of, strict=True)]
    lacking = tuple(rate for rate, value, weight in pairs if value is None and weight)
    known = [(value, weight) for _rate, value, weight in pairs if value is not None and weight]
    if not known:
        return Composite(lacking=lacking)
    return Composite(sum((value * weight for value, weight in known), Fraction(0)) / sum(w for _v, w in known), lacking)
