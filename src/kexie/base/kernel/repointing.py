"""Moving whatever refers to one row over to another, in such a way that it can be put back: merges of persons and units.

Foreign keys and one-to-one keys of every installed model are found through their `_meta`, hidden ones too. A row whose
move would break a uniqueness stays where it is and is told as left. What was moved is plain JSON for the record of the merge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, models, transaction

from kexie.base.kernel import walls

#: How many rows one statement names; SQLite takes 999 parameters where it was built long ago.
_AT_ONCE: Final = 500


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
    moved = []
    with walls.raised():  # all of them, also those that whoever merges would not see
        for field, keys in referring(source, but=but):
            left = _shifted(field, keys, source, target)
            moved += [Moved(field.model._meta.label, str(key), field.name, left=key in left) for key in keys]
    return moved


def _shifted(field: models.ForeignKey, keys: list[Any], source: models.Model, target: models.Model) -> set[Any]:
    """Move the rows at one stroke, or one by one where some cannot; the keys of those that uniqueness keeps."""
    try:
        with transaction.atomic():
            _update(field, keys, source, target)
    except IntegrityError:
        return {key for key in keys if not _moves(field, key, source, target)}
    return set()


def _moves(field: models.ForeignKey, key: Any, source: models.Model, target: models.Model) -> bool:
    try:
        with transaction.atomic():
            _update(field, [key], source, target)
    except IntegrityError:
        return False
    return True


def _update(field: models.ForeignKey, keys: list[Any], source: models.Model, target: models.Model) -> None:
    for part in _parts(keys):
        field.model._base_manager.filter(pk__in=part, **{field.name: source}).update(**{field.name: target})


def _parts(keys: list[Any]) -> Iterator[list[Any]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))


def put_back(
    moved: Collection[Moved], *, source: models.Model, target: models.Model, whole: bool = True
) -> list[Moved]:
    """Let what :func:`repoint` moved from ``source`` to ``target`` refer to ``source`` again; what was put back.

    ``whole``: all of it, or `Changed` (IntegrityError where the like has come to ``source`` since). Otherwise as far as
    it still refers to ``target`` and fits; the rest stays where it is.
    """
    columns: dict[tuple[str, str], list[Moved]] = {}
    for one in moved:
        if not one.left:
            columns.setdefault((one.model, one.field), []).append(one)
    fields = {(field.model._meta.label, field.name): field for field in references(type(target))}
    back, changed = [], []
    with transaction.atomic(), walls.raised():
        for column, several in columns.items():
            field = fields.get(column)
            standing = _standing(field, several, target) if field else {}
            changed += [one for one in several if one.key not in standing]
            if field is None or not standing:
                continue
            left: set[Any] = set()
            if whole:
                _update(field, list(standing.values()), target, source)
            else:
                left = _shifted(field, list(standing.values()), target, source)
            back += [one for one in several if one.key in standing and standing[one.key] not in left]
        if whole and changed:
            raise Changed(changed)
    return back


def _standing(field: models.ForeignKey, moved: list[Moved], target: models.Model) -> dict[str, Any]:
    """Those of the rows that refer to ``target``: their keys as the record writes them, and as the database does."""
    found: dict[str, Any] = {}
    for part in _parts([one.key for one in moved]):
        rows = field.model._base_manager.filter(pk__in=part, **{field.name: target})
        found |= {str(key): key for key in rows.values_list("pk", flat=True)}
    return found


def by_column(moved: Collection[Moved]) -> dict[str, list[str]]:
    """What has moved (not what was left), short for a record of thousands: keys by ``app.Model.field``."""
    columns: dict[str, list[str]] = {}
    for one in moved:
        if not one.left:
            columns.setdefault(f"{one.model}.{one.field}", []).append(one.key)
    return columns


def of_columns(columns: dict[str, list[str]]) -> list[Moved]:
    """From :func:`by_column`."""
    split = {label: label.rpartition(".") for label in columns}
    return [Moved(split[label][0], key, split[label][2]) for label, keys in columns.items() for key in keys]
