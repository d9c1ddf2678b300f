"""What is said beside a field that is wrong: a sentence that tells how to mend it."""

from __future__ import annotations

from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

_ANY: Final = gettext_lazy("请填写“%(label)s”。")
_CHOOSE: Final = gettext_lazy("请选择“%(label)s”。")
_TICK: Final = gettext_lazy("请先勾选“%(label)s”。")


def _demand(widget: forms.Widget) -> Promise:
    if isinstance(widget, forms.CheckboxInput):
        return _TICK
    return _CHOOSE if isinstance(widget, (forms.Select, forms.RadioSelect, forms.FileInput)) else _ANY


def sentences(field: BoundField) -> list[str]:
    """The field's errors; where Django only says that it is required, what to do, by the field's label and kind."""
    told: list[str] = []
    for error in field.errors.as_data():
        told += [_sentence(field, error, text) for text in error.messages]
    return told


def _sentence(field: BoundField, error: ValidationError, text: str) -> str:
    stock = forms.Field.default_error_messages["required"]
    if error.code == "required" and text == str(stock):
        return str(_demand(field.field.widget) % {"label": field.label})
    return text
