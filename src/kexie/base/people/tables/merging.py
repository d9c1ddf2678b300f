"""The register of merges."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.people.models import PersonMerge
from kexie.base.ui.columns import DayColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status


class MergeTable(Register):
    """Which records were merged into which, and what can be undone."""

    kept = tables.Column(
        verbose_name=_("保留的记录"), linkify=("people:person", {"person_id": tables.A("kept_id")}), orderable=False
    )
    merged = tables.Column(verbose_name=_("并入的记录"), orderable=False)
    at = DayColumn(verbose_name=_("合并时间"))
    by_name = tables.Column(verbose_name=_("办理人"), orderable=False)
    reason = tables.Column(verbose_name=_("理由"), orderable=False)
    state = tables.Column(verbose_name=_("状态"), empty_values=(), orderable=False)
    undo = tables.Column(verbose_name=_("办理"), empty_values=(), orderable=False)

    export_exclude = ("undo",)

    class Meta:
        model = PersonMerge
        fields: ClassVar[list[str]] = ["kept", "merged", "at", "by_name", "reason", "state", "undo"]
        template_name = "ui/table.html"
        empty_text = _("还没有合并过人员记录")

    def render_state(self, record: PersonMerge) -> SafeString:
        """Whether the merge stands."""
        return status("neutral" if record.undone_at else "good", self.value_state(record))

    def value_state(self, record: PersonMerge) -> str:
        """The same as a word, for export."""
        return _now("已撤销") if record.undone_at else _now("已合并")

    def render_undo(self, record: PersonMerge) -> SafeString | str:
        """The way to the undoing."""
        if record.undone_at:
            return ""
        address = reverse("people:person-unmerge", kwargs={"merge_id": record.pk})
        return format_html('<a href="{}">{}</a>', address, _now("撤销合并"))
