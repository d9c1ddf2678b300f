"""The cast is planted by the actions once for each worker; later tests get the same rows back in a few statements.

A snapshot is what planting has added to the tables and changed in them. It fits wherever the tables are as the migrations have
left them: in every test that is rolled back. A test with transactions of its own gets the real thing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

T = TypeVar("T")
Rows = dict[Any, models.Model]

_kept: dict[str, tuple[Any, list[models.Model], list[models.Model]]] = {}


def planted_once(name: str, plant: Callable[[], T]) -> T:
    """What ``plant`` answers and has written, from its first run in this process or from the snapshot of it."""
    if name in _kept:
        answer, added, changed = copy.deepcopy(_kept[name])
        _write(added, changed)
        return answer
    before = _all_rows()
    answer = plant()
    after = _all_rows()
    _kept[name] = copy.deepcopy((answer, *_difference(before, after)))
    return answer


def _all_rows() -> dict[type[models.Model], Rows]:
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model: {row.pk: row for row in model._base_manager.all()} for model in tables if not model._meta.proxy}


def _difference(before: dict, after: dict) -> tuple[list[models.Model], list[models.Model]]:
    added, changed = [], []
    for model, rows in after.items():
        for key, row in rows.items():
            earlier = before[model].get(key)
            if earlier is None:
                added.append(row)
            elif _values(earlier) != _values(row):
                changed.append(row)
    return added, changed


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _write(added: list[models.Model], changed: list[models.Model]) -> None:
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in added:
        tables.setdefault(type(row), []).append(row)
    for model, rows in tables.items():
        models.QuerySet(model).bulk_create(rows)  # the audit's own manager refuses, as it should
    for row in changed:
        models.QuerySet(type(row)).filter(pk=row.pk).update(**_values(row))
