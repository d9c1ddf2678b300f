"""The register of cases."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from kexie.base.kernel import clock
from kexie.base.matters.models import Case, CaseState
from kexie.base.matters.rules.clock import clock_of, estimate_mark
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS, STATE_TONES
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status


class CaseTable(Register):
    """The cases, the newest first."""

    number = tables.Column(
        verbose_name=_("办件编号"), linkify=("matters:case", {"case_id": A("pk")}), attrs={"td": {"class": "whole"}}
    )
    matter = tables.Column(verbose_name=_("事项"), accessor="version__name")
    applicant_name = tables.Column(verbose_name=_("申请人"))
    lead = tables.Column(verbose_name=_("承办单位"), accessor="lead__name")
    state = tables.Column(verbose_name=_("状态"))
    outcome = tables.Column(verbose_name=_("办理结果"))
    started_at = tables.Column(verbose_name=_("提交时间"))
    due_at = tables.Column(verbose_name=_("办理期限"))
    ended_at = tables.Column(verbose_name=_("办结时间"), visible=False)

    export_only = ("ended_at",)

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = [
            *("number", "matter", "applicant_name", "lead", "state", "outcome", "started_at", "due_at", "ended_at"),
        ]
        sequence: ClassVar[list[str]] = fields
        orderable = False
        empty_text = _("没有符合条件的办件")
        caption = _("办件")

    def render_state(self, record: Case) -> SafeString:
        """The state in word, tone and icon; one that is late says so."""
        stands = clock_of(record.due_at, at=clock.now()) if record.state == CaseState.OPEN else None
        if stands is not None and stands.overdue:
            return status("bad", stands.words)
        return status(STATE_TONES[record.state], record.get_state_display())

    def value_state(self, record: Case) -> str:
        """The state as a word."""
        return str(record.get_state_display())

    def render_outcome(self, value: str) -> str:
        """The result in words."""
        return str(OUTCOME_LABELS.get(value, value))

    def value_outcome(self, value: str) -> str:
        """The result in words."""
        return str(OUTCOME_LABELS.get(value, value))

    def value_started_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def render_due_at(self, value: Any) -> SafeString:
        """The limit, marked where it is an estimate."""
        return format_html("{}{}", formats.localize(timezone.localtime(value)), estimate_mark(value))

    def value_due_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def value_ended_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value
