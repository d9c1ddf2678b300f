"""The filter of the ledger."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.ledger.models import Entry, EntryState
from kexie.base.ledger.rules import BY_HAND, Period, kinds
from kexie.base.people.api import find_unit

STATES = [("counted", _("计入统计")), *EntryState.choices]
WAYS = [("hand", _("手工登记")), ("app", _("系统登记"))]
PERIODS = [(Period.MONTH.value, _("月")), (Period.QUARTER.value, _("季度")), (Period.YEAR.value, _("年"))]


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in kinds]


def _day(label: Any, lookup: str) -> filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"})
    return filters.DateFilter(field_name="occurred_on", lookup_expr=lookup, label=label, widget=widget)


class EntryFilter(filters.FilterSet):
    """By words, kind, unit and days; it narrows what the query has let through."""

    text = filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("标题"))
    kind = filters.ChoiceFilter(label=_("类别"), choices=_kinds, empty_label=_("全部"))
    unit = filters.CharFilter(label=_("单位名称"), method="by_unit")
    below = filters.BooleanFilter(label=_("含下属单位"), method="by_unit", widget=forms.CheckboxInput)
    state = filters.ChoiceFilter(label=_("状态"), choices=STATES, empty_label=_("全部"), method="by_state")
    way = filters.ChoiceFilter(label=_("登记方式"), choices=WAYS, empty_label=_("全部"), method="by_way")
    since = _day(_("起始日期"), "gte")
    until = _day(_("结束日期"), "lte")

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = ["text", "kind", "unit", "below", "state", "way", "since", "until"]

    def by_unit(self, queryset: Any, name: str, value: str) -> Any:
        """Those in which the unit of this name has a part (with those below it, if asked), or any whose name holds it."""
        if name == "below":
            return queryset
        unit = find_unit(value)
        if unit is None:
            return queryset.of_units_called(value)
        return queryset.of_units_below(unit.path) if self.form.cleaned_data.get("below") else queryset.of_unit(unit)

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """By state, or all that counts."""
        return queryset.counted() if value == "counted" else queryset.filter(state=value)

    def by_way(self, queryset: Any, name: str, value: str) -> Any:
        """What people have entered, or what apps have written."""
        return queryset.by_hand() if value == "hand" else queryset.exclude(source__startswith=BY_HAND)


class TotalFilter(EntryFilter):
    """The same, and how the totals are cut."""

    period = filters.ChoiceFilter(label=_("按"), choices=PERIODS, empty_label=None, method="by_period", null_label=None)

    def by_period(self, queryset: Any, name: str, value: str) -> Any:
        """Narrows nothing."""
        return queryset


class DisputeForm(forms.Form):
    """Why it was not so."""

    reason = forms.CharField(
        label=_("异议理由"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("提出异议时填写，写明哪里与事实不符。"),
    )
