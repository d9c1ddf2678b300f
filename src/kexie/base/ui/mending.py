"""What is said beside a field that is wrong: a sentence that tells how to mend it."""

from __future__ import annotations

from datetime import date
from typing import Final

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kexie.base.ui import dates

_ANY: Final = gettext_lazy("请填写“%(label)s”。")
_CHOOSE: Final = gettext_lazy("请选择“%(label)s”。")
_TICK: Final = gettext_lazy("请先勾选“%(label)s”。")
#: Of what the page itself sends along, which nobody has typed.
_PAGE: Final = gettext_lazy("页面内容不完整或者已经过期，请刷新后再提交。")


def _demand(widget: forms.Widget) -> Promise:
    if isinstance(widget, forms.CheckboxInput):
        return _TICK
    return _CHOOSE if isinstance(widget, (forms.Select, forms.RadioSelect, forms.FileInput)) else _ANY


def sentences(field: BoundField) -> list[str]:
    """The field's errors; where Django only says that it is required, what to do, by the field's label and kind."""
    told: list[str] = []
    for error in field.errors.as_data():
        told += [_sentence(field, error, text) for text in error.messages]
    return list(dict.fromkeys(told))


def summary(field: BoundField) -> list[str]:
    """The same for the list above the form, where no label stands beside: told, unless the sentence names the field.

    A field in one of several rows that ask the same has the words of its row as ``row``: they stand in front.
    """
    label, row = str(field.label or ""), getattr(field.field, "row", "")
    if field.is_hidden:
        return sentences(field)
    whole = f"{row} {label}" if row else label
    return [(f"{row}：{text}" if row else text) if label in text else f"{whole}：{text}" for text in sentences(field)]


_SAID: Final[dict[str, Promise]] = {
    "max_length": gettext_lazy("最多%(limit_value)d个字，现在有%(show_value)d个字，请删减。"),
    "min_length": gettext_lazy("至少%(limit_value)d个字，现在有%(show_value)d个字，请补充。"),
    "max_value": gettext_lazy("不能大于%(limit_value)s，请修改。"),
    "min_value": gettext_lazy("不能小于%(limit_value)s，请修改。"),
    "null_characters_not_allowed": gettext_lazy("含有不能使用的控制字符，请删除后再提交。"),
    "invalid_choice": gettext_lazy("没有这个选项，请从列表中选择。"),
}
#: By kind of field, for what Django calls "invalid"; the first that fits.
_INVALID: Final[tuple[tuple[type[forms.Field], Promise], ...]] = (
    (forms.EmailField, gettext_lazy("请填写有效的邮箱地址，例如 name@example.com。")),
    (forms.URLField, gettext_lazy("请填写完整的网址，例如 https://www.example.com。")),
    (forms.DateTimeField, gettext_lazy("请填写有效的日期和时间，例如2023年5月23日14时写作 2023-05-23 14:00。")),
    (forms.DateField, gettext_lazy("请填写有效的日期，例如2023年5月23日写作 2023-05-23。")),
    (forms.TimeField, gettext_lazy("请填写有效的时间，例如 14:00。")),
    (forms.IntegerField, gettext_lazy("请填写数字，例如 20。")),
)
_DAYS: Final[dict[str, Promise]] = {
    "max_value": gettext_lazy("不能晚于%(limit_value)s，请修改。"),
    "min_value": gettext_lazy("不能早于%(limit_value)s，请修改。"),
}


def _ours(field: forms.Field, error: ValidationError) -> Promise | None:
    """Our sentence for an error that Django words; None for one of an app's own wording."""
    code = error.code or ""
    if not any(error.message is said for said in _stock(field, code)):
        return None
    if code == "invalid":
        return next((said for kind, said in _INVALID if isinstance(field, kind)), None)
    return (_DAYS.get(code) if isinstance(field, forms.DateField) else None) or _SAID.get(code)


def _stock(field: forms.Field, code: str) -> list[object]:
    """What Django itself says for ``code``, by the kinds that the field is of and by its validators."""
    kinds = [vars(kind).get("default_error_messages", {}).get(code) for kind in type(field).__mro__]
    shipped = [check for check in field.validators if type(check).__module__ == validators.__name__]
    told = [getattr(check, "message", None) for check in shipped if getattr(check, "code", "") == code]
    return [said for said in [*kinds, *told] if said is not None]


def _with(error: ValidationError) -> dict[str, object]:
    """The figures of an error, a day as we write it."""
    given = error.params or {}
    return {name: dates.day(value, year=True) if isinstance(value, date) else value for name, value in given.items()}


def _sentence(field: BoundField, error: ValidationError, text: str) -> str:
    stock = forms.Field.default_error_messages["required"]
    if error.code == "required" and text == str(stock):
        return str(_PAGE if field.is_hidden else _demand(field.field.widget) % {"label": field.label})
    ours = _ours(field.field, error)
    if ours is not None:
        return str(_PAGE if field.is_hidden else ours % _with(error))
    return text
