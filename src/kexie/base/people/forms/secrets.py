"""Shapes of input about sealed numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kexie.base.people.rules.secrets import ELEMENTS, LONGEST_REASON, SHORTEST_REASON, USUAL_REASONS
from kexie.base.standards.api import form_field


class SecretForm(forms.Form):
    """One number; the browser is asked not to remember it."""

    def __init__(self, *args: Any, element: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = form_field(ELEMENTS[element])
        self.fields["value"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "data-keep": "off"}


class ReasonForm(forms.Form):
    """Why a number is to be seen in clear: a usual reason, words of one's own, or both."""

    reason = forms.ChoiceField(
        label=_("查看理由"),
        required=False,
        choices=[("", _("其他，在下面填写")), *((words, words) for words in USUAL_REASONS)],
    )
    other = forms.CharField(
        label=_("具体说明"),
        required=False,
        max_length=LONGEST_REASON - 40,
        help_text=_("没有选择常用理由的，请写明用途，至少4个字。不要在这里填写证件号码或手机号码。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any] | None:
        """The two as one sentence, under ``whole``."""
        cleaned = super().clean() or {}
        parts = [cleaned.get("reason", ""), cleaned.get("other", "").strip()]
        cleaned["whole"] = "：".join(part for part in parts if part)
        if not self.errors and len(cleaned["whole"]) < SHORTEST_REASON:
            self.add_error("other", gettext("请选择常用理由，或者写明用途，至少4个字。"))
        return cleaned
