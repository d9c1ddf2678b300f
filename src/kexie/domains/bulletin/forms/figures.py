"""Shape of what figures are asked of."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.domains.bulletin.models import Column, ItemKind
from kexie.domains.bulletin.queries.figures import GROUPS, Asked, years
from kexie.domains.bulletin.rules.figures import NONE, By
from kexie.domains.bulletin.rules.periods import PART_LABELS, Period, period_of

_MONTHS = [(month, gettext_lazy("%(month)d月") % {"month": month}) for month in range(1, 13)]


def _whole(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


class PeriodForm(forms.Form):
    """A period: a part of a year, or some of its months."""

    year = _whole(gettext_lazy("年份"))
    part = forms.ChoiceField(label=gettext_lazy("时段"), required=False, choices=list(PART_LABELS.items()))
    first = _whole(gettext_lazy("从（月）"))
    last = _whole(gettext_lazy("到（月）"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        known = [(year, str(year)) for year in years(today)]
        self.fields["year"].choices = known  # type: ignore[attr-defined]
        for name in ("first", "last"):
            label = _("按时段")
            self.fields[name].choices = [("", label), *((key, str(word)) for key, word in _MONTHS)]  # type: ignore[attr-defined]

    @property
    def period(self) -> Period:
        """What was asked for; what cannot be is the current year."""
        self.is_valid()
        given = self.cleaned_data
        year = given.get("year") or self._today.year
        return period_of(year, given.get("part") or "year", given.get("first"), given.get("last"))


class FiguresForm(PeriodForm):
    """The filter of the figures; ``by`` says how they are cut."""

    by = forms.ChoiceField(required=False, choices=[(by.value, by.value) for by in By], widget=forms.HiddenInput)
    group = forms.ChoiceField(label=gettext_lazy("单位类别"), required=False)
    column = _whole(gettext_lazy("栏目"))
    kind = _whole(gettext_lazy("信息类别"))
    idle = forms.BooleanField(label=gettext_lazy("列出没有数据的单位"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every, none = ("", _("全部")), (NONE, _("未定"))
        groups = [(kind.value, kind.label) for kind in GROUPS]
        self.fields["group"].choices = [every, *groups]  # type: ignore[attr-defined]
        for name, model in (("column", Column), ("kind", ItemKind)):
            known = model._default_manager.values_list("pk", "name")
            self.fields[name].choices = [every, *known, none]  # type: ignore[attr-defined]

    @property
    def cut(self) -> By:
        """How the figures are cut."""
        self.is_valid()
        return By(self.cleaned_data.get("by") or By.UNIT)

    @property
    def asked(self) -> Asked:
        """What the figures are of."""
        period = self.period
        given = self.cleaned_data
        return Asked(period, given.get("group") or "", given.get("column"), given.get("kind"), bool(given.get("idle")))
