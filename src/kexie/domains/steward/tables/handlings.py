"""The register of what the concierge handles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from kexie.base.people import api as people
from kexie.base.ui.columns import NAMING, WHOLE, IsoColumn, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.steward.models import Handling
from kexie.domains.steward.rules.channels import CHANNEL_LABELS
from kexie.domains.steward.rules.stages import STAGE_TONES, Stage


class HandlingTable(Register):
    """The cases with stage and clock, the newest first; nothing of who has applied."""

    number = tables.Column(
        verbose_name=_("办件编号"), accessor="case__number", linkify=("matters:case", {"case_id": A("pk")}), attrs=WHOLE
    )
    matter = tables.Column(verbose_name=_("事项"), accessor="matter__name", attrs=NAMING)
    unit = tables.Column(verbose_name=_("承办单位"), accessor="unit__name", attrs=NAMING)
    stage = tables.Column(verbose_name=_("环节"))
    kind = tables.Column(verbose_name=_("类别"), accessor="get_kind_display", attrs=WHOLE)
    urgency = tables.Column(verbose_name=_("紧急程度"), accessor="urgency__name", default="—", visible=False)
    district = tables.Column(verbose_name=_("所属区"), default="—", visible=False)
    channel = tables.Column(verbose_name=_("申请渠道"), visible=False)
    started_at = IsoColumn(verbose_name=_("提交时间"), time=True)
    due_at = IsoColumn(verbose_name=_("办理期限"), time=True, default="—")
    kept = tables.Column(verbose_name=_("按期"), empty_values=(), attrs=WHOLE)
    ended_at = IsoColumn(verbose_name=_("结束时间"), time=True, visible=False)
    contact_due_at = IsoColumn(verbose_name=_("联系期限"), time=True, visible=False)
    contacted_at = IsoColumn(verbose_name=_("联系时间"), time=True, visible=False)
    given_back = NumberColumn(verbose_name=_("退单次数"), visible=False)

    export_only = ("urgency", "district", "channel", "ended_at", "contact_due_at", "contacted_at", "given_back")

    class Meta:
        template_name = "ui/table.html"
        orderable = False
        empty_text = _("没有符合条件的办件")
        caption = _("服务办件")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at, self._districts = at, people.districts()

    def render_stage(self, record: Handling) -> SafeString:
        """The stage as word, tone and icon."""
        return status(STAGE_TONES[Stage(record.stage)], self.value_stage(record))

    def value_stage(self, record: Handling) -> str:
        """The stage as a word."""
        return str(record.get_stage_display())

    def render_kept(self, record: Handling) -> str:
        """Whether the limit was kept, or is over while the case runs."""
        if record.kept is not None:
            return str(_("按期") if record.kept else _("超期"))
        over = record.is_running and record.due_at is not None and record.due_at < (record.still_since or self._at)
        return str(_("已超期")) if over else "—"

    def render_district(self, value: str) -> str:
        """Its name."""
        return self._districts.get(value, value)

    def render_channel(self, value: str) -> str:
        """In words."""
        return str(CHANNEL_LABELS.get(value, value))
