"""Answers that a program sends as JSON, given to the same form that people fill in, and what is wrong told by their names.

A row of a repeating group is named by its place: ``helpers.0.helper_name``; a place for files ``papers.plan``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from kexie.base.matters.forms.filling import PREFIX, Filling
from kexie.base.matters.queries.schemas import is_text
from kexie.base.matters.rules.forms import FieldDef, FormDef, GroupDef
from kexie.base.matters.rules.forms.checking import MOST_ROWS
from kexie.base.ui.mending import sentences

#: So many units can be chosen for one field, as on the page.
_MOST_CHOSEN: Final = 12
#: What a sentence lists in full; the JSON Schema of the form has every code.
_FEW: Final = 20
#: Under which name stands what is wrong with no single answer.
WHOLE: Final = "answers"


class Sentences(dict[str, list[str]]):
    """What is wrong, by name."""

    def add(self, name: str, sentence: str) -> None:
        """One sentence more."""
        self.setdefault(name, []).append(sentence)


def typed_from(form: FormDef, answers: Mapping[str, Any]) -> tuple[dict[str, list[str]], Sentences]:
    """What a browser would send for ``answers``, and what cannot be sent at all."""
    typed: dict[str, list[str]] = {}
    wrong = Sentences()
    single = {asked.key: asked for group in form.groups if not group.repeat for asked in group.fields if not asked.note}
    groups = {group.key: group for group in form.groups if group.repeat}
    for key, value in answers.items():
        if key in groups:
            _rows(groups[key], value, typed, wrong)
        elif key in single:
            _answer(single[key], f"{PREFIX}-{key}", key, value, typed, wrong)
        else:
            wrong.add(key[:60], _("表单里没有这一项。"))
    return typed, wrong


def wrong_in(filling: Filling) -> Sentences:
    """What the form has found wrong, by the names of the answers."""
    names = _names(filling)
    found = Sentences()
    for name in filling.errors:
        told = _told(filling[name]) if name in filling.fields else filling.non_field_errors()
        for sentence in told:
            found.add(names.get(name, WHOLE), str(sentence))
    return found


def one_of(choices: Iterable[tuple[Any, Any]]) -> str:
    """A sentence that lists what may be written, each with what it means."""
    known = "、".join(f"{value}（{label}）" for value, label in choices if value != "")
    return _("只能取以下值之一：%(known)s。") % {"known": known}


def _told(field: BoundField) -> list[str]:
    choices = list(getattr(field.field, "choices", ()))
    codes = [error.code for error in field.errors.as_data()]
    if "invalid_choice" in codes and choices:
        return [one_of(choices) if len(choices) <= _FEW else _("没有这个代码，可用的代码见表单的 JSON Schema。")]
    return sentences(field)


def _names(filling: Filling) -> dict[str, str]:
    names = {f"paper-{paper.key}": f"papers.{paper.key}" for paper in filling.definition.papers}
    for group in filling.definition.groups:
        for asked in group.fields:
            if not group.repeat:
                names[asked.key] = asked.key
                continue
            for row in range(MOST_ROWS):
                names[f"{group.key}-{row}-{asked.key}"] = f"{group.key}.{row}.{asked.key}"
    return names


def _rows(group: GroupDef, value: Any, typed: dict[str, list[str]], wrong: Sentences) -> None:
    most = min(group.repeat.max, MOST_ROWS) if group.repeat else 0
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        wrong.add(group.key, _("请写成若干行，每行写明各项的名称和内容。"))
        return
    if len(value) > most:
        wrong.add(group.key, _("最多%d行。") % most)
        return
    fields = {asked.key: asked for asked in group.fields if not asked.note}
    typed[f"{PREFIX}-{group.key}-row"] = [str(place) for place in range(len(value))]
    for place, row in enumerate(value):
        for key, said in row.items():
            name = f"{group.key}.{place}.{key[:60]}"
            if key not in fields:
                wrong.add(name, _("表单里没有这一项。"))
                continue
            _answer(fields[key], f"{PREFIX}-{group.key}-{place}-{key}", name, said, typed, wrong)


def _answer(asked: FieldDef, name: str, told: str, value: Any, typed: dict[str, list[str]], wrong: Sentences) -> None:
    if value is None:
        return
    if not asked.many:
        if not isinstance(value, str) and is_text(asked):
            wrong.add(told, _("请写成文字，放在双引号中。"))
        elif (text := _text(value)) is None:
            wrong.add(told, _("请写成一个文字、数字或者真假值。"))
        else:
            typed[name] = [text]
        return
    if not isinstance(value, list) or len(value) > _MOST_CHOSEN or not all(isinstance(each, str) for each in value):
        wrong.add(told, _("请写成单位标识的列表，最多%d个。") % _MOST_CHOSEN)
        return
    typed |= {f"{name}-{place}": [each] for place, each in enumerate(value)}


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None
