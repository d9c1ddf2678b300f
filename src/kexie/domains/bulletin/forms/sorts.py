"""Shape of a column's or a kind's name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class NameForm(forms.Form):
    """A name."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=30)
