"""What follows from the declarations of `kernel.personal`: inventory, one's own data, erasure, and what time erases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.apps import apps
from django.db import transaction
from django.db.models import Field, FileField, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import personal, scoping
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.personal import BY_ACCOUNT, BY_MAIL, Declaration, Identity, Personal

#: So many rows go in one transaction when their time is over: a purge never holds the database for long.
PURGED_AT_ONCE: Final = 5000

_HALFWAY: Final = FaultPoint("erasure.halfway")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inventory: where, what for, on which ground, how long, and what erasure does."""

    app: str
    model: str
    column: str
    label: str
    purpose: str
    basis: str
    keep: str
    sensitive: bool
    erase: str
    why: str
    subject: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the export of one's own data: a table with a heading for each column."""

    label: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def model_of(declaration: Declaration) -> type[Model] | None:
    """The declared model; None where its app is not installed."""
    try:
        return apps.get_model(declaration.label)
    except LookupError:
        return None


def declared() -> Iterator[tuple[Declaration, type[Model]]]:
    """Each declaration whose model is there."""
    for declaration in personal.declarations:
        if (model := model_of(declaration)) is not None:
            yield declaration, model


def inventory() -> list[Line]:
    """All personal columns, by app and model, each once for each kind of person in it."""
    lines = []
    for declaration, model in declared():
        for name, column in declaration.columns.items():
            lines.append(_line(declaration, model, name, column))
    return sorted(lines, key=lambda line: (line.model, line.column, line.subject))


def _line(declaration: Declaration, model: type[Model], name: str, column: Personal) -> Line:
    config = apps.get_app_config(model._meta.app_label)
    said: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return Line(
        app=_called(config.label, config.verbose_name),
        model=declaration.label,
        column=name,
        label=f"{_called(declaration.label, model._meta.verbose_name)} · {_head(declaration, said)}",
        purpose=str(column.purpose),
        basis=personal.basis_words(column.basis),
        keep=str(column.keep),
        sensitive=column.sensitive,
        erase=column.erase,
        why=str(column.why),
        subject=declaration.subject or "",
    )


def rows_of(declaration: Declaration, model: type[Model], identity: Identity) -> QuerySet[Model] | None:
    """The rows that are about ``identity``; None where only an eraser reaches them."""
    subject = declaration.subject
    rows = model._base_manager.all()
    if subject is None:
        return None
    if subject.startswith(BY_ACCOUNT):
        return rows.filter(**{f"{subject.removeprefix(BY_ACCOUNT)}__in": identity.account_ids})
    if subject.startswith(BY_MAIL):
        column, wanted = subject.removeprefix(BY_MAIL), Q(pk__in=())
        for mail in identity.mails:
            wanted |= Q(**{f"{column}__iexact": mail})
        return rows.filter(wanted)
    return rows.filter(**{f"{subject or 'pk'}__in": identity.person_ids})


def own_data(identity: Identity, *, at: datetime) -> list[Part]:
    """Everything that is kept about a person, column by column as declared, and what the readers add.

    No two parts share a name: where a model is declared for several persons, each part says as whom.
    """
    parts = []
    named = Counter(_title(declaration, model) for declaration, model in _exported())
    with scoping.beyond("a person's own data, wherever it stands"):
        for declaration, model in _exported():
            shown = [name for name, column in declaration.columns.items() if column.export]
            rows = rows_of(declaration, model, identity)
            if rows is None:
                continue
            fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in shown]  # type: ignore[misc]
            told = tuple(tuple(_said(row, field) for field in fields) for row in rows.order_by("pk"))
            heads = tuple(_head(declaration, field) for field in fields)
            title = _title(declaration, model)
            parts.append(Part(_title_as(declaration, model) if named[title] > 1 else title, heads, told))
        for reader in personal.readers:
            lines = reader(identity, at)
            heads = tuple(lines[0]) if lines else ()
            parts.append(Part(str(reader.label), heads, tuple(tuple(line.values()) for line in lines)))
    return parts


def _exported() -> Iterator[tuple[Declaration, type[Model]]]:
    """The declarations of which one's own data has a part."""
    for declaration, model in declared():
        if declaration.subject is not None and any(column.export for column in declaration.columns.values()):
            yield declaration, model


def _title_as(declaration: Declaration, model: type[Model]) -> str:
    """The model's name and the part that the person plays in it: 期刊（签发人）."""
    what = _called(declaration.label, model._meta.verbose_name)
    column = (declaration.subject or "").removeprefix(BY_ACCOUNT).removeprefix(BY_MAIL).partition("__")[0]
    if not column:
        return what
    said: Field[Any, Any] = model._meta.get_field(column)  # type: ignore[assignment]
    return _("%(what)s（%(whom)s）") % {"what": what, "whom": _head(declaration, said).removesuffix(_("账号"))}


