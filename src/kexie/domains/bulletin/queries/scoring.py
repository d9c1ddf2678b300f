"""The versions of the scoring table, and what a draft would do to a period that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kexie.base.kernel.access import Actor, check, may
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import KEEP, VIEW_FIGURES
from kexie.domains.bulletin.models import Column, ItemKind, ScoringTable, TableState
from kexie.domains.bulletin.queries.figures import Asked, material, tables_in_force
from kexie.domains.bulletin.rules.figures import By, Figures, tally
from kexie.domains.bulletin.rules.periods import Period
from kexie.domains.bulletin.rules.scoring import NOTHING, ScoringRules, Table, Tables, rules_of
from kexie.domains.bulletin.rules.scoring_terms import told


@dataclass(frozen=True, slots=True)
class TableView:
    """A version with its rules in words; ``is_current``: the one in force today."""

    table: ScoringTable
    rules: ScoringRules
    terms: list[tuple[str, str]]
    is_current: bool

    @property
    def is_draft(self) -> bool:
        """Whether it is not in force yet, and may still be changed."""
        return self.table.state == TableState.DRAFT


def scoring_tables(actor: Actor, *, on: date) -> list[TableView]:
    """All versions, the latest first; the draft for those alone who keep it. Raises NotPermitted."""
    check(actor, VIEW_FIGURES)
    rows = ScoringTable.objects.order_by("-number")
    if not may(actor, KEEP):
        rows = rows.filter(state=TableState.PUBLISHED)
    current = tables_in_force().at(on)
    kinds, columns = names()
    views = []
    for row in rows:
        rules = rules_of(row.rules)
        is_current = current is not None and row.number == current.number
        views.append(TableView(row, rules, told(rules, kinds, columns), is_current))
    return views


def scoring_table(actor: Actor, number: int, *, on: date) -> TableView:
    """One version; NotFound otherwise."""
    found = next((view for view in scoring_tables(actor, on=on) if view.table.number == number), None)
    if found is None:
        raise NotFound
    return found


def names() -> tuple[dict[int, str], dict[int, str]]:
    """The kinds and the columns by key, in their order."""
    kinds = ItemKind.objects.order_by("order", "name").values_list("pk", "name")
    columns = Column.objects.order_by("order", "name").values_list("pk", "name")
    return dict(kinds), dict(columns)


def rules_to_begin(actor: Actor, *, on: date) -> ScoringRules:
    """What a new draft begins with: the rules of the latest published version."""
    check(actor, KEEP)
    versions = tables_in_force().versions
    return max(versions, key=lambda one: one.number).rules if versions else ScoringRules()


@dataclass(frozen=True, slots=True)
class Changed:
    """What a unit has for a period by the versions in force, and would have by the draft."""

    label: str
    group: str
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """How much more, or less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Preview:
    """A period under both, unit by unit in the order of the tree."""

    view: TableView
    period: Period
    rows: tuple[Changed, ...]

    @property
    def before(self) -> Decimal:
        """All points as they are."""
        return sum((row.before for row in self.rows), NOTHING)

    @property
    def after(self) -> Decimal:
        """All points as they would be."""
        return sum((row.after for row in self.rows), NOTHING)

    @property
    def difference(self) -> Decimal:
        """How much more, or less, in all."""
        return self.after - self.before


def preview(actor: Actor, number: int, period: Period, *, on: date) -> Preview:
    """What the draft ``number`` would do, had it been in force for the whole of ``period``; nothing is saved.

    Raises NotPermitted, NotFound.
    """
    check(actor, KEEP)
    view = scoring_table(actor, number, on=on)
    instead = Tables((Table(view.table.number, date.min, view.rules),))
    old = material(actor, Asked(period))
    new = material(actor, Asked(period), instead)
    before, after = tally(By.UNIT, old.rows), tally(By.UNIT, new.rows)
    rows = [
        Changed(
            unit.name,
            str(unit.get_kind_display()),
            before.get(key, Figures()).points,
            after.get(key, Figures()).points,
        )
        for key, unit in {**old.units, **new.units}.items()
    ]
    return Preview(view, period, tuple(rows))
