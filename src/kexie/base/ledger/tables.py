"""The list of the ledger."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.ledger.models import Entry
from kexie.base.ledger.queries import kind_label, measured
from kexie.base.ui.columns import DayColumn, StatusColumn
from kexie.base.ui.registers import Register


class EntryTable(Register):
    """Entries, newest first."""

    occurred_on = DayColumn(verbose_name=_("日期"))
    kind = tables.Column(verbose_name=_("类别"))
    title = tables.Column(verbose_name=_("标题"), linkify=("ledger:entry", {"entry_id": tables.A("pk")}))
    units = tables.Column(verbose_name=_("单位"), orderable=False)
    measures = tables.Column(verbose_name=_("计量"), orderable=False, empty_values=())
    public = StatusColumn(
        verbose_name=_("公开"),
        orderable=False,
        show=lambda yes: ("good", _now("公开")) if yes else ("neutral", _now("内部")),
    )

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = ["occurred_on", "kind", "title", "units", "measures", "public"]
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

    def value_public(self, value: bool) -> str:
        """The status as a word."""
        return _now("公开") if value else _now("内部")
