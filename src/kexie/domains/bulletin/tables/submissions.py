"""The register of a unit's submissions."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.columns import DayColumn, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.models import Submission


class SubmissionTable(Register):
    """我的报送: in the file with the credits, the event and the desk's words."""

    export_only = ("credits", "event_on", "place", "channel", "reason")
    title = tables.Column(verbose_name=_("标题"), linkify=True, empty_values=(), order_by="title")
    unit = tables.Column(verbose_name=_("报送单位"), accessor="unit__name", order_by="unit__path")
    credits = tables.Column(verbose_name=_("署名单位"), accessor="credit_line", visible=False, orderable=False)
    column = tables.Column(verbose_name=_("栏目"), accessor="column__name", default="—", order_by="column__order")
    event_on = DayColumn(verbose_name=_("活动日期"), visible=False)
    place = tables.Column(verbose_name=_("活动地点"), visible=False)
    channel = tables.Column(verbose_name=_("报送方式"), accessor="get_channel_display", visible=False, orderable=False)
    submitted_at = DayColumn(verbose_name=_("报送时间"), default="—")
    version = NumberColumn(verbose_name=_("稿次"))
    state = tables.Column(verbose_name=_("状态"), orderable=False)
    reason = tables.Column(verbose_name=_("处理意见"), visible=False, orderable=False)

    class Meta:
        model = Submission
        fields: ClassVar[list[str]] = [
            *("title", "unit", "credits", "column", "event_on", "place", "channel", "submitted_at", "version"),
            *("state", "reason"),
        ]
        sequence: ClassVar[list[str]] = fields
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的信息")
        caption = _("我的报送")

    def render_title(self, record: Submission) -> str:
        """The title, or that there is none yet."""
        return str(record)

    def render_state(self, record: Submission) -> SafeString:
        """The state as word, icon and colour."""
        return status(record.state_tone, record.get_state_display(), record.state_icon)

    def value_state(self, record: Submission) -> str:
        """The state as a word."""
        return str(record.get_state_display())

    def value_title(self, record: Submission) -> str:
        """The title alone."""
        return record.title

    def value_submitted_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def value_event_on(self, value: Any) -> Any:
        """A date, for the spreadsheet."""
        return value
