"""Registers of data protection: the inventory, and the requests to be erased."""

from __future__ import annotations

from typing import ClassVar, Final

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.kernel.personal_rows import Line
from kexie.base.people.models import Erasure, ErasureState
from kexie.base.people.queries.erasure import deadline_of, is_late
from kexie.base.people.queries.inventory import erase_words
from kexie.base.ui import dates
from kexie.base.ui.columns import WHOLE, DayColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

_TONES: Final = {
    ErasureState.ASKED: "info",
    ErasureState.DONE: "good",
    ErasureState.REFUSED: "warn",
    ErasureState.WITHDRAWN: "neutral",
}


class InventoryTable(Register):
    """Every personal column: purpose, ground, retention."""

    app = tables.Column(verbose_name=_("所属"), orderable=False)
    label = tables.Column(verbose_name=_("项目"), orderable=False)
    purpose = tables.Column(verbose_name=_("目的"), orderable=False)
    basis = tables.Column(verbose_name=_("依据"), orderable=False)
    keep = tables.Column(verbose_name=_("保存期限"), orderable=False)
    sensitive = tables.Column(verbose_name=_("敏感"), orderable=False)
    erase = tables.Column(verbose_name=_("申请删除时"), orderable=False)
    why = tables.Column(verbose_name=_("说明"), visible=False)
    model = tables.Column(verbose_name=_("表"), visible=False)
    column = tables.Column(verbose_name=_("栏"), visible=False)

    export_only = ("why", "model", "column")

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的项目")

    def render_sensitive(self, value: bool) -> str:
        """是 for the sensitive ones."""
        return _now("是") if value else "—"

    def render_erase(self, record: Line) -> str:
        """What erasure does."""
        return _now(erase_words(record))


def state_status(asked: Erasure) -> tuple[str, str]:
    """Tone and word of a request's state; a late one says so."""
    if is_late(asked, on=clock.today()):
        return "bad", _now("已超期")
    return _TONES[ErasureState(asked.state)], str(asked.get_state_display())


class ErasureTable(Register):
    """Requests to be erased."""

    exports = ()

    person = tables.Column(
        verbose_name=_("申请人"), linkify=("people:erasure", {"erasure_id": tables.A("pk")}), orderable=False
    )
    asked_at = DayColumn(verbose_name=_("申请时间"), orderable=False, attrs=WHOLE)
    deadline = tables.Column(verbose_name=_("办理期限"), empty_values=(), orderable=False, attrs=WHOLE)
    state = tables.Column(verbose_name=_("状态"), orderable=False)
    decided_by_name = tables.Column(verbose_name=_("办理人"), orderable=False)

    class Meta:
        model = Erasure
        fields: ClassVar[list[str]] = ["person", "asked_at", "deadline", "state", "decided_by_name"]
        template_name = "ui/table.html"
        empty_text = _("没有删除申请")

    def render_deadline(self, record: Erasure) -> str:
        """The fifteenth working day after the request."""
        return dates.day(deadline_of(record), year=True)

    def render_state(self, record: Erasure) -> SafeString:
        """Where the request stands."""
        return status(*state_status(record))
