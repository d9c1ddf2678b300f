"""The register of issues as a list, and as a file to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import tabular
from kexie.base.kernel.errors import NotFound
from kexie.base.ui.columns import DayColumn, NumberColumn
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.life_cycle import STATE_LABELS, IssueState

TONES = {
    IssueState.DRAFTING: "neutral",
    IssueState.REVIEWING: "info",
    IssueState.APPROVED: "progress",
    IssueState.SIGNED: "good",
}


class IssueTable(tables.Table):
    """The register of issues in all states."""

    exports = ("csv", "xlsx")
    short_label = tables.Column(
        verbose_name=_("期号"), linkify=lambda record: record.get_workbench_url(), order_by=("year", "number")
    )
    total = NumberColumn(verbose_name=_("总期号"))
    date = DayColumn(verbose_name=_("印发日期"))
    item_count = NumberColumn(verbose_name=_("信息条数"), orderable=False)
    state = tables.Column(verbose_name=_("状态"), orderable=False)

    class Meta:
        model = Issue
        fields: ClassVar[list[str]] = ["short_label", "total", "date", "item_count", "state"]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的动态")
        caption = _("各期动态")

    def render_state(self, record: Issue) -> SafeString:
        """The state as word, icon and colour."""
        return status(TONES[IssueState(record.state)], record.get_state_display())


def register_file(issues: Iterable[Issue], fmt: str) -> tuple[bytes, str]:
    """The issues as CSV or XLSX, and the media type; NotFound for any other format."""
    head = [
        _now("年份"),
        _now("期号"),
        _now("总期号"),
        _now("刊名"),
        _now("印发日期"),
        _now("编印单位"),
        _now("信息条数"),
        _now("状态"),
    ]
    rows = [
        [
            issue.year,
            issue.number,
            issue.total,
            issue.name,
            issue.date,
            issue.publisher,
            issue.item_count,  # type: ignore[attr-defined]
            str(STATE_LABELS[IssueState(issue.state)]),
        ]
        for issue in issues
    ]
    if fmt == "csv":
        return tabular.csv_bytes(head, rows), tabular.CSV_TYPE
    if fmt == "xlsx":
        return tabular.xlsx_bytes(head, rows, _now("每周动态目录")), tabular.XLSX_TYPE
    raise NotFound
