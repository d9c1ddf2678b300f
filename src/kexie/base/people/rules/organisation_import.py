"""What a sheet of units would do: decided from its rows and what is known, before anything is written.

Rows may come in any order: a unit above may stand further down. A row whose credit code or name is known is an update of
what is filled in and different; an empty cell changes nothing, so that the same sheet twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kexie.base.people.rules.organisations import Fit, fit

#: The kind of a unit of which nobody has said yet what it is; a sheet cannot give it.
OPEN: Final = "unknown"
#: Columns of a row that are facts of the unit itself.
FACTS: Final = (
    "short_name",
    "kind",
    "credit_code",
    "district",
    "address",
    "telephone",
    "email",
    "website",
    "founded_on",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that is there: ``key`` stands for it, ``names`` are all names it answers to, ``facts`` as they are."""

    key: str
    name: str
    names: frozenset[str]
    kind: str
    parent: str | None
    facts: Mapping[str, Any]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, ``column`` by its key (empty: the whole row); ``why`` and ``about`` make the sentence."""

    row: int
    column: str
    value: str
    why: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """A new unit; ``parent`` is the key of a known unit, or ``parent_row`` the row of a new one."""

    row: int
    name: str
    facts: Mapping[str, Any]
    parent: str | None = None
    parent_row: int | None = None
    unusual: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """Facts of a known unit: column → before and after."""

    row: int
    key: str
    name: str
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the sheet would do, additions in an order in which every unit above comes first; nothing with faults."""

    additions: tuple[Addition, ...] = ()
    updates: tuple[Update, ...] = ()
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Work:
    """The rows and the units that are known, by all that leads to them."""

    known: dict[str, Known]
    by_name: dict[str, list[str]]
    by_code: dict[str, str]
    rows: dict[int, Mapping[str, Any]]
    new_names: dict[str, list[int]] = field(default_factory=dict)
    matched: dict[int, Known] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int, column: str, why: str, about: str = "") -> None:
        self.faults.append(Fault(row, column, str(self.rows[row].get(column) or ""), why, about))


def plan(rows: Sequence[tuple[int, Mapping[str, Any]]], known: Iterable[Known]) -> Plan:
    """What ``rows`` (number in the file, values by column) would do to the ``known`` units."""
    work = _gathered(rows, known)
    for number in work.rows:
        _match(work, number)
    _refuse_doubles(work)
    parents = {number: _parent(work, number) for number in work.rows}
    order = _in_order(work, parents)
    if work.faults:
        return Plan(faults=tuple(sorted(work.faults, key=lambda fault: (fault.row, fault.column))))
    updates = [update for number in work.matched if (update := _update(work, number)) is not None]
    additions = [_addition(work, number, parents[number]) for number in order]
    return Plan(tuple(additions), tuple(updates), len(work.matched) - len(updates))


def _gathered(rows: Sequence[tuple[int, Mapping[str, Any]]], known: Iterable[Known]) -> _Work:
    units = {unit.key: unit for unit in known}
    by_name: dict[str, list[str]] = {}
    for unit in units.values():
        for name in unit.names - {""}:
            by_name.setdefault(name, []).append(unit.key)
    by_code = {unit.facts["credit_code"]: unit.key for unit in units.values() if unit.facts.get("credit_code")}
    # A name that is one unit's own leads to it alone, whoever else has borne it.
    by_name |= {unit.name: [unit.key] for unit in units.values()}
    return _Work(units, by_name, by_code, dict(rows))


