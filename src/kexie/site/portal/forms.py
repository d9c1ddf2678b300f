"""What may be asked of the search page; odd input is read kindly, never refused with an error page."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What the visitor wants: cleaned text, one source or all, the page from 1."""

    text: str
    source: str
    page: int


class SearchForm(forms.Form):
    """One box, one filter, one page number."""

    q = forms.CharField(label=_("检索内容"), required=False, strip=True)
    source = forms.CharField(label=_("范围"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def asked(self) -> Asked:
        """The cleaned question; what does not fit falls back to its default, long text is cut."""
        self.is_valid()
        data = self.cleaned_data
        text = data.get("q") or ""
        return Asked(text=text[:MAX_LENGTH], source=data.get("source") or "", page=data.get("page") or 1)
