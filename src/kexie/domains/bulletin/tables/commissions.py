"""The registers of commissions: the office's, with how the units stand; a unit's own."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.ui import dates
from kexie.base.ui.columns import NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.models import AskedState, Commission, CommissionedUnit, CommissionState
from kexie.domains.bulletin.queries.commissions import ASKED_TONES, STATE_TONES


class CommissionTable(Register):
    """All commissions."""

    title = tables.Column(
        verbose_name=_("约稿主题"), linkify=lambda record: reverse("bulletin:commission", args=(record.pk,))
    )
    due_at = tables.Column(verbose_name=_("截止时间"))
    asked_count = NumberColumn(verbose_name=_("约稿单位"))
    handed_count = NumberColumn(verbose_name=_("已报送"))
    open_count = NumberColumn(verbose_name=_("待报送"))
    missed_count = NumberColumn(verbose_name=_("逾期未报"))
    state = tables.Column(verbose_name=_("状态"), orderable=False)

    class Meta:
        model = Commission
        fields: ClassVar[list[str]] = [
            *("title", "due_at", "asked_count", "handed_count", "open_count", "missed_count", "state")
        ]
        template_name = "ui/table.html"
        empty_text = _("还没有约稿")
        caption = _("约稿")

    def render_due_at(self, value: Any) -> str:
        """Day and time."""
        return dates.moment(value, year=True)

    def value_due_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def render_state(self, record: Commission) -> SafeString:
        """The state as word, icon and colour."""
        return status(STATE_TONES[CommissionState(record.state)], record.get_state_display())

    def value_state(self, record: Commission) -> str:
        """The state as a word."""
        return str(record.get_state_display())


class RequestTable(Register):
    """What a unit was asked for."""

    title = tables.Column(
        verbose_name=_("约稿主题"),
        accessor="commission__title",
        linkify=lambda record: reverse("bulletin:request", args=(record.pk,)),
    )
    unit = tables.Column(verbose_name=_("单位"), accessor="organisation", order_by="organisation__path")
    due_at = tables.Column(verbose_name=_("截止时间"), accessor="commission__due_at")
    state = tables.Column(verbose_name=_("状态"), orderable=False)

    class Meta:
        model = CommissionedUnit
        fields: ClassVar[list[str]] = ["title", "unit", "due_at", "state"]
        template_name = "ui/table.html"
        empty_text = _("还没有收到约稿")
        caption = _("约稿")

    def render_due_at(self, value: Any) -> str:
        """Day and time."""
        return dates.moment(value, year=True)

    def value_due_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def render_state(self, record: CommissionedUnit) -> SafeString:
        """How the unit stands; a commission that was called off or ended says so."""
        if record.commission.state == CommissionState.CANCELLED:
            return status("neutral", record.commission.get_state_display())
        return status(ASKED_TONES[AskedState(record.state)], record.get_state_display())

    def value_state(self, record: CommissionedUnit) -> str:
        """The same as a word."""
        cancelled = record.commission.state == CommissionState.CANCELLED
        return str(record.commission.get_state_display() if cancelled else record.get_state_display())
