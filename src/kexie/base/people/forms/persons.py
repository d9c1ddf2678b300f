"""Shapes of input about persons."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PersonFilter(forms.Form):
    """The filter of the register of persons."""

    text = forms.CharField(label=_("姓名"), required=False, max_length=60)
