"""The inbox as a table, and what can be done to many of its tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.core.paginator import Page, Paginator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from kexie.base.kernel import clock
from kexie.base.matters.abilities import VIEW_CASES
from kexie.base.matters.models import CaseTask, TaskState
from kexie.base.matters.queries.inbox import Window
from kexie.base.matters.rules.clock import clock_of, estimate_mark
from kexie.base.ui import dates
from kexie.base.ui.register_options import Bulk, Options
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

_DO: Final = "kexie.base.matters.actions.holding"

CLAIM: Final = Bulk("claim", _("认领"), VIEW_CASES, f"{_DO}.claim_one")
RELEASE: Final = Bulk("release", _("放回待办"), VIEW_CASES, f"{_DO}.release_one")
HAND_OVER: Final = Bulk(
    "hand_over",
    _("转办"),
    VIEW_CASES,
    f"{_DO}.hand_over_one",
    "kexie.base.matters.forms.desk.HandManyForm",
    note=_("只能转给在任务所在单位担任同样角色的同事，不能转的会逐项说明。"),
)
OPTIONS: Final = Options("matters.tasks", (CLAIM, RELEASE, HAND_OVER))


class _OnePage(Paginator):
    """A paginator whose rows are those of the page that was asked for, of so many in all."""

    known: ClassVar[int] = 0

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.known

    def page(self, number: Any) -> Page[Any]:
        """The rows that were fetched."""
        return Page(self.object_list, self.validate_number(number), self)


class InboxTable(Register):
    """The tasks, the most urgent first: that order is the list's own, so no column sorts."""

    number = tables.Column(
        verbose_name=_("办件编号"),
        linkify=("matters:case", {"case_id": A("case_id")}),
        attrs={"td": {"class": "whole"}},
    )
    matter = tables.Column(verbose_name=_("事项"), accessor="matter_name")
    name = tables.Column(verbose_name=_("任务"))
    applicant = tables.Column(verbose_name=_("申请人"))
    unit = tables.Column(verbose_name=_("办理单位"), accessor="unit_name")
    holder_name = tables.Column(verbose_name=_("经办人"), empty_values=(None,))
    due_at = tables.Column(verbose_name=_("期限"), empty_values=())
    created_at = tables.Column(verbose_name=_("产生时间"), visible=False)
    ended_at = tables.Column(verbose_name=_("办理时间"), visible=False)

    export_only = ("created_at", "ended_at")

    class Meta:
        model = CaseTask
        fields: ClassVar[list[str]] = [
            *("number", "matter", "name", "applicant", "unit", "holder_name", "due_at", "created_at", "ended_at"),
        ]
        sequence: ClassVar[list[str]] = fields
        orderable = False
        empty_text = _("没有符合条件的任务")
        caption = _("办件任务")

    #: The page that was fetched, where the table is one.
    window: Window | None = None
    at: datetime | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._said: dict[datetime, SafeString] = {}

    def paginate(self, paginator_class: Any = Paginator, **options: Any) -> None:
        """As the library's; the rows are those of the page already."""
        if self.window is not None:
            paginator_class = type("_Known", (_OnePage,), {"known": self.window.count})
        super().paginate(paginator_class=paginator_class, **options)

    def render_holder_name(self, value: str) -> str:
        """Who holds it, or that nobody does."""
        return value or str(_("待认领"))

    def value_holder_name(self, value: str) -> str:
        """Who holds it."""
        return value

    def render_due_at(self, record: CaseTask) -> SafeString | str:
        """The limit with how much is left of it, in words and by a tone; of what is done, when that was."""
        if record.state != TaskState.OPEN:
            done = dates.moment(record.ended_at) if record.ended_at else ""
            return format_html("<span>{} {}</span>", status("good", record.get_state_display()), done)
        if record.due_at is None:
            return "—"
        # Limits in days end at the same moments: what is said of one is said of all.
        if record.due_at not in self._said:
            stands = clock_of(record.due_at, at=self.at or clock.now())
            said = (status(stands.tone, stands.words), dates.moment(record.due_at)) if stands else ("", "")
            mark = estimate_mark(record.due_at)
            self._said[record.due_at] = format_html(
                "<span>{} {}{}</span>", *said, mark
            )  # one piece, where cells are cards
        return self._said[record.due_at]

    def value_due_at(self, record: CaseTask) -> datetime | None:
        """A moment, for the spreadsheet."""
        return record.due_at

    def value_created_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value

    def value_ended_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value
