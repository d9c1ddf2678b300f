"""What the forms of a version ask, for conditions, lanes and loops of its drawing, and for trying it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from kexie.base.matters.models import MatterVersion
from kexie.base.matters.queries.shown import label_of
from kexie.base.matters.rules.forms import FieldDef, FormDef, FormsUnreadable, read_forms
from kexie.base.standards import api as standards
from kexie.base.standards.rules.definitions import Datatype, ElementDefinition

#: So many values of a code are offered; longer lists are typed.
MOST_VALUES: Final = 200
_KINDS: Final = {
    Datatype.INTEGER: "number",
    Datatype.DECIMAL: "number",
    Datatype.BOOLEAN: "yes",
    Datatype.DATE: "day",
    Datatype.CODE: "code",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form: the key of its answer, its words, what kind of answer it is, and the values to choose from.

    ``kind`` is text, number, yes, day, code or units; ``many`` tells an answer that is a list; ``form`` is the form's key.
    """

    key: str
    label: str
    form: str
    kind: str = "text"
    many: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


def readable_forms(version: MatterVersion) -> tuple[FormDef, ...]:
    """The forms of a version; none where they cannot be read, which `judging` tells."""
    try:
        return read_forms(version.forms)
    except FormsUnreadable:
        return ()


def forms_of(version: MatterVersion) -> dict[str, str]:
    """Title by key of each form of a version."""
    return {form.key: form.title or form.key for form in readable_forms(version) if form.key}


def asked_by(version: MatterVersion) -> list[Question]:
    """The questions of a version's forms that are asked once in a case, in their order."""
    return [
        _question(one, form.key)
        for form in readable_forms(version)
        for group in form.groups
        for one in group.fields
        if not group.repeat and not one.note
    ]


def answer_keys(forms: Sequence[FormDef]) -> frozenset[str] | None:
    """All keys under which ``forms`` leave answers; None where they ask nothing at all yet."""
    found = frozenset(key for form in forms for key in form.keys)
    return found or None


def words_of(asked: Sequence[Question]) -> tuple[dict[str, str], dict[str, Mapping[str, str]]]:
    """Words by key, and words of values by key, as `rules.expressions` takes them."""
    return {one.key: one.label for one in asked}, {one.key: one.values for one in asked if one.values}


def _question(one: FieldDef, form: str) -> Question:
    label = label_of(one)
    if one.choose:
        return Question(one.key, label, form, "units", one.many)
    if one.choices:
        return Question(one.key, label, form, "code", values=dict(one.choices))
    definition = standards.find_definition(one.element)
    if definition is None:
        return Question(one.key, label, form)
    return Question(one.key, label, form, _KINDS.get(definition.datatype, "text"), values=_values(definition))


def _values(definition: ElementDefinition) -> dict[str, str]:
    if definition.datatype == Datatype.BOOLEAN:
        return {"True": _("是"), "False": _("否")}
    codes = standards.codes_of(definition)
    return {code.value: code.name for code in codes.codes[:MOST_VALUES]} if codes else {}