def _match(work: _Work, number: int) -> None:
    """Find the known unit that the row means, or note the row as a new one."""
    row = work.rows[number]
    name, code = row.get("name") or "", row.get("credit_code") or ""
    named = work.by_name.get(name, [])
    by_code = work.by_code.get(code)
    if len(named) > 1:
        work.fault(number, "name", "ambiguous")
        return
    found = named[0] if named else None
    if found and by_code and found != by_code:
        work.fault(number, "credit_code", "code_of_another", work.known[by_code].name)
        return
    if by_code and not found:
        work.fault(number, "name", "other_name", work.known[by_code].name)
        return
    if found is None:
        work.new.add(number)
        work.new_names.setdefault(name, []).append(number)
        short = row.get("short_name") or ""
        if short and short != name:
            work.new_names.setdefault(short, []).append(number)
        if row.get("kind") in {None, "", OPEN}:
            work.fault(number, "kind", "kind_open" if row.get("kind") else "kind_needed")
        return
    if work.known[found].closed:
        work.fault(number, "name", "closed", work.known[found].name)
        return
    if row.get("kind") == OPEN and work.known[found].kind != OPEN:
        work.fault(number, "kind", "kind_open")
        return
    work.matched[number] = work.known[found]


def _refuse_doubles(work: _Work) -> None:
    """Two rows may not mean one unit, nor may two new ones share a name or a code."""
    seen: dict[tuple[str, str], int] = {}
    for number, row in work.rows.items():
        unit = work.matched.get(number)
        means = ("unit", unit.key) if unit else ("name", str(row.get("name") or ""))
        keys = [means, *([("code", str(row["credit_code"]))] if row.get("credit_code") else [])]
        for key in keys:
            if key in seen:
                work.fault(number, "credit_code" if key[0] == "code" else "name", "twice", str(seen[key]))
                break
            seen[key] = number


def _parent(work: _Work, number: int) -> str | int | None:
    """The unit above: the key of a known one, or the row of a new one; None where the row names none."""
    row = work.rows[number]
    wanted = row.get("parent") or ""
    if not wanted:
        if number in work.new:
            work.fault(number, "parent", "parent_needed")
        return None
    candidates: list[str | int] = [*work.by_name.get(wanted, [])]
    if not candidates and wanted in work.by_code:
        candidates = [work.by_code[wanted]]
    if not candidates:
        coded = [other for other, values in work.rows.items() if values.get("credit_code") == wanted]
        candidates = [*dict.fromkeys([*work.new_names.get(wanted, []), *coded])]
    if len(candidates) != 1:
        work.fault(number, "parent", "ambiguous" if candidates else "unknown_parent")
        return None
    [found] = candidates
    if isinstance(found, str) and work.known[found].closed:
        work.fault(number, "parent", "closed", work.known[found].name)
    if number in work.matched and found != work.matched[number].parent:
        work.fault(number, "parent", "moves", wanted)
    return found


def _in_order(work: _Work, parents: Mapping[int, str | int | None]) -> list[int]:
    """The new rows, each after the one above it; a ring is a fault."""
    order: list[int] = []
    placed: set[int] = set()
    waiting = [number for number in work.rows if number in work.new]
    while waiting:
        ready = [number for number in waiting if parents[number] not in work.new or parents[number] in placed]
        if not ready:
            for number in waiting:
                work.fault(number, "parent", "ring")
            break
        order += ready
        placed.update(ready)
        waiting = [number for number in waiting if number not in placed]
    for number in order:
        if _fits(work, number, parents[number]) is Fit.NEVER:
            work.fault(number, "parent", "never_there")
    return order


def _fits(work: _Work, number: int, parent: str | int | None) -> Fit:
    if parent is None:
        return Fit.USUAL
    kind = work.known[parent].kind if isinstance(parent, str) else work.rows[parent].get("kind") or ""
    return fit(work.rows[number].get("kind") or "", kind)


def _addition(work: _Work, number: int, parent: str | int | None) -> Addition:
    row = work.rows[number]
    facts = {column: row[column] for column in FACTS if row.get(column) not in (None, "")}
    above = {"parent": parent} if isinstance(parent, str) else {"parent_row": parent}
    unusual = _fits(work, number, parent) is Fit.UNUSUAL
    return Addition(number, str(row["name"]), facts, unusual=unusual, **above)


def _update(work: _Work, number: int) -> Update | None:
    row, unit = work.rows[number], work.matched[number]
    changes = {
        column: (unit.facts.get(column), row[column])
        for column in FACTS
        if row.get(column) not in (None, "") and row[column] != unit.facts.get(column)
    }
    return Update(number, unit.key, unit.name, changes) if changes else None
