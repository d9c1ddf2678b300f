"""The register of matters, and that of the platforms by which they are grouped."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.matters.models import Matter, MatterGroup, VersionState
from kexie.base.matters.rules.limits import limit_words
from kexie.base.ui.columns import NAMING, WHOLE, DayColumn, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

#: State of a version → tone.
VERSION_TONES: Final = {
    VersionState.DRAFT: "info",
    VersionState.PROPOSED: "progress",
    VersionState.PUBLISHED: "good",
    VersionState.DISCARDED: "neutral",
}


class MatterTable(Register):
    """事项目录."""

    name = tables.Column(
        verbose_name=_("事项名称"), linkify=("matters:matter", {"matter_id": tables.A("pk")}), attrs=NAMING
    )
    code = tables.Column(verbose_name=_("编码"), attrs=WHOLE)
    group = tables.Column(verbose_name=_("平台分组"), accessor="group__name", default="—", order_by="group__position")
    lead = tables.Column(verbose_name=_("责任部门"), accessor="lead__name", order_by="lead__path")
    number = NumberColumn(verbose_name=_("现行版本"), default="—")
    effective_from = DayColumn(verbose_name=_("施行日期"), default="—")
    limit = tables.Column(verbose_name=_("办理时限"), default="—", orderable=False, attrs=WHOLE)
    state = tables.Column(verbose_name=_("状态"), accessor="open", orderable=False)
    waiting = tables.Column(verbose_name=_("在编版本"), default="—", orderable=False)

    class Meta:
        model = Matter
        fields: ClassVar[list[str]] = [
            *("name", "code", "group", "lead", "number", "effective_from", "limit", "state", "waiting"),
        ]
        sequence: ClassVar[list[str]] = fields
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的事项")
        caption = _("事项目录")

    def render_limit(self, value: str) -> str:
        """As people say it."""
        return limit_words(value)

    def render_state(self, record: Any) -> SafeString:
        """Whether it takes applications."""
        return status(*matter_state(record, record.number is not None))

    def value_state(self, record: Any) -> str:
        """The same as a word."""
        return matter_state(record, record.number is not None)[1]

    def render_waiting(self, value: str) -> SafeString:
        """The state of the version that is being written."""
        return status(VERSION_TONES[VersionState(value)], VersionState(value).label)

    def value_waiting(self, value: str) -> str:
        """The same as a word."""
        return str(VersionState(value).label)

    def value_effective_from(self, value: Any) -> Any:
        """A date, for the spreadsheet."""
        return value


def matter_state(matter: Matter, in_force: bool) -> tuple[str, str]:
    """Tone and word of what a matter is now."""
    if not in_force:
        return "neutral", _now("尚未施行")
    return ("good", _now("受理中")) if matter.open else ("warn", _now("暂停受理"))


class GroupTable(Register):
    """平台分组."""

    exports = ()
    name = tables.Column(verbose_name=_("平台名称"), linkify=("matters:group", {"group_id": tables.A("pk")}))
    summary = tables.Column(verbose_name=_("简介"), default="—")
    position = NumberColumn(verbose_name=_("排序"))
    used = NumberColumn(verbose_name=_("事项数"))

    class Meta:
        model = MatterGroup
        fields: ClassVar[list[str]] = ["name", "summary", "position", "used"]
        template_name = "ui/table.html"
        empty_text = _("还没有平台分组")
        caption = _("平台分组")
