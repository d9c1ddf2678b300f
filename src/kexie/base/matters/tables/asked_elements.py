"""Which data element is asked by how many forms."""

from __future__ import annotations

from typing import Final

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.matters.queries.asked_elements import AskedElement
from kexie.base.ui.columns import NAMING, WHOLE, NumberColumn
from kexie.base.ui.registers import Register

_ELEMENT: Final = "standards:element"


class AskedElementTable(Register):
    """A line for each element that any form asks for."""

    name = tables.Column(
        verbose_name=_("数据元"), linkify=lambda record: reverse(_ELEMENT, args=[record.code]), attrs=NAMING
    )
    code = tables.Column(verbose_name=_("代码"), attrs=WHOLE)
    forms = NumberColumn(verbose_name=_("表单数"))
    known = NumberColumn(verbose_name=_("其中平台自动填写"))
    matters = tables.Column(verbose_name=_("事项"), orderable=False)

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("还没有已发布的表单")
        caption = _("数据元被多少表单询问")

    def render_matters(self, value: tuple[tuple[str, str], ...]) -> SafeString:
        """The matters, each a way to its guide."""
        ways = ((reverse("matters:service", args=[code]), name) for code, name in value)
        return format_html_join("、", '<a href="{}">{}</a>', ways)

    def value_matters(self, record: AskedElement) -> str:
        """Their names, for the spreadsheet."""
        return "、".join(name for _code, name in record.matters)
