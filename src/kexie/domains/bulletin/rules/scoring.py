"""How units score (计分办法): points per kind or column, joint items, instructions, a cap, missed commissions.

Points are decimals with two places. What an item gives is split without rest: an odd cent goes to those who sign first. The
cap is filled in the order of publication, and what goes beyond it does not count, so that every figure by month, column
or kind is the sum of its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CENT: Final = Decimal("0.01")
NOTHING: Final = Decimal("0.00")
MOST: Final = Decimal(1000)


class InstructionKind(StrEnum):
    """Whose remark it is, or that a leader has only ticked the item off."""

    PROVINCE = "province"
    CITY = "city"
    ASSOCIATION = "association"
    READ = "read"


INSTRUCTION_LABELS: Final[Mapping[InstructionKind, Promise]] = {
    InstructionKind.PROVINCE: _("省部级以上领导批示"),
    InstructionKind.CITY: _("市领导批示"),
    InstructionKind.ASSOCIATION: _("科协领导批示"),
    InstructionKind.READ: _("领导圈阅"),
}


class Joint(StrEnum):
    """What units that sign together get."""

    EQUALLY = "equally"
    FULL = "full"
    FIRST = "first"


JOINT_LABELS: Final[Mapping[Joint, Promise]] = {
    Joint.EQUALLY: _("平均分配"),
    Joint.FULL: _("各计全分"),
    Joint.FIRST: _("只计第一署名单位"),
}


class Bonus(StrEnum):
    """How several instructions on one item count."""

    HIGHEST = "highest"
    SUM = "sum"


BONUS_LABELS: Final[Mapping[Bonus, Promise]] = {Bonus.HIGHEST: _("只计最高的一次"), Bonus.SUM: _("各次相加")}


class Span(StrEnum):
    """What a cap is for."""

    MONTH = "month"
    QUARTER = "quarter"


SPAN_LABELS: Final[Mapping[Span, Promise]] = {Span.MONTH: _("每月"), Span.QUARTER: _("每季度")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringRules:
    """One version of the rules. ``kinds`` by the key of the kind, ``columns`` by that of the column: what is set for the
    column goes before what is set for the kind, and ``default`` is for everything else. ``cap`` None: there is none.
    """

    default: Decimal = Decimal("1.00")
    kinds: Mapping[int, Decimal] = field(default_factory=dict)
    columns: Mapping[int, Decimal] = field(default_factory=dict)
    joint: Joint = Joint.EQUALLY
    bonus: Mapping[InstructionKind, Decimal] = field(default_factory=dict)
    bonus_way: Bonus = Bonus.HIGHEST
    cap: Decimal | None = None
    cap_span: Span = Span.MONTH
    missed: Decimal = NOTHING
    late: Decimal = NOTHING

    def points(self, column: int | None, kind: int | None) -> Decimal:
        """What an item gives."""
        if column is not None and column in self.columns:
            return self.columns[column]
        return self.kinds.get(kind, self.default) if kind is not None else self.default

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "default": str(self.default),
            "kinds": {str(key): str(value) for key, value in self.kinds.items()},
            "columns": {str(key): str(value) for key, value in self.columns.items()},
            "joint": self.joint.value,
            "bonus": {kind.value: str(value) for kind, value in self.bonus.items()},
            "bonus_way": self.bonus_way.value,
            "cap": None if self.cap is None else str(self.cap),
            "cap_span": self.cap_span.value,
            "missed": str(self.missed),
            "late": str(self.late),
        }


def rules_of(stored: Mapping[str, Any]) -> ScoringRules:
    """From :meth:`ScoringRules.as_json`."""
    return ScoringRules(
        default=cents(stored["default"]),
        kinds={int(key): cents(value) for key, value in stored["kinds"].items()},
        columns={int(key): cents(value) for key, value in stored["columns"].items()},
        joint=Joint(stored["joint"]),
        bonus={InstructionKind(kind): cents(value) for kind, value in stored["bonus"].items()},
        bonus_way=Bonus(stored["bonus_way"]),
        cap=None if stored["cap"] is None else cents(stored["cap"]),
        cap_span=Span(stored["cap_span"]),
        missed=cents(stored["missed"]),
        late=cents(stored["late"]),
    )


def cents(value: str | int | Decimal) -> Decimal:
    """Points with two places, halves up."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def shown(points: Decimal) -> str:
    """Points as they are printed: 3, 1.5, 0.33."""
    text = f"{points:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def split(points: Decimal, among: int, joint: Joint) -> tuple[Decimal, ...]:
    """What each of the units that sign gets, in their order."""
    if joint is Joint.FULL:
        return (points,) * among
    if joint is Joint.FIRST:
        return tuple(points if place == 0 else NOTHING for place in range(among))
    each, rest = divmod(int(points / CENT), among)
    return tuple((each + (place < rest)) * CENT for place in range(among))


@dataclass(frozen=True, slots=True)
class Table:
    """A version in force from ``since`` on."""

    number: int
    since: date
    rules: ScoringRules


