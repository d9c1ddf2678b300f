"""Form fields from data elements: the same label, length, choices and checks wherever a thing is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language

from kexie.base.standards.queries import shipped
from kexie.base.standards.rules import checks
from kexie.base.standards.rules.definitions import Datatype, ElementDefinition

#: What a browser is told of a field, by the element's check: keyboard on a phone, completion.
_INPUTS: dict[str, dict[str, str]] = {
    "mobile": {"inputmode": "tel", "autocomplete": "tel"},
    "telephone": {"inputmode": "tel"},
    "email": {"inputmode": "email", "autocomplete": "email"},
    "credit_code": {"autocapitalize": "characters", "spellcheck": "false"},
    "identity_number": {"autocapitalize": "characters", "spellcheck": "false"},
}


class ElementCharField(forms.CharField):
    """Text by a data element; full-width digits and small letters of numbers are put right before the check."""

    def __init__(self, *, element: ElementDefinition, **kwargs: Any) -> None:
        self.element = element
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        """The value as the standard writes it."""
        text = super().to_python(value)
        return checks.normalise(self.element, text) if text else text


def form_field(code: str, **overrides: Any) -> forms.Field:
    """A form field for the element ``code``; ``overrides`` go to the field (required, label, widget …). No query."""
    element = shipped.definition(code)
    options: dict[str, Any] = {"label": _in_language(element.name, element.english_name), **overrides}
    options["validators"] = [*overrides.get("validators", ()), _validator(element)]
    if element.datatype is Datatype.INTEGER:
        return forms.IntegerField(**{"min_value": element.minimum, "max_value": element.maximum, **options})
    if element.datatype is Datatype.DATE:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(**{"widget": widget, **options})
    if element.datatype is Datatype.CODE:
        return forms.ChoiceField(**{"choices": lambda: list(_choices(element)), **options})
    attrs = {key: text for name in element.checks for key, text in _INPUTS.get(name, {}).items()}
    # No max_length for numbers: blanks and hyphens that people paste are taken out before the element's own check.
    limit = {} if element.checks else {"max_length": element.max_length}
    return ElementCharField(element=element, **{**limit, "widget": forms.TextInput(attrs=attrs), **options})


def _choices(element: ElementDefinition) -> Iterator[tuple[str, Any]]:
    """A blank first, then the codes in the order of their list."""
    yield "", "—"
    code_list = shipped.codes_of(element)
    for code in code_list.codes if code_list else ():
        yield code.value, _in_language(code.name, code.english_name)


def _validator(element: ElementDefinition) -> Any:
    def validate(value: object) -> None:
        if sentences := checks.check(element, value, shipped.codes_of(element)):
            raise ValidationError(sentences)

    return validate


def _pick(name: str, english_name: str) -> str:
    return english_name if (get_language() or "").startswith("en") else name


_in_language = lazy(_pick, str)
