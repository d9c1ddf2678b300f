"""The lists of long work: one's own pieces, and the report of one by row."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import django_tables2 as tables
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.longwork_kinds import kinds
from kexie.base.kernel.models import LongWork, WorkRow, WorkState
from kexie.base.ui import dates
from kexie.base.ui.columns import StatusColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

STATE_TONES: Final = {
    WorkState.QUEUED: "neutral",
    WorkState.RUNNING: "progress",
    WorkState.DONE: "good",
    WorkState.FAILED: "bad",
    WorkState.CANCELLED: "warn",
}


class _Choosing(forms.Form):
    """A filter that passes over what is no choice."""

    def chosen(self, name: str) -> str:
        """The choice for ``name``; empty without a right one."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class WorkFilter(_Choosing):
    """By state."""

    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *WorkState.choices])


class RowFilter(_Choosing):
    """By how it ended."""

    ok = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("全部")), ("good", _("办好")), ("bad", _("未办"))]
    )


class WorkTable(Register):
    """One's own long work."""

    exports: tuple[str, ...] = ()
    title = tables.Column(verbose_name=_("名称"), linkify=("work:one", {"work_id": tables.A("pk")}))
    kind = tables.Column(verbose_name=_("类别"), orderable=False)
    created_at = tables.Column(verbose_name=_("发起时间"))
    state = tables.Column(verbose_name=_("状态"))

    class Meta:
        model = LongWork
        fields: ClassVar[list[str]] = ["title", "kind", "created_at", "state"]
        template_name = "ui/table.html"
        empty_text = _("没有后台办理的事项")

    def render_kind(self, value: str) -> str:
        """The kind in words."""
        return str(kinds[value].label) if value in kinds else value

    def render_created_at(self, value: Any) -> str:
        """The moment with its year."""
        return dates.moment(value, year=True)

    def render_state(self, record: LongWork) -> SafeString:
        """The state as word, icon and colour."""
        return status(STATE_TONES[WorkState(record.state)], record.get_state_display())


def _ended(ok: bool) -> tuple[str, str]:
    return ("good", _now("办好")) if ok else ("bad", _now("未办"))


class RowTable(Register):
    """What became of each row."""

    label = tables.Column(verbose_name=_("对象"), orderable=False, empty_values=())
    ok = StatusColumn(verbose_name=_("结果"), orderable=False, show=_ended)
    message = tables.Column(verbose_name=_("说明"), orderable=False, default="")

    class Meta:
        model = WorkRow
        fields: ClassVar[list[str]] = ["label", "ok", "message"]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的明细")

    def render_label(self, record: WorkRow) -> str:
        """What the row is called; its reference where it has no name."""
        return record.label or record.ref

    def value_ok(self, value: bool) -> str:
        """The same as a word, for export."""
        return _ended(value)[1]
