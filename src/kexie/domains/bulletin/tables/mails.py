"""The registers of mails that came in, and of the addresses that are known."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.ui import dates
from kexie.base.ui.columns import WHOLE
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.models import IncomingMail, MailState, MailVerdict, SenderAddress

#: Tone and icon of each state and of each verdict; no icon: the tone's own.
STATE_LOOKS: Final = {
    MailState.TRAY: ("warn", "mail"),
    MailState.DRAFTED: ("good", ""),
    MailState.BOUNCE: ("neutral", "back"),
    MailState.IGNORED: ("neutral", "archive"),
}
VERDICT_LOOKS: Final = {
    MailVerdict.FINE: ("good", ""),
    MailVerdict.FORGED: ("bad", ""),
    MailVerdict.DANGEROUS: ("bad", ""),
    MailVerdict.AUTOMATIC: ("neutral", ""),
    MailVerdict.BOUNCE: ("neutral", "back"),
}
_DOUBTFUL: Final = ("warn", "")


class MailTable(Register):
    """The mails that came in."""

    fetched_at = tables.Column(verbose_name=gettext_lazy("收取时间"))
    sender = tables.Column(verbose_name=gettext_lazy("发件人"), attrs=WHOLE)
    subject = tables.Column(
        verbose_name=gettext_lazy("主题"),
        empty_values=(),
        linkify=lambda record: reverse("bulletin:mail", args=[record.pk]),
    )
    state = tables.Column(verbose_name=gettext_lazy("状态"), orderable=False)
    verdict = tables.Column(verbose_name=gettext_lazy("判断"), orderable=False)
    made = tables.Column(verbose_name=gettext_lazy("所转的报送"), empty_values=(), orderable=False)

    class Meta:
        model = IncomingMail
        fields: ClassVar[list[str]] = ["fetched_at", "sender", "subject", "state", "verdict", "made"]
        template_name = "ui/table.html"
        empty_text = gettext_lazy("没有符合条件的来信")
        caption = gettext_lazy("来信")

    def render_fetched_at(self, value: Any) -> str:
        """Day and time."""
        return dates.moment(value, year=True)

    def value_fetched_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def render_sender(self, record: IncomingMail) -> SafeString | str:
        """Name and address."""
        if not record.sender_name:
            return record.sender or "—"
        return format_html('{}<br><span class="quiet">{}</span>', record.sender_name, record.sender)

    def value_sender(self, record: IncomingMail) -> str:
        """The address alone."""
        return record.sender

    def render_subject(self, record: IncomingMail) -> str:
        """What it is about."""
        return str(record)

    def value_subject(self, record: IncomingMail) -> str:
        """The same."""
        return record.subject

    def render_state(self, record: IncomingMail) -> SafeString:
        """The state as word, icon and colour."""
        tone, icon = STATE_LOOKS[MailState(record.state)]
        return status(tone, record.get_state_display(), icon)

    def value_state(self, record: IncomingMail) -> str:
        """The state as a word."""
        return record.get_state_display()

    def render_verdict(self, record: IncomingMail) -> SafeString:
        """What the first look has found, and in a few words why."""
        tone, icon = VERDICT_LOOKS.get(MailVerdict(record.verdict), _DOUBTFUL)
        shown = status(tone, record.get_verdict_display(), icon)
        why = record.remark or record.detail
        return format_html('{}<br><span class="quiet">{}</span>', shown, why) if why else shown

    def value_verdict(self, record: IncomingMail) -> str:
        """The verdict as a word."""
        return record.get_verdict_display()

    def render_made(self, record: IncomingMail) -> SafeString | str:
        """Unit, title and state of what it became."""
        lines = [
            (each.unit.short_name or each.unit.name, each.title or _("（没有标题）"), each.get_state_display())
            for each in record.submissions.all()
        ]
        return format_html_join(SafeString("<br>"), "{}：{}（{}）", lines) if lines else "—"

    def value_made(self, record: IncomingMail) -> str:
        """The same as words."""
        return "；".join(
            f"{each.unit.short_name or each.unit.name}：{each.title}（{each.get_state_display()}）"
            for each in record.submissions.all()
        )


class SenderTable(Register):
    """The addresses that are known."""

    address = tables.Column(verbose_name=gettext_lazy("邮箱地址"), attrs=WHOLE)
    organisation = tables.Column(verbose_name=gettext_lazy("单位"), order_by=("organisation__path", "address"))
    added_at = tables.Column(verbose_name=gettext_lazy("登记时间"))
    added_name = tables.Column(verbose_name=gettext_lazy("登记人"), orderable=False)
    remove = tables.TemplateColumn(
        template_name="bulletin/mails/remove.html",
        verbose_name=gettext_lazy("操作"),
        orderable=False,
        exclude_from_export=True,
    )

    class Meta:
        model = SenderAddress
        fields: ClassVar[list[str]] = ["address", "organisation", "added_at", "added_name", "remove"]
        template_name = "ui/table.html"
        empty_text = gettext_lazy("没有符合条件的地址")
        caption = gettext_lazy("报送邮箱")

    def render_added_at(self, value: Any) -> str:
        """Day and time."""
        return dates.moment(value, year=True)

    def value_added_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value
