"""Form fields from data elements: the same label, length, choices and checks wherever a thing is asked for.

A form class is made when its module is read; what is published later reaches it all the same, because every form makes
its fields anew from those of its class and an element's field looks at that moment whether its element has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language

from kexie.base.kernel import clock
from kexie.base.standards.queries import in_force
from kexie.base.standards.rules import checks
from kexie.base.standards.rules.definitions import Datatype, ElementDefinition
from kexie.base.standards.rules.hints import hint

#: What a browser is told of a field, by the element's check: keyboard on a phone, completion.
_INPUTS: dict[str, dict[str, str]] = {
    "mobile": {"inputmode": "tel", "autocomplete": "tel"},
    "telephone": {"inputmode": "tel"},
    "email": {"inputmode": "email", "autocomplete": "email"},
    "website": {"inputmode": "url"},
    "postal_code": {"inputmode": "numeric", "autocomplete": "postal-code"},
    "credit_code": {"autocapitalize": "characters", "spellcheck": "false"},
    "identity_number": {"autocapitalize": "characters", "spellcheck": "false"},
    "patent_number": {"autocapitalize": "characters", "spellcheck": "false"},
}
#: What a browser may complete from its owner's own card, by element.
_COMPLETED: Final = {
    "person_name": "name",
    "birth_date": "bday",
    "workplace": "organization",
    "address": "street-address",
    "home_address": "street-address",
}
#: Numbers that few people know by heart how to write: how it is done stands under the field.
_HELPED: Final = frozenset({"credit_code", "telephone", "website", "document_number", "patent_number"})
#: A longer list is not picked from a menu: its code is typed and checked.
_MOST_CHOICES: Final = 400


class _OfElement:
    """Makes a form's field follow its element."""

    made_by: tuple[str, dict[str, Any], int]

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        code, overrides, version = self.made_by
        if version != in_force.version() and in_force.find_definition(code):
            made: Any = form_field(code, **overrides)
            made.required = self.required  # type: ignore[attr-defined]
            return made
        return super().__deepcopy__(memo)  # type: ignore[misc]

    def run_validators(self, value: Any) -> None:
        """The element's own check, in the name of the field; what Django adds says the same of length and bounds again."""
        code, called = self.made_by[0], str(self.label or "")  # type: ignore[attr-defined]
        if sentences := in_force.check(code, value, called=called):
            raise ValidationError(sentences)
        super().run_validators(value)  # type: ignore[misc]


class ElementCharField(_OfElement, forms.CharField):
    """Text by a data element; full-width digits and small letters of numbers are put right before the check."""

    def __init__(self, *, element: ElementDefinition, **kwargs: Any) -> None:
        self.element = element
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        """The value as the standard writes it."""
        text = super().to_python(value)
        return checks.normalise(self.element, text) if text else text


class ElementIntegerField(_OfElement, forms.IntegerField):
    """A whole number by a data element."""


class ElementDecimalField(_OfElement, forms.DecimalField):
    """A decimal by a data element."""


class ElementDateField(_OfElement, forms.DateField):
    """A day by a data element."""


class ElementDateTimeField(_OfElement, forms.DateTimeField):
    """A moment by a data element."""


class ElementBooleanField(_OfElement, forms.BooleanField):
    """Yes or no by a data element."""


class ElementChoiceField(_OfElement, forms.ChoiceField):
    """A code by a data element."""


def form_field(code: str, **overrides: Any) -> forms.Field:
    """A form field for the element ``code``; ``overrides`` go to the field (required, label, widget …). No query."""
    element = in_force.definition(code)
    options: dict[str, Any] = {"label": _in_language(element.name, element.english_name), **overrides}
    if set(element.checks) & _HELPED:
        options.setdefault("help_text", _hint_of(code))
    made: Any = _MAKERS[element.datatype](element, options)
    made.made_by = (code, overrides, in_force.version())
    field: forms.Field = made
    return field


def _integer(element: ElementDefinition, options: dict[str, Any]) -> forms.Field:
    return ElementIntegerField(**{"min_value": element.minimum, "max_value": element.maximum, **options})


def _decimal(element: ElementDefinition, options: dict[str, Any]) -> forms.Field:
    bounds = {
        "min_value": None if element.minimum is None else Decimal(element.minimum),
        "max_value": None if element.maximum is None else Decimal(element.maximum),
        "decimal_places": element.decimals,
    }
    return ElementDecimalField(**{**bounds, **options})


def _date(element: ElementDefinition, options: dict[str, Any]) -> forms.Field:
    attrs = {"type": "date"} | ({"autocomplete": completed} if (completed := _COMPLETED.get(element.code)) else {})
    return ElementDateField(**{"widget": forms.DateInput(attrs=attrs, format="%Y-%m-%d"), **options})


def _datetime(element: ElementDefinition, options: dict[str, Any]) -> forms.Field:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return ElementDateTimeField(**{"widget": widget, **options})


def _boolean(element: ElementDefinition, options: dict[str, Any]) -> forms.Field:
    return ElementBooleanField(**{"required": False, **options})


def _code(element: ElementDefinition, options: dict[str, Any]) -> forms.Field:
    code_list = in_force.codes_of(element)
    if code_list is not None and len(code_list.codes) > _MOST_CHOICES:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "spellcheck": "false"})
        return ElementCharField(element=element, **{"widget": widget, "max_length": 30, **options})
    return ElementChoiceField(**{"choices": lambda: list(_choices(element)), **options})


def _text(element: ElementDefinition, options: dict[str, Any]) -> forms.Field:
    attrs = {key: text for name in element.checks for key, text in _INPUTS.get(name, {}).items()}
    if completed := _COMPLETED.get(element.code):
        attrs["autocomplete"] = completed
    # No max_length for numbers: blanks and hyphens that people paste are taken out before the element's own check.
    limit = {} if element.checks else {"max_length": element.max_length}
    return ElementCharField(element=element, **{**limit, "widget": forms.TextInput(attrs=attrs), **options})


def _long_text(element: ElementDefinition, options: dict[str, Any]) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 6})
    return ElementCharField(element=element, **{"max_length": element.max_length, "widget": widget, **options})


_MAKERS: Final = {
    Datatype.TEXT: _text,
    Datatype.LONG_TEXT: _long_text,
    Datatype.INTEGER: _integer,
    Datatype.DECIMAL: _decimal,
    Datatype.BOOLEAN: _boolean,
    Datatype.DATE: _date,
    Datatype.DATETIME: _datetime,
    Datatype.CODE: _code,
}


def _choices(element: ElementDefinition) -> Iterator[tuple[str, Any]]:
    """A blank first, then the codes in use in the order of their list."""
    yield "", "—"
    code_list = in_force.codes_of(element)
    for code in code_list.in_use_on(clock.today()) if code_list else ():
        yield code.value, _in_language(code.name, code.english_name or code.name)


def _pick(name: str, english_name: str) -> str:
    return english_name if (get_language() or "").startswith("en") else name


def _hint(code: str) -> str:
    return hint(in_force.definition(code))


_hint_of = lazy(_hint, str)
_in_language = lazy(_pick, str)
