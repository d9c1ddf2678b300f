"""A form of a matter for programs, as JSON Schema (2020-12): the answers by their keys, each by its data element.

What a schema cannot say (what is asked depending on other answers, check digits) stays with `forms.filling`: such a question
bears ``x-show-when`` and is not among those required. What the platform may know itself is marked ``x-known``: where it does,
its own record counts and whatever is sent is not looked at; where it does not, the answer is asked like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kexie.base.matters.queries.shown import label_of, labels_of, values_of
from kexie.base.matters.rules.forms import FieldDef, FormDef, GroupDef, PaperDef
from kexie.base.matters.rules.forms.checking import MOST_ROWS
from kexie.base.matters.rules.forms.showing import condition_of
from kexie.base.standards import api as standards


def form_schema(form: FormDef, siblings: Sequence[FormDef] = ()) -> dict[str, Any]:
    """The schema of the answers to ``form``; conditions are told in the words of ``siblings`` too."""
    words = _Words([*siblings, form])
    properties: dict[str, Any] = {}
    required: list[str] = []
    for group in form.groups:
        if group.repeat:
            properties[group.key] = _rows(group, words)
            required += [group.key] if group.repeat.min else []
            continue
        properties |= {asked.key: _question(asked, words) for asked in _asked(group)}
        required += [asked.key for asked in _asked(group) if _is_required(asked)]
    made: dict[str, Any] = {"$schema": standards.DIALECT, "title": form.title, **_object(properties, required)}
    if form.papers:
        made["x-papers"] = [_paper(paper, words) for paper in form.papers]
    return made


def is_text(asked: FieldDef) -> bool:
    """Whether the answer to a question is a string, which a number or a truth is not."""
    return bool(_kind(asked).get("type") == "string")


class _Words:
    """Conditions in words."""

    def __init__(self, forms: Sequence[FormDef]) -> None:
        self._labels, self._values = labels_of(forms), values_of(forms)

    def of(self, part: FieldDef | PaperDef) -> str:
        condition = condition_of(part.show_when)
        return condition.words(self._labels, self._values) if condition is not None else ""


def _object(properties: Mapping[str, Any], required: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _asked(group: GroupDef) -> list[FieldDef]:
    return [asked for asked in group.fields if asked.kind != "note"]


def _is_required(asked: FieldDef) -> bool:
    return asked.required and not asked.show_when and not asked.known


def _rows(group: GroupDef, words: _Words) -> dict[str, Any]:
    fields = _asked(group)
    row = _object(
        {asked.key: _question(asked, words) for asked in fields},
        [asked.key for asked in fields if _is_required(asked)],
    )
    least, most = (group.repeat.min, group.repeat.max) if group.repeat else (0, MOST_ROWS)
    return {
        "type": "array",
        "title": group.title,
        "minItems": least,
        "maxItems": min(most, MOST_ROWS),
        "items": row,
    }


def _question(asked: FieldDef, words: _Words) -> dict[str, Any]:
    made = _kind(asked) | {"title": label_of(asked)}
    if asked.help:
        made["description"] = asked.help
    if condition := words.of(asked):
        made["x-show-when"] = condition
    if asked.known:
        made["x-known"] = True
    if asked.earliest:
        made["x-earliest"] = asked.earliest
    return made


def _kind(asked: FieldDef) -> dict[str, Any]:
    if asked.choose:
        unit = {"type": "string", "format": "uuid", "x-choose": asked.choose}
        return {"type": "array", "items": unit} if asked.many else unit
    if asked.choices:
        return {"type": "string", "oneOf": [{"const": code, "title": name} for code, name in asked.choices]}
    return standards.property_schema(asked.element) | {"x-element": asked.element}


def _paper(paper: PaperDef, words: _Words) -> dict[str, Any]:
    return {
        "key": paper.key,
        "name": paper.name,
        "kinds": list(paper.kinds),
        "required": paper.required and not paper.show_when,
        "most": paper.most,
        "help": paper.help,
        "x-show-when": words.of(paper),
    }
