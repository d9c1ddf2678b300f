"""Filters of the register."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from kexie.base.standards.models import DataElement
from kexie.base.standards.queries import register


class ElementFilter(filters.FilterSet):
    """By words, data type and sensitivity."""

    text = filters.CharFilter(label=_("名称、代码或定义"), method="by_text")
    datatype = filters.ChoiceFilter(label=_("数据类型"), choices=DataElement.DatatypeLabel, empty_label=_("全部"))
    sensitivity = filters.ChoiceFilter(label=_("敏感级别"), choices=DataElement.SensitivityLabel, empty_label=_("全部"))

    class Meta:
        model = DataElement
        fields: ClassVar[list[str]] = ["text", "datatype", "sensitivity"]

    def by_text(self, queryset: Any, name: str, value: str) -> Any:
        """Those that hold the words."""
        return register.search(queryset, value.strip())