@dataclass(frozen=True, slots=True)
class Tables:
    """All versions in force; ``at`` finds the one of a day."""

    versions: tuple[Table, ...] = ()

    def at(self, day: date) -> Table | None:
        """The version in force on ``day``; None before the first."""
        return max((one for one in self.versions if one.since <= day), key=lambda one: one.since, default=None)


@dataclass(frozen=True, slots=True)
class Printed:
    """An item of a signed issue: the day that the issue bears, and the units that sign it, in order."""

    item: UUID
    on: date
    title: str
    column: int
    kind: int | None
    units: tuple[int, ...]
    reports: bool = False


@dataclass(frozen=True, slots=True)
class Instructed:
    """An instruction on an item."""

    item: UUID
    on: date
    kind: InstructionKind


@dataclass(frozen=True, slots=True)
class Missed:
    """A commission that a unit has missed on the day ``on``; ``late``: it has answered after all."""

    unit: int
    on: date
    title: str
    column: int | None
    kind: int | None
    late: bool = False


class What(StrEnum):
    """What a line of points is for."""

    ITEM = "item"
    BONUS = "bonus"
    MISSED = "missed"
    LATE = "late"


WHAT_LABELS: Final[Mapping[What, Promise]] = {
    What.ITEM: _("刊登"),
    What.BONUS: _("批示加分"),
    What.MISSED: _("约稿逾期未报"),
    What.LATE: _("约稿逾期报送"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Points of one unit for one thing; ``full`` is what it would give without the cap, ``table`` the version that says so
    (0: there was none).
    """

    unit: int
    on: date
    what: What
    title: str
    column: int | None
    kind: int | None
    points: Decimal
    full: Decimal
    table: int
    item: UUID | None = None
    reports: bool = False


def score(
    printed: Sequence[Printed], instructed: Iterable[Instructed], missed: Iterable[Missed], tables: Tables
) -> list[Line]:
    """The lines of all units, by day. ``printed`` needs everything from the beginning of the first quarter on, and the items
    of all instructions; of one day in the order of publication.
    """
    in_order = sorted(printed, key=lambda one: one.on)
    lines = [*_item_lines(in_order, tables), *_bonus_lines(in_order, instructed, tables), *_lost_lines(missed, tables)]
    return sorted(lines, key=lambda line: line.on)


def _item_lines(printed: Iterable[Printed], tables: Tables) -> Iterable[Line]:
    filled: dict[tuple[Any, ...], Decimal] = {}
    for one in printed:
        table = tables.at(one.on)
        rules = table.rules if table else None
        whole = rules.points(one.column, one.kind) if rules else NOTHING
        shares = split(whole, len(one.units), rules.joint if rules else Joint.EQUALLY) if one.units else ()
        for unit, share in zip(one.units, shares, strict=True):
            counted = share
            if rules and rules.cap is not None:
                bucket = (unit, rules.cap_span, *_span(one.on, rules.cap_span))
                counted = min(share, max(rules.cap - filled.get(bucket, NOTHING), NOTHING))
                filled[bucket] = filled.get(bucket, NOTHING) + counted
            yield _line(one, unit, What.ITEM, one.on, counted, share, table)


def _bonus_lines(printed: Iterable[Printed], instructed: Iterable[Instructed], tables: Tables) -> Iterable[Line]:
    """By the version in force on the issue's date, counted on the day of the instruction; a higher one adds what it is more."""
    items = {one.item: one for one in printed}
    had: dict[UUID, Decimal] = {}
    for told in sorted(instructed, key=lambda one: one.on):
        one = items.get(told.item)
        table = tables.at(one.on) if one else None
        if one is None or table is None or not one.units:
            continue
        whole = table.rules.bonus.get(told.kind, NOTHING)
        if table.rules.bonus_way is Bonus.HIGHEST:
            before = had.get(told.item, NOTHING)
            had[told.item] = max(before, whole)
            shares = _more(before, had[told.item], len(one.units), table.rules.joint)
        else:
            shares = split(whole, len(one.units), table.rules.joint)
        for unit, share in zip(one.units, shares, strict=True):
            if share:
                yield _line(one, unit, What.BONUS, told.on, share, share, table)


def _more(before: Decimal, after: Decimal, among: int, joint: Joint) -> tuple[Decimal, ...]:
    old, new = split(before, among, joint), split(after, among, joint)
    return tuple(now - then for then, now in zip(old, new, strict=True))


def _lost_lines(missed: Iterable[Missed], tables: Tables) -> Iterable[Line]:
    for one in missed:
        table = tables.at(one.on)
        lost = (table.rules.late if one.late else table.rules.missed) if table else NOTHING
        what = What.LATE if one.late else What.MISSED
        number = table.number if table else 0
        yield Line(one.unit, one.on, what, one.title, one.column, one.kind, NOTHING - lost, NOTHING - lost, number)


def _line(one: Printed, unit: int, what: What, on: date, counted: Decimal, share: Decimal, table: Table | None) -> Line:
    number = table.number if table else 0
    return Line(unit, on, what, one.title, one.column, one.kind, counted, share, number, one.item, one.reports)


def _span(day: date, span: Span) -> tuple[int, int]:
    return (day.year, day.month) if span is Span.MONTH else (day.year, (day.month - 1) // 3)
