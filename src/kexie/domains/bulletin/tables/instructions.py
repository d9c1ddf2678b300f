"""The register of instructions."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.columns import DayColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.models import Instruction


class InstructionTable(Register):
    """Instructions, the latest first; in the file with their words and their results."""

    export_only = ("text", "assists", "result")
    item = tables.Column(
        verbose_name=_("信息"), accessor="item__title", linkify=lambda record: record.get_absolute_url()
    )
    issue = tables.Column(verbose_name=_("期号"), accessor="item__issue__short_label", orderable=False)
    kind = tables.Column(verbose_name=_("批示类型"), accessor="get_kind_display", orderable=False)
    leader_name = tables.Column(verbose_name=_("批示领导"))
    given_on = DayColumn(verbose_name=_("批示日期"))
    text = tables.Column(verbose_name=_("批示内容"), visible=False, orderable=False)
    unit = tables.Column(verbose_name=_("承办单位"), accessor="unit__name", order_by="unit__path", default="—")
    assists = tables.Column(verbose_name=_("协办单位"), empty_values=(), visible=False, orderable=False)
    due_on = DayColumn(verbose_name=_("办理期限"), default="—")
    state = tables.Column(verbose_name=_("状态"), orderable=False)
    result = tables.Column(verbose_name=_("办理结果"), visible=False, orderable=False)

    class Meta:
        model = Instruction
        fields: ClassVar[list[str]] = [
            *("item", "issue", "kind", "leader_name", "given_on", "text", "unit", "assists", "due_on", "state"),
            "result",
        ]
        sequence: ClassVar[list[str]] = fields
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的批示")
        caption = _("批示")

    def render_state(self, record: Instruction) -> SafeString:
        """The state as word, icon and colour."""
        return status(record.tone, record.get_state_display())

    def value_state(self, record: Instruction) -> str:
        """The state as a word."""
        return str(record.get_state_display())

    def render_assists(self, record: Instruction) -> str:
        """The units that assist."""
        return "、".join(str(one) for one in record.assists.all())

    def value_item(self, value: str) -> str:
        """The title alone."""
        return value

    def value_given_on(self, value: Any) -> Any:
        """A date, for the spreadsheet."""
        return value

    def value_due_on(self, value: Any) -> Any:
        """A date, for the spreadsheet."""
        return value
