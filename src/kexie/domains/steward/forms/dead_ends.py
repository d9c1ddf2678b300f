"""What the list of searches that found nothing is narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

STATES = [("", gettext_lazy("待处理")), ("dismissed", gettext_lazy("不需要"))]


class DeadEndsFilter(forms.Form):
    """Words, and whether they wait; what is wrong is left aside."""

    text = forms.CharField(label=gettext_lazy("检索的词"), required=False, max_length=40)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=STATES)

    @property
    def asked(self) -> dict[str, Any]:
        """The valid part, as arguments of the query."""
        self.is_valid()
        said = self.cleaned_data
        return {"text": said.get("text", ""), "dismissed": said.get("state") == "dismissed"}
