"""Dates and moments that do not lie in the past, or not too near."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.matters.rules.limits import parse_limit
from kexie.base.standards.rules.definitions import Datatype
from kexie.base.ui import dates

#: What may have an earliest day.
OF_TIME: Final = (Datatype.DATE, Datatype.DATETIME)


def ask_not_before(field: forms.Field, earliest: str, *, is_kept: Callable[[object], bool]) -> None:
    """Let a field of a date or a moment refuse what lies before ``earliest`` working days (as "10d"), and say so beneath.

    ``is_kept``: whether a value was answered earlier; days have passed since, and it may stand as long as it is not over.
    """
    days = int(earliest.removesuffix("d"))
    first = first_day(days)
    said = {"day": dates.day(first, year=True), "days": days}
    sentence = _("不早于%(day)s（%(days)d个工作日以后）。") % said if days else _("不早于今天。")

    def check(value: date | datetime) -> None:
        asked_for = first_day(0) if is_kept(value) else first
        if (timezone.localdate(value) if isinstance(value, datetime) else value) < asked_for:
            raise ValidationError(_("请填写%(day)s或者以后的日期。") % said, code="too_early")

    field.validators = [*field.validators, check]
    field.help_text = format_html("{}{}", field.help_text, sentence)


def first_day(days: int) -> date:
    """The first day that may be named: today, or the end of that many working days from now."""
    return timezone.localdate(parse_limit(f"{days}d").due(clock.now())) if days else clock.today()
