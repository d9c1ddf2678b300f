"""Who gains and who loses which rights when units change their places: decided before anything is done.

A :class:`Picture` says where every unit stands and who holds what; two pictures, before and after, are compared ability by
ability and unit by unit, so that what one holding loses and another of the same person still grants is no loss.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kexie.base.kernel.access import Ability, Scope


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a person holds in a unit; persons and units by their identifiers."""

    person: str
    name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Where every unit stands (identifier → tree path) and who holds what."""

    paths: Mapping[str, str]
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class ReachChange:
    """What a person gains or loses: ``abilities`` by code, ``roles`` that grant them, in which ``units``."""

    person: str
    name: str
    gains: bool
    roles: tuple[str, ...]
    abilities: tuple[str, ...]
    units: tuple[str, ...]


def reach_changes(before: Picture, after: Picture, abilities: Iterable[Ability]) -> list[ReachChange]:
    """Every gain and loss between two pictures, losses first, then by name."""
    scoped = [(ability.code, _scopes(ability), ability.any_role) for ability in abilities]
    old, new = _by_person(before), _by_person(after)
    changed = {unit for unit in {*before.paths, *after.paths} if before.paths.get(unit) != after.paths.get(unit)}
    found: list[ReachChange] = []
    for person in sorted({*old, *new}):
        held_before, held_after = old.get(person, ()), new.get(person, ())
        if not _touched(held_before, held_after, before, after, changed):
            continue
        found += _of_person(person, (held_before, before), (held_after, after), scoped)
    return sorted(found, key=lambda change: (change.gains, change.name, change.person))


def digest_of(*parts: Any) -> str:
    """A digest of what a preview has shown (64 hex digits): what was not shown is not done."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def _scopes(ability: Ability) -> dict[str, Scope]:
    return {role.code: scope for role, scope in ability.granted.items()}


def _by_person(picture: Picture) -> dict[str, tuple[Held, ...]]:
    held: dict[str, list[Held]] = {}
    for row in picture.held:
        held.setdefault(row.person, []).append(row)
    return {person: tuple(rows) for person, rows in held.items()}


def _touched(
    held_before: tuple[Held, ...], held_after: tuple[Held, ...], before: Picture, after: Picture, changed: set[str]
) -> bool:
    """Whether anything about this person can have changed: a quick no for nearly everybody."""
    if held_before != held_after or any(held.unit in changed for held in held_before):
        return True
    roots = {before.paths[held.unit] for held in held_before if held.unit in before.paths}
    moved = [path for unit in changed for path in (before.paths.get(unit), after.paths.get(unit)) if path]
    return any(path.startswith(root) for root in roots for path in moved)


_Side = tuple[tuple[Held, ...], Picture]


def _of_person(
    person: str, old: _Side, new: _Side, scoped: list[tuple[str, dict[str, Scope], Scope | None]]
) -> list[ReachChange]:
    below_old, below_new = _covered(old), _covered(new)
    sums: dict[bool, tuple[set[str], set[str], set[str]]] = {}
    for code, scopes, any_role in scoped:
        had, has = _units(old, below_old, scopes, any_role), _units(new, below_new, scopes, any_role)
        for gains, more, less in ((False, had, has), (True, has, had)):
            if units := {*more} - {*less}:
                roles, codes, all_units = sums.setdefault(gains, (set(), set(), set()))
                roles.update(role for unit in units for role in more[unit])
                codes.add(code)
                all_units |= units
    name = next(held.name for side in (old, new) for held in side[0])
    return [
        ReachChange(person, name, gains, tuple(sorted(roles)), tuple(sorted(codes)), tuple(sorted(units)))
        for gains, (roles, codes, units) in sums.items()
    ]


def _covered(side: _Side) -> dict[str, list[str]]:
    """For each unit in which something is held: the units of its subtree."""
    held, picture = side
    covered: dict[str, list[str]] = {}
    for unit in {row.unit for row in held}:
        root = picture.paths.get(unit)
        covered[unit] = (
            [] if root is None else [other for other, path in picture.paths.items() if path.startswith(root)]
        )
    return covered


def _units(
    side: _Side, covered: dict[str, list[str]], scopes: dict[str, Scope], any_role: Scope | None
) -> dict[str, set[str]]:
    """Unit → roles that grant the ability there."""
    granted: dict[str, set[str]] = {}
    for row in side[0]:
        scope = scopes.get(row.role, any_role)
        if scope is None or row.unit not in side[1].paths:
            continue
        reached = {Scope.ALL: list(side[1].paths), Scope.SUBTREE: covered[row.unit]}.get(scope, [row.unit])
        for unit in reached:
            granted.setdefault(unit, set()).add(row.role)
    return granted
