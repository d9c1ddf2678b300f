"""The figures of the bulletin: what was sent in, adopted, printed, and what it gives, by unit, month, column or kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.domains.bulletin.rules.scoring import NOTHING, Line, What

#: The key of what has no column or no kind.
NONE: Final = 0


class By(StrEnum):
    """How the figures are cut."""

    UNIT = "unit"
    MONTH = "month"
    COLUMN = "column"
    KIND = "kind"


BY_LABELS: Final[Mapping[By, Promise]] = {
    By.UNIT: _("按单位"),
    By.MONTH: _("按月"),
    By.COLUMN: _("按栏目"),
    By.KIND: _("按类别"),
}


class Measure(StrEnum):
    """A figure that opens to its rows."""

    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    PRINTED = "printed"
    POINTS = "points"


MEASURE_LABELS: Final[Mapping[Measure, Promise]] = {
    Measure.SUBMITTED: _("报送"),
    Measure.ADOPTED: _("采用"),
    Measure.PRINTED: _("刊登"),
    Measure.POINTS: _("得分"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that a unit has sent in, on the day on which it did so first."""

    key: UUID
    unit: int
    on: date
    column: int | None
    kind: int | None
    adopted: bool


def percent(part: int, whole: int) -> str:
    """A rate with both figures: 66.7%（2/3）; "—" where there is nothing to divide by."""
    if not whole:
        return "—"
    thousandths = (part * 2000 + whole) // (2 * whole)
    return f"{thousandths // 10}.{thousandths % 10}%（{part}/{whole}）"


@dataclass(slots=True)
class Figures:
    """The figures of one line of a table. ``items`` are those printed, each once however many of these units signed it;
    ``reported`` those of them that report work of the ledger.
    """

    submitted: int = 0
    adopted: int = 0
    items: set[UUID] = field(default_factory=set)
    reported: set[UUID] = field(default_factory=set)
    item_points: Decimal = NOTHING
    bonus: Decimal = NOTHING
    lost: Decimal = NOTHING
    capped: Decimal = NOTHING

    @property
    def printed(self) -> int:
        """How many items were printed."""
        return len(self.items)

    @property
    def reports(self) -> int:
        """How many of them report work of the ledger."""
        return len(self.reported)

    @property
    def points(self) -> Decimal:
        """All points together."""
        return self.item_points + self.bonus + self.lost

    @property
    def rate(self) -> str:
        """Adopted of sent in."""
        return percent(self.adopted, self.submitted)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.submitted or self.items or self.points or self.bonus or self.lost)

    def take(self, row: Sent | Line) -> None:
        """Count a row in."""
        if isinstance(row, Sent):
            self.submitted += 1
            self.adopted += row.adopted
        elif row.what is What.ITEM:
            self._take_item(row)
        elif row.what is What.BONUS:
            self.bonus += row.points
        else:
            self.lost += row.points

    def _take_item(self, line: Line) -> None:
        if line.item is not None:
            self.items.add(line.item)
            if line.reports:
                self.reported.add(line.item)
        self.item_points += line.points
        self.capped += line.full - line.points


#: By which key a row goes into the figures.
KEYS: Final[Mapping[By, Callable[[Sent | Line], int]]] = {
    By.UNIT: lambda row: row.unit,
    By.MONTH: lambda row: row.on.month,
    By.COLUMN: lambda row: row.column or NONE,
    By.KIND: lambda row: row.kind or NONE,
}


def tally(by: By, rows: Iterable[Sent | Line]) -> dict[int, Figures]:
    """The figures by key; every row counts in one line."""
    found: dict[int, Figures] = {}
    for row in rows:
        found.setdefault(KEYS[by](row), Figures()).take(row)
    return found


def total(rows: Iterable[Sent | Line]) -> Figures:
    """The figures of all rows together: an item that several units signed is one."""
    whole = Figures()
    for row in rows:
        whole.take(row)
    return whole


def shows(measure: Measure, row: Sent | Line) -> bool:
    """Whether ``row`` is one of those behind a figure."""
    if isinstance(row, Sent):
        return measure is Measure.SUBMITTED or (measure is Measure.ADOPTED and row.adopted)
    return measure is Measure.POINTS or (measure is Measure.PRINTED and row.what is What.ITEM)
