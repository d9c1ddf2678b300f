"""Sealing anew what was sealed with an earlier key or by another provider; and the blind index with another key.

Rows are taken in batches along the primary key, each batch in a transaction of its own. A row is written only where its
token is still the one that was read (compare and set): what the application has changed meanwhile is not overwritten.
Whatever is killed leaves every row readable, under the old key or the new one, and the next run goes on with what is left;
runs beside each other do the same work once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.utils.module_loading import import_string

from kexie.base.kernel import vault
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.scoping import beyond
from kexie.base.kernel.vault import SealedColumn, blind_keepers, sealed_columns
from kexie.base.kernel.vault_providers import PROVIDERS

BATCH: Final = 200

_READ: Final = FaultPoint("vault.read")
_WRITTEN: Final = FaultPoint("vault.written")
_COMMITTED: Final = FaultPoint("vault.committed")

#: Called after each batch with the name of the column, rows done and rows in all.
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class KeyUse:
    """One key: how many values it seals, by provider, and whether it is there."""

    key_id: str
    present: bool
    current: bool
    values: dict[str, int] = field(default_factory=dict)

    @property
    def removable(self) -> bool:
        """Whether the key can be taken out of the settings: it does not write, and nothing is sealed with it."""
        return self.present and not self.current and not self.values


@dataclass(slots=True)
class Rotated:
    """What a run has done: values sealed anew, indexes written anew, rows that somebody else changed, rows that do not open.

    ``unreadable`` names rows as ``people.PersonSecret:<key>``.
    """

    sealed: int = 0
    indexed: int = 0
    overtaken: int = 0
    unreadable: list[str] = field(default_factory=list)


def uses() -> list[KeyUse]:
    """Every key of the settings in their order, then those that rows name and the settings do not know."""
    ring = vault.key_ring()
    found = {name: KeyUse(name, True, name == ring.current) for name in ring.sealing}
    with beyond("counting tokens by their key"):
        for column in sealed_columns:
            for key_id, provider, count in _counts(column):
                use = found.setdefault(key_id, KeyUse(key_id, False, False))
                use.values[provider] = use.values.get(provider, 0) + count
    return list(found.values())


def pending() -> int:
    """How many values are not sealed with the present key and provider."""
    with beyond("counting tokens by their beginning"):
        return sum(_due(column).count() for column in sealed_columns)


def rotate(*, blind: bool = False, batch: int = BATCH, progress: Progress = lambda *_: None) -> Rotated:
    """Seal anew everything that is due; with ``blind`` look at every row, and write anew every index that is due."""
    done = Rotated()
    with beyond("every sealed value, whoever it belongs to, is sealed anew"):
        for name in sealed_columns.names():
            _rotate_column(name, sealed_columns[name], done, blind=blind, batch=batch, progress=progress)
        for name in blind_keepers.names() if blind else ():
            renewed, broken = import_string(blind_keepers[name])()
            done.indexed += renewed
            done.unreadable += [f"{name} ({broken})"] if broken else []
            progress(name, renewed, renewed)
    return done


def _rotate_column(
    name: str, column: SealedColumn, done: Rotated, *, blind: bool, batch: int, progress: Progress
) -> None:
    everything = blind and column.blind
    rows = _rows(column) if everything else _due(column)
    total, seen = rows.count(), 0
    for found in _batches(rows, min(batch, column.batch)):
        _READ.reach()
        with transaction.atomic():
            for row in found:
                _renew(column, row, done, blind=blind)
            _WRITTEN.reach()
        _COMMITTED.reach()
        seen += len(found)
        progress(name, min(seen, total), total)


def _batches(rows: models.QuerySet[Any], batch: int) -> Iterator[list[Any]]:
    """Rows along the primary key, so that two runs take their locks in the same order."""
    rows = rows.order_by("pk")
    found = list(rows[:batch])
    while found:
        yield found
        found = list(rows.filter(pk__gt=found[-1].pk)[:batch])


def _renew(column: SealedColumn, row: Any, done: Rotated, *, blind: bool) -> None:
    """One row: what changes, written where the token is still the one that was read."""
    token = _token(column, row)
    try:
        value = vault.open_sealed(token, context=_context(column, row))
    except vault.Unreadable:
        done.unreadable.append(f"{column.model}:{row.pk}")
        return
    changes: dict[str, Any] = {}
    if not token.startswith(vault.current_prefix()):
        fresh = vault.seal(value, context=_context(column, row))
        changes |= _placed(column, row, fresh)
    if blind and column.blind:
        index = vault.blind(value, purpose=getattr(row, column.purpose))
        if index != getattr(row, column.blind):
            changes[column.blind] = index
    if changes:
        _write(column, row, changes, done)


def _write(column: SealedColumn, row: Any, changes: dict[str, Any], done: Rotated) -> None:
    name = column.sealed.partition(".")[0]
    same = _model(column)._default_manager.filter(pk=row.pk, **{name: getattr(row, name)})
    if not same.update(**changes):
        done.overtaken += 1
        return
    done.sealed += name in changes
    if column.blind in changes:
        done.indexed += 1
        for copy in column.copies:
            label, _, other = copy.rpartition(".")
            held = apps.get_model(label)._default_manager.filter(**{other: getattr(row, column.blind)})
            held.update(**{other: changes[column.blind]})


def _token(column: SealedColumn, row: Any) -> str:
    name, _, inner = column.sealed.partition(".")
    value = getattr(row, name)
    return str(value[inner] if inner else value)


def _placed(column: SealedColumn, row: Any, fresh: str) -> dict[str, Any]:
    """What to write so that the row holds the token ``fresh``."""
    name, _, inner = column.sealed.partition(".")
    placed: dict[str, Any] = {name: {**getattr(row, name), inner: fresh} if inner else fresh}
    return placed | ({column.key_id: vault.key_id_of(fresh)} if column.key_id else {})


def _rows(column: SealedColumn) -> models.QuerySet[Any]:
    """The rows that hold a token."""
    name, _, inner = column.sealed.partition(".")
    rows = _model(column)._default_manager.all()
    return rows.filter(**{f"{name}__has_key": inner}) if inner else rows


def _begins(column: SealedColumn, prefix: str) -> dict[str, str]:
    return {f"{column.sealed.replace('.', '__')}__startswith": prefix}


def _due(column: SealedColumn) -> models.QuerySet[Any]:
    current = _rows(column).filter(**_begins(column, vault.current_prefix())).order_by()
    return _rows(column).exclude(pk__in=current.values("pk"))


def _counts(column: SealedColumn) -> Iterator[tuple[str, str, int]]:
    """Key id, provider and number of values, by what the tokens themselves say; the column beside them only names keys."""
    rows = _rows(column).order_by()
    known = set(vault.key_ring().sealing)
    if column.key_id:
        known |= set(rows.values_list(column.key_id, flat=True).distinct())
    counted = 0
    for key_id in sorted(known):
        for provider in PROVIDERS:
            count = rows.filter(**_begins(column, vault.prefix_of(provider, key_id))).count()
            if count:
                counted += count
                yield key_id, provider, count
    if others := rows.count() - counted:
        yield "?", "?", others


def _context(column: SealedColumn, row: Any) -> str:
    if not isinstance(column.context, str):
        return column.context(row)
    return column.context.format_map({name.attname: getattr(row, name.attname) for name in row._meta.concrete_fields})


def _model(column: SealedColumn) -> type[models.Model]:
    return apps.get_model(column.model)
