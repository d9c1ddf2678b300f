"""The filter of the ledger."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.base.ledger.models import Entry
from kexie.base.ledger.rules import kinds


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
    since = _day(_("起始日期"), "gte")
    until = _day(_("结束日期"), "lte")

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = ["text", "kind", "unit", "since", "until"]

    def by_unit(self, queryset: Any, name: str, value: str) -> Any:
        """Those in which a unit of such a name has a part."""
        return queryset.of_units_called(value)
