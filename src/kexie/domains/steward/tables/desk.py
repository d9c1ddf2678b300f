"""The desk as a table, and what can be done to many of its cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from kexie.base.kernel import clock
from kexie.base.matters.rules.clock import clock_of, estimate_mark
from kexie.base.ui import dates
from kexie.base.ui.register_options import Bulk, Options
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.steward.abilities import VIEW_DESK
from kexie.domains.steward.models import Handling
from kexie.domains.steward.rules.stages import STAGE_TONES, Stage

_DO: Final = "kexie.domains.steward.actions.desk"
CLAIM: Final = Bulk("claim", _("认领"), VIEW_DESK, f"{_DO}.claim_one")
HAND_OVER: Final = Bulk(
    "hand_over",
    _("分派"),
    VIEW_DESK,
    f"{_DO}.hand_over_one",
    "kexie.base.matters.forms.desk.HandManyForm",
    note=_("只能分派给在任务所在单位担任同样角色的同事，不能分派的会逐项说明。"),
)
OPTIONS: Final = Options("steward.desk", (CLAIM, HAND_OVER))


class DeskTable(Register):
    """The cases, the most urgent first: that order is the list's own, so no column sorts."""

    number = tables.Column(
        verbose_name=_("办件编号"),
        accessor="case__number",
        linkify=("matters:case", {"case_id": A("pk")}),
        attrs={"td": {"class": "whole"}},
    )
    matter = tables.Column(verbose_name=_("事项"), accessor="matter__name")
    applicant = tables.Column(verbose_name=_("申请人"), accessor="case__applicant_name")
    stage = tables.Column(verbose_name=_("环节"))
    due_at = tables.Column(verbose_name=_("期限"), empty_values=())
    urgency = tables.Column(verbose_name=_("紧急程度"), accessor="urgency__name")
    unit = tables.Column(verbose_name=_("承办单位"), accessor="unit__name")
    kind = tables.Column(verbose_name=_("类别"), visible=False)
    started_at = tables.Column(verbose_name=_("提交时间"), visible=False)
    ended_at = tables.Column(verbose_name=_("结束时间"), visible=False)

    export_only = ("kind", "started_at", "ended_at")

    class Meta:
        model = Handling
        fields: ClassVar[list[str]] = [
            *("number", "matter", "applicant", "stage", "due_at", "urgency", "unit", "kind", "started_at", "ended_at"),
        ]
        sequence: ClassVar[list[str]] = fields
        orderable = False
        empty_text = _("没有符合条件的办件")
        caption = _("服务办件")
        row_attrs: ClassVar[dict[str, Any]] = {"data-case": lambda record: str(record.pk)}

    at: datetime | None = None

    def render_stage(self, record: Handling) -> SafeString:
        """The stage in word, tone and icon."""
        return status(STAGE_TONES[Stage(record.stage)], record.get_stage_display())

    def value_stage(self, record: Handling) -> str:
        """The stage as a word."""
        return str(record.get_stage_display())

    def render_due_at(self, record: Handling) -> SafeString | str:
        """How the limit stands; of what has ended, when that was."""
        if record.ended_at:
            return dates.moment(record.ended_at)
        if record.still_since:
            return str(_("暂停计时"))
        stands = clock_of(record.due_at, at=self.at or clock.now())
        if stands is None or record.due_at is None:
            return "—"
        mark = estimate_mark(record.due_at)
        return format_html("<span>{} {}{}</span>", status(stands.tone, stands.words), dates.moment(record.due_at), mark)

    def value_due_at(self, record: Handling) -> datetime | None:
        """A moment, for the spreadsheet."""
        return record.due_at

    def value_started_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def value_ended_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value
