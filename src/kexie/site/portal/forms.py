"""What may be asked of the search page; odd input is read kindly, never refused with an error page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 100
#: Spans of days to choose from: the word in the address, how many days, the words on screen.
SPANS: Final = {"month": (31, _("近一月")), "year": (366, _("近一年"))}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the visitor wants: cleaned text, one source or all, days from and to, the order, the page from 1.

    ``within`` is the span of :data:`SPANS` that gave the days, if one did.
    """

    text: str
    source: str
    page: int
    since: date | None = None
    until: date | None = None
    within: str = ""
    newest: bool = False


class SearchForm(forms.Form):
    """One box, filters, one page number."""

    q = forms.CharField(label=_("检索内容"), required=False, strip=True)
    source = forms.CharField(label=_("范围"), required=False)
    since = forms.DateField(label=_("从"), required=False)
    until = forms.DateField(label=_("到"), required=False)
    within = forms.ChoiceField(choices=[(code, words) for code, (_days, words) in SPANS.items()], required=False)
    order = forms.ChoiceField(choices=[("newest", _("最新"))], required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def asked(self, today: date) -> Asked:
        """The cleaned question; what does not fit falls back to its default, long text is cut, days stand in order."""
        self.is_valid()
        given = self.cleaned_data
        within = given.get("within") or ""
        days = [given.get("since"), given.get("until")]
        if within:
            days = [today - timedelta(days=SPANS[within][0]), None]
        elif all(days):
            days.sort()
        return Asked(
            text=(given.get("q") or "")[:MAX_LENGTH],
            source=given.get("source") or "",
            page=given.get("page") or 1,
            since=days[0],
            until=days[1],
            within=within,
            newest=given.get("order") == "newest",
        )
