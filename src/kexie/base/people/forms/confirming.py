"""A button that is meant."""

from __future__ import annotations

from django import forms


class ConfirmForm(forms.Form):
    """Nothing to fill in: a button that is meant."""
