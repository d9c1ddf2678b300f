"""The cast is planted by the actions once for each worker; later tests get the same rows back in a few statements.

A snapshot is what planting has added to the tables, changed in them and taken out of them. It fits wherever the tables are as the
migrations have left them: in every test that is rolled back. A test with transactions of its own gets the real thing.
"""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models
from django.db.models import sql

T = TypeVar("T")
Rows = dict[Any, models.Model]
Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What planting has answered, and the statements that write what it has written."""

    answer: Any
    statements: list[Statement]


_kept: dict[str, _Snapshot] = {}
_whole: dict[str, tuple[Any, sqlite3.Connection]] = {}


def planted_once(name: str, plant: Callable[[], T]) -> T:
    """What ``plant`` answers and has written, from its first run in this process or from the snapshot of it."""
    if name not in _kept:
        before = _all_rows()
        answer = plant()
        statements = list(_differences(before, _all_rows()))
        _kept[name] = _Snapshot(copy.deepcopy(answer), statements)
        return answer
    kept = _kept[name]
    with connection.cursor() as cursor:
        for statement, values in kept.statements:
            cursor.execute(statement, values)
    return copy.deepcopy(kept.answer)


def planted_whole(name: str, plant: Callable[[], T]) -> T:
    """The same for tests with transactions of their own: the database as a whole, where it is a file; else planted anew."""
    if connection.vendor != "sqlite":
        return plant()
    connection.ensure_connection()
    if name in _whole:
        answer, kept = _whole[name]
        kept.backup(connection.connection)
        return copy.deepcopy(answer)
    answer, kept = plant(), sqlite3.connect(":memory:")
    connection.connection.backup(kept)
    _whole[name] = (copy.deepcopy(answer), kept)
    return answer


def _all_rows() -> dict[type[models.Model], Rows]:
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model: {row.pk: row for row in model._base_manager.all()} for model in tables if not model._meta.proxy}


def _differences(before: dict, after: dict) -> Iterator[Statement]:
    """The statements that lead from the rows before to those after; parents of models have tables of their own."""
    for model, rows in after.items():
        for key in before[model].keys() - rows.keys():
            delete = sql.DeleteQuery(model)
            delete.add_filter("pk", key)
            yield delete.get_compiler(connection=connection).as_sql()
    for model, rows in after.items():
        added, columns = [row for key, row in rows.items() if key not in before[model]], _columns(model)
        size = connection.ops.bulk_batch_size(columns, added) or 1
        for begin in range(0, len(added), size):
            insert = sql.InsertQuery(model)
            insert.insert_values(columns, added[begin : begin + size], raw=True)
            yield from insert.get_compiler(connection=connection).as_sql()
    for model, rows in after.items():
        for key in rows.keys() & before[model].keys():
            values = _values(rows[key])
            if values != _values(before[model][key]):
                update = sql.UpdateQuery(model)
                update.add_update_fields([(field, None, values[field.attname]) for field in _columns(model)])
                update.add_filter("pk", key)
                yield update.get_compiler(connection=connection).as_sql()


def _columns(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in _columns(type(row))}
