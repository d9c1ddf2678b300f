"""The filter of the audit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.people.forms.days import day


class AuditFilter(forms.Form):
    """The filter of the audit."""

    action = forms.CharField(label=_("操作"), required=False, max_length=80)
    begin = day(_("起始日期"))
    end = day(_("结束日期"))

    def clean(self) -> dict[str, Any] | None:
        """The end is not before the begin."""
        cleaned = super().clean() or {}
        begin, end = cleaned.get("begin"), cleaned.get("end")
        if begin and end and end < begin:
            self.add_error("end", gettext("结束日期早于起始日期，请修改。"))
        return cleaned
