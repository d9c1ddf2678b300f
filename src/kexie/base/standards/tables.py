"""Lists of the register."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.standards.models import CodeList, DataElement, Revision, RevisionState
from kexie.base.ui.columns import NAMING, WHOLE, DayColumn, NumberColumn, StatusColumn
from kexie.base.ui.templatetags.ui import status

#: How a sensitivity looks.
_TONES = {"public": "neutral", "internal": "info", "personal": "warn", "sensitive": "bad"}


def sensitivity_shown(code: str) -> tuple[str, str]:
    """Tone and word for a sensitivity."""
    return _TONES[code], str(DataElement.SensitivityLabel(code).label)


class ElementTable(tables.Table):
    """Data elements in force."""

    identifier = tables.Column(verbose_name=_("标识符"), attrs=WHOLE)
    name = tables.Column(
        verbose_name=_("名称"), linkify=("standards:element", {"code": tables.A("code")}), attrs=NAMING
    )
    code = tables.Column(verbose_name=_("代码"), attrs=WHOLE)
    datatype = tables.Column(verbose_name=_("数据类型"))
    representation = tables.Column(verbose_name=_("表示格式"), orderable=False, attrs=WHOLE)
    sensitivity = tables.Column(verbose_name=_("敏感级别"))
    source_norm = tables.Column(verbose_name=_("依据标准"))
    edition = NumberColumn(verbose_name=_("版本"))

    class Meta:
        model = DataElement
        fields: ClassVar[list[str]] = [
            "identifier",
            "name",
            "code",
            "datatype",
            "representation",
            "sensitivity",
            "source_norm",
            "edition",
        ]
        empty_text = _("没有符合条件的数据元")

    def render_sensitivity(self, record: DataElement) -> SafeString:
        """The sensitivity as word, icon and colour."""
        return status(*sensitivity_shown(record.sensitivity))


class CodeListTable(tables.Table):
    """Code lists in force."""

    name = tables.Column(verbose_name=_("名称"), linkify=("standards:code_list", {"code": tables.A("code")}))
    code = tables.Column(verbose_name=_("代码"), attrs=WHOLE)
    size = NumberColumn(verbose_name=_("代码数"), orderable=False)
    source_norm = tables.Column(verbose_name=_("依据标准"))
    edition = NumberColumn(verbose_name=_("版本"))

    class Meta:
        model = CodeList
        fields: ClassVar[list[str]] = ["name", "code", "size", "source_norm", "edition"]
        empty_text = _("还没有代码集")


#: How a state of a revision looks.
_STATE_TONES = {
    "draft": "neutral",
    "submitted": "info",
    "returned": "warn",
    "published": "good",
    "withdrawn": "neutral",
}


def state_shown(state: str) -> tuple[str, str]:
    """Tone and word for a state."""
    return _STATE_TONES[state], str(RevisionState(state).label)


class RevisionTable(tables.Table):
    """Proposed editions, newest first."""

    name = tables.Column(verbose_name=_("名称"), linkify=("standards:revision", {"revision_id": tables.A("pk")}))
    subject = tables.Column(verbose_name=_("对象"))
    edition = NumberColumn(verbose_name=_("版本"))
    effective_from = DayColumn(verbose_name=_("施行日期"))
    proposed_by_name = tables.Column(verbose_name=_("提出人"))
    proposed_at = DayColumn(verbose_name=_("提出时间"))
    decided_by_name = tables.Column(verbose_name=_("审核人"))
    state = StatusColumn(verbose_name=_("状态"), show=state_shown)

    class Meta:
        model = Revision
        fields: ClassVar[list[str]] = [
            "name",
            "subject",
            "edition",
            "effective_from",
            "proposed_by_name",
            "proposed_at",
            "decided_by_name",
            "state",
        ]
        empty_text = _("还没有修订。要修订一项标准，请打开它的页面。")

    def render_state(self, record: Revision) -> SafeString:
        """The state as word, icon and colour."""
        return status(*state_shown(record.state))
