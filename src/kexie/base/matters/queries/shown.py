"""Answers of a form as people read them: labels, codes by their names, units by theirs, what identifies a person masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.matters.rules.forms import FieldDef, FormDef, GroupDef
from kexie.base.matters.rules.forms.checking import is_answered
from kexie.base.matters.rules.forms.showing import is_asked
from kexie.base.people.api import Organisation
from kexie.base.standards import api as standards
from kexie.base.ui import dates


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One answer: what was asked, what was answered, whether it is shown under a mask."""

    key: str
    label: str
    value: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The answers of a group; a repeating one has ``lines``, each the answers of one row."""

    title: str
    rows: tuple[ShownRow, ...] = ()
    lines: tuple[tuple[ShownRow, ...], ...] = ()


def shown(form: FormDef, answers: Mapping[str, Any], *, masked: bool = True) -> list[ShownGroup]:
    """The ``answers`` of a case that belong to ``form``; what was not asked or not answered is left out.

    With ``masked`` what identifies a person is recognisable and no more; whoever shows it in clear has looked at the right.
    """
    names = unit_names(_units_in(form, answers))

    def rows_of(group: GroupDef, row: Mapping[str, Any]) -> tuple[ShownRow, ...]:
        return _rows(group, row, names, masked=masked, seen={**answers, **row})

    return _shown(form, answers, rows_of)


def shown_as_typed(form: FormDef, typed: Mapping[str, Any]) -> list[ShownGroup]:
    """All that somebody has ``typed`` into ``form``, good or not, in clear: for nobody but who has typed it.

    ``typed`` is made as answers are, of the texts that were sent; what is blank is left out.
    """
    names = unit_names(_units_in(form, typed))
    return _shown(form, typed, lambda group, row: _rows(group, row, names, masked=False))


def _shown(
    form: FormDef,
    answers: Mapping[str, Any],
    rows_of: Callable[[GroupDef, Mapping[str, Any]], tuple[ShownRow, ...]],
) -> list[ShownGroup]:
    found = []
    for group in form.groups:
        if group.repeat:
            lines = [rows_of(group, row) for row in lines_of(answers.get(group.key))]
            if lines := [line for line in lines if line]:
                found.append(ShownGroup(group.title, lines=tuple(lines)))
        elif rows := rows_of(group, answers):
            found.append(ShownGroup(group.title, rows=rows))
    return found


def label_of(asked: FieldDef) -> str:
    """The words by which a field is called."""
    if asked.label or not asked.element:
        return asked.label or asked.key
    known = standards.find_definition(asked.element)
    return known.name if known else asked.element


def labels_of(forms: Iterable[FormDef]) -> dict[str, str]:
    """Key → words, of all fields: for conditions in words."""
    return {field.key: label_of(field) for form in forms for field in form.fields}


def values_of(forms: Iterable[FormDef]) -> dict[str, dict[str, str]]:
    """Key → code → words, of all fields whose answers are codes: for conditions in words."""
    found: dict[str, dict[str, str]] = {}
    for asked in (field for form in forms for field in form.fields):
        if asked.choices:
            found[asked.key] = dict(asked.choices)
        elif known := standards.find_definition(asked.element):
            codes = standards.codes_of(known)
            if codes is not None:
                found[asked.key] = {code.value: code.name for code in codes.codes}
    return found


def unit_names(uids: Iterable[str]) -> dict[str, str]:
    """Identifier → name of units, also of those that are closed by now. One query, none for no unit."""
    wanted = {uid for text in uids if (uid := _uuid(text)) is not None}
    if not wanted:
        return {}
    return {str(uid): name for uid, name in Organisation.objects.filter(uid__in=wanted).values_list("uid", "name")}


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _units_in(form: FormDef, answers: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for group in form.groups:
        for row in lines_of(answers.get(group.key)) if group.repeat else [answers]:
            for asked in group.fields:
                value = row.get(asked.key) if asked.choose else None
                found += [str(each) for each in (value if isinstance(value, list) else [value]) if each]
    return found


def lines_of(value: Any) -> list[Mapping[str, Any]]:
    """The rows of a repeating group's answer; none where it is no list of them."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _rows(
    group: GroupDef,
    row: Mapping[str, Any],
    names: Mapping[str, str],
    *,
    masked: bool,
    seen: Mapping[str, Any] | None = None,
) -> tuple[ShownRow, ...]:
    """The answers of ``row``; with ``seen`` those alone that are asked for after it."""
    return tuple(
        _row(asked, row[asked.key], names, masked)
        for asked in group.fields
        if asked.kind != "note" and is_answered(row.get(asked.key)) and (seen is None or is_asked(asked, seen))
    )


def _row(asked: FieldDef, value: Any, names: Mapping[str, str], masked: bool) -> ShownRow:
    text = _words(asked, value, names)
    covered = standards.mask(asked.element, text) if masked and _hides(asked) else text
    return ShownRow(asked.key, label_of(asked), covered, covered != text)


def _hides(asked: FieldDef) -> bool:
    known = standards.find_definition(asked.element) if asked.element else None
    return known is not None and bool(known.mask)


def _words(asked: FieldDef, value: Any, names: Mapping[str, str]) -> str:
    if asked.choose:
        return "、".join(names.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value]))
    if asked.choices:
        return dict(asked.choices).get(str(value), str(value))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    known = standards.find_definition(asked.element)
    if known is None:
        return str(value)
    if known.code_list:
        return standards.code_name(known.code, str(value))
    if known.datatype == "date":
        return _day(str(value))
    if known.datatype == "datetime":
        return _moment(str(value))
    if isinstance(value, int | float | Decimal):
        return f"{value:,}{known.unit}" if known.unit else str(value)
    return str(value)


def _day(text: str) -> str:
    try:
        return dates.day(datetime.fromisoformat(text).date(), year=True)
    except ValueError:
        return text


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return dates.moment(timezone.localtime(moment) if timezone.is_aware(moment) else moment, year=True)
