"""The list of the ledger."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.ledger.models import Entry, EntryState
from kexie.base.ledger.queries import Line, kind_label, measured
from kexie.base.ledger.rules import period_words
from kexie.base.ui.columns import NAMING, WHOLE, DayColumn, NumberColumn, StatusColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status

STATE_TONES: Final = {
    "recorded": "good",
    "waiting": "info",
    "confirmed": "good",
    "disputed": "bad",
    "withdrawn": "neutral",
}


def shown_state(state: str) -> tuple[str, str]:
    """Tone and word of a state."""
    return STATE_TONES[state], str(EntryState(state).label)


class EntryTable(Register):
    """Entries, newest first."""

    export_only = ("ended_on", "place", "counterpart", "source_note")

    occurred_on = DayColumn(verbose_name=_("日期"))
    kind = tables.Column(verbose_name=_("类别"), attrs=WHOLE)
    title = tables.Column(verbose_name=_("标题"), linkify=("ledger:entry", {"entry_id": tables.A("pk")}), attrs=NAMING)
    units = tables.Column(verbose_name=_("单位"), orderable=False)
    measures = tables.Column(verbose_name=_("计量"), orderable=False, empty_values=(), attrs=NAMING)
    state = tables.Column(verbose_name=_("状态"), orderable=False)
    public = StatusColumn(
        verbose_name=_("公开"),
        orderable=False,
        show=lambda yes: ("good", _now("公开")) if yes else ("neutral", _now("内部")),
    )
    ended_on = tables.Column(verbose_name=_("结束日期"), visible=False, orderable=False, default="")
    place = tables.Column(verbose_name=_("地点"), visible=False, orderable=False, default="")
    counterpart = tables.Column(
        verbose_name=_("对方单位"), visible=False, orderable=False, accessor="counterpart__name", default=""
    )
    source_note = tables.Column(verbose_name=_("依据"), visible=False, orderable=False, default="")

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = [
            *("occurred_on", "kind", "title", "units", "measures", "state", "public"),
            *("ended_on", "place", "counterpart", "source_note"),
        ]
        empty_text = _("没有符合条件的台账记录")

    def render_kind(self, value: str) -> str:
        """The kind in words."""
        return kind_label(value)

    def render_units(self, record: Entry) -> str:
        """All units, the leading one first."""
        return "、".join(part.organisation.name for part in record.units.all())

    def render_measures(self, value: dict[str, Any]) -> str:
        """Each measure with its name and unit."""
        return "；".join(f"{name} {text}" for name, text in measured(value)) or "—"

    def value_occurred_on(self, value: Any) -> Any:
        """A date, for the spreadsheet."""
        return value

    def value_title(self, value: str) -> str:
        """Without the link."""
        return value

    def render_state(self, record: Entry) -> SafeString:
        """The state as word, icon and colour."""
        return status(*shown_state(record.state))

    def value_state(self, record: Entry) -> str:
        """The state as a word."""
        return shown_state(record.state)[1]

    def value_public(self, value: bool) -> str:
        """The status as a word."""
        return _now("公开") if value else _now("内部")


class TotalTable(Register):
    """Totals, the newest period first; each count leads to the entries behind it."""

    since = tables.Column(verbose_name=_("时间"), orderable=False, attrs=WHOLE)
    unit = tables.Column(verbose_name=_("单位"), orderable=False)
    kind = tables.Column(verbose_name=_("类别"), orderable=False, attrs=WHOLE)
    counted = NumberColumn(
        verbose_name=_("计入统计"), orderable=False, linkify=lambda record: behind(record, "counted")
    )
    rate = NumberColumn(verbose_name=_("对方确认率"), orderable=False, accessor="rate")
    measures = tables.Column(
        verbose_name=_("计量合计（共同事项按整项）"), orderable=False, empty_values=(), attrs=NAMING
    )

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("没有可统计的台账记录")

    def render_since(self, record: Line) -> str:
        """The period in words."""
        return period_words(record.since, record.until)

    def render_kind(self, value: str) -> str:
        """The kind in words."""
        return kind_label(value)

    def render_measures(self, value: dict[str, Any]) -> str:
        """Each sum with its name and unit."""
        return "；".join(f"{name} {text}" for name, text in measured(value)) or "—"

    def value_counted(self, value: int) -> int:
        """The number alone."""
        return value


def behind(line: Line, state: str) -> str:
    """The address of the entries behind a figure: the same filter, so the same rows."""
    asked = {"unit": line.unit, "kind": line.kind, "state": state, "since": line.since, "until": line.until}
    return f"{reverse('ledger:entries')}?{urlencode(asked)}"
