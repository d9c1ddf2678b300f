"""What is asked of whoever follows a case without a log-in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    """Number and code."""

    number = forms.CharField(
        label=_("办件编号"),
        max_length=40,
        help_text=_("以BJ开头，共17位。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        help_text=_("提交申请时给出的12位字母和数字，不分大小写，短横可以不填。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
