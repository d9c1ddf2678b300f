"""What a filter asks for."""

from __future__ import annotations

from typing import Any

from django import forms


def asked_of(form: forms.Form) -> dict[str, Any]:
    """What a filter asks for, as far as it is right; the form shows what is not."""
    form.is_valid()
    return form.cleaned_data