def _title(declaration: Declaration, model: type[Model]) -> str:
    """The model's name; that one has only written the rows oneself is said."""
    title = _called(declaration.label, model._meta.verbose_name)
    return _("%(what)s（由我办理）") % {"what": title} if (declaration.subject or "").startswith(BY_ACCOUNT) else title


def _called(name: str, own: Any) -> str:
    """What a model or column is called on screen: other words than its own where an app has given them."""
    if name in personal.called:
        return str(personal.called[name])
    return str(own)


def _head(declaration: Declaration, field: Field[Any, Any]) -> str:
    """The words for a column: those given to it, to every column of the name in third parties' models, or its own."""
    own = str(field.verbose_name)
    if not field.model.__module__.startswith("kexie."):
        own = _called(f".{field.name}", own)
    return _called(f"{declaration.label}.{field.name}", own)


def _said(row: Model, field: Field[Any, Any]) -> Any:
    """A value as a person reads it: the words of a choice, the name of what is pointed at, the local time."""
    value = getattr(row, field.name)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | dict | list | None) else str(value)


def erase(identity: Identity, *, at: datetime) -> dict[str, int]:
    """Erase a person as the declarations say: source → how many rows or things; inside the caller's transaction.

    Rows that a duty keeps stay; the record itself is cleared last, since the others are found by it. Safe to repeat.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an erasure is done inside a transaction")
    done: dict[str, int] = {}
    with scoping.beyond("an erasure reaches every row of the person"):
        for eraser in personal.erasers:
            done[eraser.name] = eraser(identity, at)
        ordered = sorted(declared(), key=lambda pair: (not pair[0].deletes_rows, pair[0].subject == ""))
        for number, (declaration, model) in enumerate(ordered):
            rows = rows_of(declaration, model, identity)
            if rows is not None and (count := _erase_rows(declaration, rows)):
                done[declaration.label] = done.get(declaration.label, 0) + count
            if number == len(ordered) // 2:
                _HALFWAY.reach()
    return {source: count for source, count in done.items() if count}


def _erase_rows(declaration: Declaration, rows: QuerySet[Model]) -> int:
    """Delete or clear; how many rows were touched."""
    cleared = {name: column for name, column in declaration.columns.items() if column.erase != "keep"}
    if not cleared:
        return 0
    for name in cleared:
        if isinstance(rows.model._meta.get_field(name), FileField):
            for row in rows:
                getattr(row, name).delete(save=False)
    if declaration.deletes_rows:
        return rows.delete()[0]
    return _clear(rows, cleared)


def _clear(rows: QuerySet[Model], columns: dict[str, Personal]) -> int:
    """Empty the columns: once for all rows, and row by row where the value names its row."""
    same: dict[str, Any] = {}
    own: dict[str, str] = {}
    for name, column in columns.items():
        if isinstance(column.cleared, str) and "{pk}" in column.cleared:
            own[name] = column.cleared
        else:
            said: Field[Any, Any] = rows.model._meta.get_field(name)  # type: ignore[assignment]
            same[name] = _nothing(said) if column.cleared is None else column.cleared
    keys = list(rows.values_list("pk", flat=True))
    for key in keys if own else []:
        rows.model._base_manager.filter(pk=key).update(**{name: text.format(pk=key) for name, text in own.items()})
    if same:
        rows.model._base_manager.filter(pk__in=keys).update(**same)
    return len(keys)


def _nothing(field: Field[Any, Any]) -> Any:
    """What an empty column holds: no value where that is allowed, else the column's default or an empty text."""
    if field.null:
        return None
    return field.get_default() if field.has_default() else ""


def purge(at: datetime) -> dict[str, int]:
    """Erase what has been kept as long as declared: label → rows; a row that fails today is taken tomorrow."""
    done: dict[str, int] = {}
    with scoping.beyond("what time erases is nobody's view"):
        for declaration, model in declared():
            if declaration.purge is not None and (count := _purge_one(declaration, model, at)):
                done[declaration.label] = done.get(declaration.label, 0) + count
    return done


def _purge_one(declaration: Declaration, model: type[Model], at: datetime) -> int:
    timer = declaration.purge
    assert timer is not None  # noqa: S101 - asked above
    over = model._base_manager.filter(**{f"{timer.since}__lt": at - timer.after}, **timer.only).order_by("pk")
    if timer.action == "clear":
        columns = {name: column for name, column in declaration.columns.items() if column.erase != "keep"}
        empty = {name: _nothing(model._meta.get_field(name)) for name in columns}  # type: ignore[arg-type]
        return _clear(over.exclude(**empty), columns)
    total = 0
    while keys := list(over.values_list("pk", flat=True)[:PURGED_AT_ONCE]):
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).delete()
        total += len(keys)
    return total
