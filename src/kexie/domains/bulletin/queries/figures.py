"""The figures under an actor's scope: the office's of all units, a unit's its own; and the rows behind each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, Reach, check
from kexie.base.people.api import Organisation, OrganisationKind
from kexie.domains.bulletin.abilities import VIEW_FIGURES
from kexie.domains.bulletin.models import (
    Appearance,
    AskedState,
    Column,
    CommissionedUnit,
    CommissionState,
    Instruction,
    InstructionState,
    ItemKind,
    ScoringTable,
    Submission,
    SubmissionQuerySet,
    TableState,
)
from kexie.domains.bulletin.rules.figures import KEYS, NONE, By, Figures, Measure, Sent, shows, tally, total
from kexie.domains.bulletin.rules.periods import Period
from kexie.domains.bulletin.rules.scoring import (
    Instructed,
    InstructionKind,
    Line,
    Missed,
    Printed,
    Table,
    Tables,
    rules_of,
    score,
)
from kexie.domains.bulletin.rules.submissions import SubmissionState

#: The kinds of units that are expected to send in, in the order of a notice.
GROUPS: Final = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.DISTRICT,
    OrganisationKind.SOCIETY,
    OrganisationKind.FOUNDATION,
    OrganisationKind.PARK,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.ENTERPRISE_ASSOCIATION,
)
_ALL: Final = (
    "an item's points depend on all units that sign it; narrowed to the actor's units before anything is shown"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What figures are of: a period, and what narrows them (0 in ``column`` or ``kind``: those without one)."""

    period: Period
    group: str = ""
    column: int | None = None
    kind: int | None = None
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """All rows behind the figures, narrowed to what the actor may see, and the units they are of."""

    sent: tuple[Sent, ...]
    lines: tuple[Line, ...]
    units: dict[int, Organisation]

    @property
    def rows(self) -> tuple[Sent | Line, ...]:
        """All of them."""
        return (*self.sent, *self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of figures."""

    key: int
    label: str
    group: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class FiguresView:
    """A table of figures with its total, and the numbers of the versions of the scoring table that were used."""

    rows: tuple[Row, ...]
    total: Figures
    versions: tuple[int, ...] = field(default=())


def figures(actor: Actor, asked: Asked, by: By) -> FiguresView:
    """The figures cut by unit, month, column or kind, in the order of these. Raises NotPermitted."""
    found = material(actor, asked)
    counted = tally(by, found.rows)
    rows = [
        Row(key, label, group, counted.get(key, Figures()))
        for key, (label, group) in _labels(by, found, asked).items()
        if key in counted or by in (By.UNIT, By.MONTH)
    ]
    versions = sorted({line.table for line in found.lines if line.table})
    return FiguresView(tuple(rows), total(found.rows), tuple(versions))


def rows_behind(actor: Actor, asked: Asked, measure: Measure, by: By | None = None, key: int = NONE) -> Material:
    """What a figure counts: of the whole table, or of its line ``key``."""
    found = material(actor, asked)

    def wanted(row: Sent | Line) -> bool:
        return shows(measure, row) and (by is None or KEYS[by](row) == key)

    return Material(
        tuple(row for row in found.sent if wanted(row)), tuple(row for row in found.lines if wanted(row)), found.units
    )


def material(actor: Actor, asked: Asked, tables: Tables | None = None) -> Material:
    """Everything that the figures are made of; ``tables`` scores by other versions than those in force."""
    check(actor, VIEW_FIGURES)
    period = asked.period
    sent = [row for row in _sent(actor, period) if _fits(row, asked)]
    scored = score(*_printed(period), _missed(period), tables or tables_in_force())
    lines = [row for row in scored if period.holds(row.on) and _fits(row, asked)]
    keys = {row.unit for row in sent} | {row.unit for row in lines}
    units = _units(actor.reach(VIEW_FIGURES), asked, keys)
    return Material(
        tuple(row for row in sent if row.unit in units), tuple(row for row in lines if row.unit in units), units
    )


def tables_in_force() -> Tables:
    """All published versions of the scoring table."""
    rows = ScoringTable.objects.filter(state=TableState.PUBLISHED)
    return Tables(tuple(Table(row.number, row.since, rules_of(row.rules)) for row in rows))


def years(today: date) -> list[int]:
    """The years that there may be figures of, the latest first."""
    first = Appearance.objects.beyond("the first year alone").aggregate(first=Min("on"))["first"]
    return list(range(today.year, min(first.year if first else today.year, today.year - 1) - 1, -1))


def _fits(row: Sent | Line, asked: Asked) -> bool:
    of_column = asked.column is None or (row.column or NONE) == asked.column
    return of_column and (asked.kind is None or (row.kind or NONE) == asked.kind)


def _sent(actor: Actor, period: Period) -> Iterable[Sent]:
    """What came to the desk, by the day on which it was sent in first."""
    rows = Submission.objects.seen_by(actor, VIEW_FIGURES).at_the_desk()
    rows = rows.filter(versions__number=1, versions__at__date__range=(period.since, period.until))
    for key, unit, at, column, kind, state in rows.order_by("versions__at").values_list(
        "pk", "unit", "versions__at", "column", "kind", "state"
    ):
        yield Sent(key, unit, timezone.localdate(at), column, kind, state == SubmissionState.ADOPTED)


def _printed(period: Period) -> tuple[list[Printed], list[Instructed]]:
    """What was printed in the quarters of the period, and all that instructions of the period are on, with these."""
    told = Instruction.objects.beyond(_ALL).exclude(state=InstructionState.CANCELLED)
    recent = told.filter(given_on__range=(period.since, period.until)).values_list("item", flat=True)
    instructed = told.filter(item__in=set(recent), given_on__lte=period.until).order_by("given_on", "pk")
    quarters = period.in_quarters
    wanted = Q(on__range=(quarters.since, quarters.until)) | Q(item__in=set(recent))
    rows = Appearance.objects.beyond(_ALL).filter(wanted)
    items: dict[UUID, list[tuple[object, ...]]] = {}
    for row in rows.order_by("on", "issue__total", "place", "order").values_list(
        "item", "on", "title", "column", "kind", "entry", "unit"
    ):
        items.setdefault(row[0], []).append(row)
    return [_one(parts) for parts in items.values()], [
        Instructed(one.item_id, one.given_on, InstructionKind(one.kind)) for one in instructed
    ]


def _one(parts: Sequence[tuple[object, ...]]) -> Printed:
    item, on, title, column, kind, entry, _unit = parts[0]
    units = tuple(dict.fromkeys(part[6] for part in parts))
    return Printed(item, on, title, column, kind, units, entry is not None)  # type: ignore[arg-type]


def _missed(period: Period) -> list[Missed]:
    """Commissions whose time ran out in the period, but for those that were called off."""
    rows = CommissionedUnit.objects.beyond(_ALL).filter(missed_at__date__range=(period.since, period.until))
    rows = rows.exclude(commission__state=CommissionState.CANCELLED).exclude(state=AskedState.DECLINED)
    return [
        Missed(
            row.organisation_id,
            timezone.localdate(row.missed_at),
            row.commission.title,
            row.commission.column_id,
            row.commission.kind_id,
            late=row.state == AskedState.HANDED_IN,
        )
        for row in rows.select_related("commission").order_by("missed_at", "pk")
    ]


def _units(reach: Reach, asked: Asked, keys: set[int]) -> dict[int, Organisation]:
    """The units of the rows that lie within reach; with ``idle`` those too of which there is nothing."""
    wanted = Q(pk__in=keys)
    if asked.idle:
        opened = Q(closed_on=None) | Q(closed_on__gt=asked.period.since)
        wanted |= Q(kind__in=GROUPS, confirmed=True) & opened
    rows = Organisation.objects.filter(wanted).order_by("path")
    if asked.group:
        rows = rows.filter(kind=asked.group)
    return {unit.pk: unit for unit in rows if reach.covers(unit.path)}


def _labels(by: By, found: Material, asked: Asked) -> dict[int, tuple[str, str]]:
    """The lines that there may be, in their order: the name of each, and the kind of unit that it is of."""
    if by is By.UNIT:
        return {key: (unit.name, str(unit.get_kind_display())) for key, unit in found.units.items()}
    period = asked.period
    if by is By.MONTH:
        words, year = _("%(year)d年%(month)d月"), period.year
        months = range(period.first, period.last + 1)
        return {month: (words % {"year": year, "month": month}, "") for month in months}
    model = Column if by is By.COLUMN else ItemKind
    known = model._default_manager.order_by("order", "name").values_list("pk", "name")
    return {key: (name, "") for key, name in [*known, (NONE, _("未定"))]}


def submissions_of(actor: Actor, found: Material) -> SubmissionQuerySet:
    """The submissions of ``found``, by the day on which they came."""
    rows = Submission.objects.seen_by(actor, VIEW_FIGURES).filter(pk__in=[row.key for row in found.sent])
    chosen: SubmissionQuerySet = rows.select_related("unit", "column", "kind").defer("text")
    return chosen.order_by("submitted_at", "pk")


def names_of(by: By) -> dict[int, str]:
    """The names of columns or kinds by key."""
    model = Column if by is By.COLUMN else ItemKind
    return dict(model._default_manager.values_list("pk", "name"))
