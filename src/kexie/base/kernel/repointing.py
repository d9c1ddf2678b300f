"""Moving whatever refers to one row over to another, in such a way that it can be put back: merges of persons and units.

Foreign keys and one-to-one keys of every installed model are found through their `_meta`, hidden ones too. A row whose
move would break a uniqueness stays where it is and is told as left. What was moved is plain JSON for the record of the merge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction


@dataclass(frozen=True, slots=True)
class Moved:
    """One reference: ``field`` of the row ``key`` of ``model`` (label); ``left`` when uniqueness kept it where it was."""

    model: str
    key: str
    field: str
    left: bool = False

    def as_json(self) -> dict[str, Any]:
        """The same for a JSON column."""
        return {"model": self.model, "key": self.key, "field": self.field, "left": self.left}

    @classmethod
    def of(cls, row: dict[str, Any]) -> Moved:
        """From :meth:`as_json`."""
        return cls(row["model"], row["key"], row["field"], row.get("left", False))


class Changed(Exception):
    """Some references do not stand where the merge has put them any more: ``moved`` names them."""

    def __init__(self, moved: list[Moved]) -> None:
        self.moved = moved
        super().__init__(f"{len(moved)} references have changed since")


def references(target: type[models.Model], *, but: Collection[str] = ()) -> Iterator[models.ForeignKey]:
    """Every foreign key to ``target`` in a managed model, except those that ``but`` names as ``app.Model.field``."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if not isinstance(field, models.ForeignKey) or f"{model._meta.label}.{field.name}" in but:
                continue
            if field.remote_field.model is target:
                yield field


def referring(source: models.Model, *, but: Collection[str] = ()) -> list[tuple[models.ForeignKey, list[Any]]]:
    """Each foreign key with the keys of the rows that refer to ``source`` by it, for a preview."""
    found = []
    for field in references(type(source), but=but):
        rows = field.model._base_manager.filter(**{field.name: source}).order_by("pk")
        if keys := list(rows.values_list("pk", flat=True)):
            found.append((field, keys))
    return found


def repoint(source: models.Model, target: models.Model, *, but: Collection[str] = ()) -> list[Moved]:
    """Let every row that refers to ``source`` refer to ``target``; inside the caller's transaction."""
    return [_move(field, key, source, target) for field, keys in referring(source, but=but) for key in keys]


def _move(field: models.ForeignKey, key: Any, source: models.Model, target: models.Model) -> Moved:
    label = field.model._meta.label
    row = field.model._base_manager.filter(pk=key, **{field.name: source})
    try:
        with transaction.atomic():
            row.update(**{field.name: target})
    except IntegrityError:
        return Moved(label, str(key), field.name, left=True)
    return Moved(label, str(key), field.name)


def put_back(moved: Collection[Moved], *, source: models.Model, target: models.Model) -> None:
    """Let what :func:`repoint` moved from ``source`` to ``target`` refer to ``source`` again: all of it, or `Changed`."""
    changed = []
    with transaction.atomic():
        for one in moved:
            if one.left:
                continue
            model = apps.get_model(one.model)
            rows = model._base_manager.filter(pk=one.key, **{one.field: target})
            if not rows.update(**{one.field: source}):
                changed.append(one)
        if changed:
            raise Changed(changed)
