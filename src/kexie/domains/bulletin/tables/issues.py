"""The register of issues."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.columns import DayColumn, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.life_cycle import STATE_LABELS, IssueState


class IssueTable(Register):
    """The register of issues in all states; the file has the numbers apart, and more of the head of the paper."""

    export_only = ("year", "number", "name", "publisher")
    export_exclude = ("short_label",)
    year = tables.Column(verbose_name=_("年份"), visible=False)
    number = tables.Column(verbose_name=_("期号"), visible=False)
    name = tables.Column(verbose_name=_("刊名"), visible=False)
    publisher = tables.Column(verbose_name=_("编印单位"), visible=False)
    short_label = tables.Column(
        verbose_name=_("期号"), linkify=lambda record: record.get_workbench_url(), order_by=("year", "number")
    )
    total = NumberColumn(verbose_name=_("总期号"))
    date = DayColumn(verbose_name=_("印发日期"))
    item_count = NumberColumn(verbose_name=_("信息条数"), orderable=False)
    state = tables.Column(verbose_name=_("状态"), orderable=False)

    class Meta:
        model = Issue
        fields: ClassVar[list[str]] = [
            *("year", "number", "short_label", "total", "name", "date", "publisher", "item_count", "state")
        ]
        sequence: ClassVar[list[str]] = fields
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的动态")
        caption = _("各期动态")

    def render_state(self, record: Issue) -> SafeString:
        """The state as word, icon and colour."""
        return status(record.state_tone, record.get_state_display(), record.state_icon)

    def value_date(self, value: Any) -> Any:
        """A date, for the spreadsheet."""
        return value

    def value_state(self, record: Issue) -> str:
        """The state as a word."""
        return str(STATE_LABELS[IssueState(record.state)])
