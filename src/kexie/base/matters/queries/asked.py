"""What the forms of a version ask, for conditions, lanes and loops of its drawing, and for trying it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from kexie.base.matters.models import MatterVersion
from kexie.base.standards import api as standards
from kexie.base.standards.rules.definitions import Datatype, ElementDefinition

#: What a field lets choose that holds units.
ORGANISATION: Final = "organisation"
#: So many values of a code are offered; longer lists are typed.
MOST_VALUES: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a form: the key of its answer, its words, what kind of answer it is, and the values to choose from.

    ``kind`` is text, number, yes, day, code or units. ``many`` tells an answer that is a list.
    """

    key: str
    label: str
    form: str
    kind: str = "text"
    many: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


def forms_of(version: MatterVersion) -> dict[str, str]:
    """Title by key of each form of a version."""
    return {
        str(form["key"]): str(form.get("title") or form["key"])
        for form in version.forms
        if isinstance(form, Mapping) and form.get("key")
    }


def asked_by(version: MatterVersion) -> list[Asked]:
    """All questions of a version's forms, in their order."""
    return [one for form in version.forms if isinstance(form, Mapping) for one in _of_form(form)]


def labels_of(asked: list[Asked]) -> tuple[dict[str, str], dict[str, Mapping[str, str]]]:
    """Words by key, and words of values by key, as `rules.expressions` takes them."""
    return {one.key: one.label for one in asked}, {one.key: one.values for one in asked if one.values}


def _of_form(form: Mapping[str, Any]) -> Iterator[Asked]:
    key = str(form.get("key", ""))
    for group in form.get("groups") or []:
        repeats = bool(group.get("repeat"))
        for one in group.get("fields") or []:
            found = _asked(one, key)
            if found is not None and not (repeats and found.kind != "units"):
                yield found


def _asked(one: Mapping[str, Any], form: str) -> Asked | None:
    code = str(one.get("element") or "")
    key = str(one.get("key") or code)
    if not key or one.get("note"):
        return None
    label, many = str(one.get("label") or ""), bool(one.get("many"))
    if one.get("choose") == ORGANISATION:
        return Asked(key, label or _("单位"), form, "units", many)
    if choices := dict(_choice(each) for each in one.get("choices") or []):
        return Asked(key, label or key, form, "code", many, choices)
    definition = standards.find_definition(code) if code else None
    if definition is None:
        return Asked(key, label or key, form, "text", many)
    return Asked(key, label or definition.name, form, _kind(definition), many, _values(definition))


def _choice(one: Any) -> tuple[str, str]:
    """A choice of a form's own: a pair, or a value alone."""
    if isinstance(one, Mapping):
        return str(one.get("value", "")), str(one.get("label") or one.get("value", ""))
    value, label = one if isinstance(one, list | tuple) and len(one) == 2 else (one, one)
    return str(value), str(label)


def _kind(definition: ElementDefinition) -> str:
    return {
        Datatype.INTEGER: "number",
        Datatype.DECIMAL: "number",
        Datatype.BOOLEAN: "yes",
        Datatype.DATE: "day",
        Datatype.CODE: "code",
    }.get(definition.datatype, "text")


def _values(definition: ElementDefinition) -> dict[str, str]:
    if definition.datatype == Datatype.BOOLEAN:
        return {"True": _("是"), "False": _("否")}
    codes = standards.codes_of(definition)
    return {code.value: code.name for code in codes.codes[:MOST_VALUES]} if codes else {}
