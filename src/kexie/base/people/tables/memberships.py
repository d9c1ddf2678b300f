"""The register of the members of a unit."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.people.models import Membership
from kexie.base.people.rules.memberships import kind_words
from kexie.base.ui.columns import WHOLE, DayColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status


class MemberTable(Register):
    """The members of a unit."""

    person = tables.Column(
        verbose_name=_("姓名"),
        linkify=("people:person", {"person_id": tables.A("person_id")}),
        order_by=("person__letters", "pk"),
    )
    number = tables.Column(verbose_name=_("会员号"), attrs=WHOLE)
    kind = tables.Column(verbose_name=_("会员类别"))
    begin = DayColumn(verbose_name=_("入会日期"))
    end = DayColumn(verbose_name=_("退会日期"))
    state = tables.Column(verbose_name=_("状态"), empty_values=(), orderable=False)
    leave = tables.Column(verbose_name=_("办理"), accessor="pk", orderable=False)

    export_exclude = ("leave",)

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["person", "number", "kind", "begin", "end", "state", "leave"]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的会员")

    def render_kind(self, value: str) -> str:
        """The kind in words."""
        return kind_words(value)

    def render_state(self, record: Membership) -> SafeString:
        """Whether the person is a member today."""
        return status("good" if _open(record) else "neutral", self.value_state(record))

    def render_leave(self, record: Membership) -> str:
        """The door through which an open membership ends."""
        if record.end is not None and record.end <= clock.today():
            return ""
        address = reverse("people:member-leave", kwargs={"membership_id": record.pk})
        return format_html('<a href="{}">{}</a>', address, _now("登记退会"))

    def value_state(self, record: Membership) -> str:
        """The same as a word, for export."""
        return _now("在会") if _open(record) else _now("已退会")


def _open(record: Membership) -> bool:
    return record.end is None or record.end >= clock.today()
