"""The lists of call-backs, second handlings and exclusions."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import clock
from kexie.base.ui.columns import NAMING, WHOLE, IsoColumn, NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.steward.models import CallBack, Exclusion, ExclusionState, Reopening, ReopenState
from kexie.domains.steward.rules.closing import CALL_STATE_TONES, CallState

REOPEN_TONES: Final = {ReopenState.HANDLING: "progress", ReopenState.HANDED: "warn", ReopenState.CLOSED: "good"}
EXCLUSION_TONES: Final = {
    ExclusionState.OPEN: "warn",
    ExclusionState.GRANTED: "good",
    ExclusionState.REFUSED: "bad",
    ExclusionState.WITHDRAWN: "neutral",
}


class _OfCase(Register):
    """Rows about a case; the first column leads to the row's own page."""

    number = tables.Column(verbose_name=_("办件编号"), accessor="case__number", linkify=True, attrs=WHOLE)
    matter = tables.Column(verbose_name=_("事项"), accessor="case__version__name", orderable=False, attrs=NAMING)
    unit = tables.Column(accessor="unit__name", verbose_name=_("承办单位"), orderable=False)
    state = tables.Column(orderable=False)

    def render_number(self, value: str) -> str:
        """The number of the case."""
        return value

    def value_state(self, record: Any) -> str:
        """The word, for the spreadsheet."""
        return str(record.get_state_display())


class CallTable(_OfCase):
    """Call-backs."""

    due_at = IsoColumn(time=True)
    tries = NumberColumn()
    solved = tables.Column(orderable=False)
    satisfaction = tables.Column(orderable=False)
    done_at = IsoColumn(time=True)

    class Meta:
        model = CallBack
        fields: ClassVar[list[str]] = [
            *("number", "matter", "unit", "round", "state", "due_at", "tries", "solved", "satisfaction", "way"),
            *("done_at", "by_name"),
        ]
        sequence: ClassVar[list[str]] = fields
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的回访")
        caption = _("回访")

    def render_state(self, record: CallBack) -> SafeString:
        """The state; one that is late says so."""
        if record.state == CallState.WAITING and record.due_at < clock.now():
            return status("bad", str(_("回访超期")))
        return status(CALL_STATE_TONES[CallState(record.state)], str(record.get_state_display()))


class ReopeningTable(_OfCase):
    """Second handlings."""

    opened_at = IsoColumn(time=True)
    due_at = IsoColumn(time=True)
    closed_at = IsoColumn(time=True)
    sent_back = NumberColumn()

    class Meta:
        model = Reopening
        fields: ClassVar[list[str]] = [
            *("number", "matter", "unit", "state", "opened_at", "due_at", "sent_back", "handed_name"),
            *("closed_at", "closed_name"),
        ]
        sequence: ClassVar[list[str]] = fields
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的重新办理")
        caption = _("重新办理")

    def render_state(self, record: Reopening) -> SafeString:
        """The state; one that is late says so."""
        if record.state != ReopenState.CLOSED and record.due_at < clock.now():
            return status("bad", str(_("办理超期")))
        return status(REOPEN_TONES[ReopenState(record.state)], str(record.get_state_display()))


class ExclusionTable(_OfCase):
    """Requests to exclude, and to take in again."""

    unit = tables.Column(verbose_name=_("申请单位"), accessor="unit__name", orderable=False)
    asked_at = IsoColumn(time=True)
    decided_at = IsoColumn(time=True)

    class Meta:
        model = Exclusion
        fields: ClassVar[list[str]] = [
            *("number", "matter", "unit", "kind", "ground", "state", "in_force", "asked_at", "asked_name"),
            *("decided_at", "decided_name"),
        ]
        sequence: ClassVar[list[str]] = fields
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的申请")
        caption = _("不纳入考核")

    def render_state(self, record: Exclusion) -> SafeString:
        """The status tag."""
        return status(EXCLUSION_TONES[ExclusionState(record.state)], str(record.get_state_display()))

    def render_in_force(self, value: bool) -> str:
        """In a word."""
        return str(_("生效中")) if value else "—"

    def value_in_force(self, value: bool) -> str:
        """In a word, for the spreadsheet."""
        return str(_("是")) if value else str(_("否"))
