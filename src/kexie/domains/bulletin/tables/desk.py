"""The list of what lies at the desk: lines to read on the page, columns in the file."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.register_options import Bulk, Options
from kexie.base.ui.registers import Register
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.models import Submission

_DO: Final = "kexie.domains.bulletin.actions.deciding"
_FORMS: Final = "kexie.domains.bulletin.forms.desk"

ADOPT: Final = Bulk("adopt", _("采用"), HANDLE, f"{_DO}.adopt_one")
RESERVE: Final = Bulk("reserve", _("备用"), HANDLE, f"{_DO}.reserve_one")
RETURN: Final = Bulk("return", _("退改"), HANDLE, f"{_DO}.return_one", f"{_FORMS}.ReasonForm")
REJECT: Final = Bulk("reject", _("不采用"), HANDLE, f"{_DO}.reject_one", f"{_FORMS}.RejectForm", danger=True)
REOPEN: Final = Bulk("reopen", _("重新初审"), HANDLE, f"{_DO}.reopen_one")
SORT: Final = Bulk(
    "sort",
    _("设定栏目和类别"),
    HANDLE,
    "kexie.domains.bulletin.actions.sorting.sort_one",
    f"{_FORMS}.SortManyForm",
    note=_("只改所选的一项，另一项保持原样。"),
)
OPTIONS: Final = Options("bulletin.desk", (ADOPT, RESERVE, RETURN, REJECT, REOPEN, SORT))


class DeskTable(Register):
    """What lies at the desk; the page shows each as two lines, the file as columns."""

    submitted_at = tables.Column(verbose_name=_("报送时间"))
    unit = tables.Column(verbose_name=_("报送单位"), order_by=("unit__path", "-submitted_at"))
    author_name = tables.Column(verbose_name=_("撰写人"))
    title = tables.Column(verbose_name=_("标题"))
    credits = tables.Column(verbose_name=_("署名单位"), accessor="credit_line", orderable=False)
    column = tables.Column(verbose_name=_("栏目"), order_by=("column__order", "-submitted_at"))
    kind = tables.Column(verbose_name=_("信息类别"), order_by=("kind__order", "-submitted_at"))
    event_on = tables.Column(verbose_name=_("活动日期"))
    characters = tables.Column(verbose_name=_("字数"), orderable=False)
    picture_count = tables.Column(verbose_name=_("图片"), orderable=False)
    channel = tables.Column(verbose_name=_("报送方式"), orderable=False)
    version = tables.Column(verbose_name=_("报送次数"), orderable=False)
    commission = tables.Column(verbose_name=_("约稿"), orderable=False)
    state = tables.Column(verbose_name=_("状态"), orderable=False)
    reason = tables.Column(verbose_name=_("处理意见"), orderable=False)
    decided_at = tables.Column(verbose_name=_("处理时间"), orderable=False)
    issue = tables.Column(verbose_name=_("编入"), accessor="item__issue__short_label", orderable=False)

    class Meta:
        model = Submission
        fields: ClassVar[list[str]] = [
            *("submitted_at", "unit", "author_name", "title", "credits", "column", "kind", "event_on", "characters"),
            *("picture_count", "channel", "version", "commission", "state", "reason", "decided_at", "issue"),
        ]
        sequence: ClassVar[list[str]] = fields
        empty_text = _("没有符合条件的信息")
        caption = _("来稿")

    def value_submitted_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def value_event_on(self, value: Any) -> Any:
        """A date, for the spreadsheet."""
        return value

    def value_decided_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def value_state(self, record: Submission) -> str:
        """The state as a word."""
        return str(record.get_state_display())

    def value_channel(self, record: Submission) -> str:
        """How it came, in words."""
        return str(record.get_channel_display())

    def value_picture_count(self, value: Any) -> int:
        """A number, also for none."""
        return value or 0
