"""The registers of sending: lists, dispatches, the addresses of one dispatch."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.ui import dates
from kexie.base.ui.columns import WHOLE, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.models import Dispatch, DispatchState, DistributionList, Recipient, RecipientState

#: Tone and icon of each state; no icon: the tone's own.
DISPATCH_LOOKS = {
    DispatchState.SENDING: ("progress", "send"),
    DispatchState.STOPPED: ("warn", ""),
    DispatchState.DONE: ("good", ""),
}
RECIPIENT_LOOKS = {
    RecipientState.WAITING: ("neutral", "clock"),
    RecipientState.HANDED: ("warn", ""),
    RecipientState.SENT: ("good", ""),
    RecipientState.FAILED: ("bad", ""),
    RecipientState.BOUNCED: ("bad", "back"),
}


class ListTable(Register):
    """The distribution lists."""

    name = tables.Column(
        verbose_name=gettext_lazy("名单名称"), linkify=lambda record: reverse("bulletin:list", args=[record.pk])
    )
    note = tables.Column(verbose_name=gettext_lazy("说明"), orderable=False)
    lines = NumberColumn(verbose_name=gettext_lazy("条目"))
    active = tables.Column(verbose_name=gettext_lazy("状态"), orderable=False)

    class Meta:
        model = DistributionList
        fields: ClassVar[list[str]] = ["name", "note", "lines", "active"]
        template_name = "ui/table.html"
        empty_text = gettext_lazy("还没有分送名单。建一个名单，以后每期选用即可。")
        caption = gettext_lazy("分送名单")

    def render_active(self, value: bool) -> SafeString:
        """In use or not."""
        return status("good", _("启用")) if value else status("neutral", _("停用"))

    def value_active(self, value: bool) -> str:
        """The same as a word."""
        return _("启用") if value else _("停用")


class DispatchTable(Register):
    """The dispatches."""

    subject = tables.Column(
        verbose_name=gettext_lazy("邮件主题"), linkify=lambda record: reverse("bulletin:dispatch", args=[record.pk])
    )
    created_at = tables.Column(verbose_name=gettext_lazy("发送时间"))
    created_name = tables.Column(verbose_name=gettext_lazy("发送人"), orderable=False)
    everyone = NumberColumn(verbose_name=gettext_lazy("地址数"))
    out = NumberColumn(verbose_name=gettext_lazy("已发出"))
    state = tables.Column(verbose_name=gettext_lazy("状态"), orderable=False)

    class Meta:
        model = Dispatch
        fields: ClassVar[list[str]] = ["subject", "created_at", "created_name", "everyone", "out", "state"]
        template_name = "ui/table.html"
        empty_text = gettext_lazy("没有符合条件的发送记录")
        caption = gettext_lazy("发送记录")

    def render_created_at(self, value: Any) -> str:
        """Day and time."""
        return dates.moment(value, year=True)

    def render_state(self, record: Dispatch) -> SafeString:
        """The state as word, icon and colour."""
        tone, icon = DISPATCH_LOOKS[DispatchState(record.state)]
        return status(tone, record.get_state_display(), icon)

    def value_state(self, record: Dispatch) -> str:
        """The state as a word."""
        return record.get_state_display()


class RecipientTable(Register):
    """The addresses of a dispatch."""

    name = tables.Column(verbose_name=gettext_lazy("称呼"), default="—")
    address = tables.Column(verbose_name=gettext_lazy("邮箱地址"), attrs=WHOLE)
    state = tables.Column(verbose_name=gettext_lazy("状态"))
    sent_at = tables.Column(verbose_name=gettext_lazy("发出时间"), default="—")
    detail = tables.Column(verbose_name=gettext_lazy("说明"), orderable=False, default="—")

    class Meta:
        model = Recipient
        fields: ClassVar[list[str]] = ["name", "address", "state", "sent_at", "detail"]
        template_name = "ui/table.html"
        empty_text = gettext_lazy("没有符合条件的地址")
        caption = gettext_lazy("收件地址")

    def render_state(self, record: Recipient) -> SafeString:
        """The state as word, icon and colour."""
        tone, icon = RECIPIENT_LOOKS[RecipientState(record.state)]
        return status(tone, record.get_state_display(), icon)

    def value_state(self, record: Recipient) -> str:
        """The state as a word."""
        return record.get_state_display()

    def render_sent_at(self, value: Any) -> str:
        """Day and time."""
        return dates.moment(value)
