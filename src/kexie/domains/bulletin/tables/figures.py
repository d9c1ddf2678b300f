"""The tables of figures, and of the rows behind each of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.columns import WHOLE, DayColumn, NumberColumn
from kexie.base.ui.registers import Register
from kexie.domains.bulletin.queries.figures import FiguresView, Row
from kexie.domains.bulletin.rules.figures import Measure
from kexie.domains.bulletin.rules.scoring import WHAT_LABELS, Line, shown

Behind = Callable[[Measure, int | None], str]


class PointsColumn(NumberColumn):
    """Points: as printed on the page, as a number in a file."""

    def render(self, value: Decimal) -> Any:
        """The points without idle noughts."""
        return shown(value)

    def value(self, value: Decimal) -> Decimal:
        """The number alone."""
        return value


class FigureColumn(NumberColumn):
    """A figure that leads to its rows."""

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure

    def render(self, value: Any, record: Row, table: FiguresTable) -> Any:
        """The figure, leading to its rows."""
        return table.opened(self.measure, record.key, value)

    def value(self, value: Any) -> Any:
        """The number alone."""
        return value


class FiguresTable(Register):
    """Figures by line, with their total below; each leads to its rows."""

    export_only = ("capped",)
    export_exclude = ("bar",)
    label = tables.Column(verbose_name=_("名称"), orderable=False, attrs={"td": {"class": "figures__name"}})
    group = tables.Column(verbose_name=_("单位类别"), orderable=False, default="—", attrs=WHOLE)
    submitted = FigureColumn(verbose_name=_("报送"), accessor="figures__submitted", measure=Measure.SUBMITTED)
    adopted = FigureColumn(verbose_name=_("采用"), accessor="figures__adopted", measure=Measure.ADOPTED)
    rate = NumberColumn(verbose_name=_("采用率"), accessor="figures__rate", orderable=False)
    printed = FigureColumn(verbose_name=_("刊登"), accessor="figures__printed", measure=Measure.PRINTED)
    bar = tables.Column(verbose_name=_("刊登（图）"), empty_values=(), orderable=False)
    reports = NumberColumn(verbose_name=_("取自台账"), accessor="figures__reports")
    item_points = PointsColumn(verbose_name=_("刊登得分"), accessor="figures__item_points")
    bonus = PointsColumn(verbose_name=_("批示加分"), accessor="figures__bonus")
    lost = PointsColumn(verbose_name=_("约稿扣分"), accessor="figures__lost")
    points = FigureColumn(verbose_name=_("得分"), accessor="figures__points", measure=Measure.POINTS)
    capped = PointsColumn(verbose_name=_("超出上限未计"), accessor="figures__capped", visible=False)

    class Meta:
        template_name = "bulletin/figures/table.html"  # on a phone too rows are compared: it scrolls in its own box
        empty_text = _("这段时间没有报送和刊登")
        caption = _("报送和采用统计")

    def __init__(self, view: FiguresView, *, head: str, behind: Behind, grouped: bool) -> None:
        self._behind, self._most = behind, max((row.figures.printed for row in view.rows), default=0)
        super().__init__(list(view.rows), exclude=("bar",) if grouped else ("group",))
        own = {name: bound.column for name, bound in self.columns.columns.items()}
        own["label"].verbose_name = head
        if not view.rows:
            return
        own["label"]._footer = _("合计")
        for name, column in own.items():
            if isinstance(column, NumberColumn):
                column._footer = self._foot(column, getattr(view.total, name))

    def _foot(self, column: NumberColumn, value: Any) -> Any:
        if isinstance(column, FigureColumn):
            return self.opened(column.measure, None, value)
        return shown(value) if isinstance(value, Decimal) else value

    def opened(self, measure: Measure, key: int | None, value: Any) -> Any:
        """A figure, leading to its rows where there are any."""
        words = shown(value) if isinstance(value, Decimal) else value
        return format_html('<a href="{}">{}</a>', self._behind(measure, key), words) if value else words

    def render_bar(self, record: Row) -> SafeString:
        """How much was printed, as a bar beside the number; nothing for those who hear the number."""
        width = record.figures.printed * 100 // self._most if self._most else 0
        return format_html(
            '<svg class="figures__bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
            '<rect width="{}" height="8"/></svg>',
            width,
        )


class SentTable(Register):
    """What was sent in, behind a figure."""

    title = tables.Column(verbose_name=_("标题"), empty_values=())
    unit = tables.Column(verbose_name=_("报送单位"), accessor="unit__name", order_by="unit__path")
    column = tables.Column(verbose_name=_("栏目"), accessor="column__name", default="—", order_by="column__order")
    kind = tables.Column(verbose_name=_("信息类别"), accessor="kind__name", default="—", order_by="kind__order")
    submitted_at = DayColumn(verbose_name=_("最近报送时间"))
    state = tables.Column(verbose_name=_("状态"), accessor="get_state_display", orderable=False)

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的信息")
        caption = _("报送的信息")

    def value_submitted_at(self, value: Any) -> Any:
        """A moment, for the spreadsheet."""
        return value


class LineTable(Register):
    """What was printed and what points are for, behind a figure."""

    on = DayColumn(verbose_name=_("日期"))
    what = tables.Column(verbose_name=_("事项"), orderable=False)
    title = tables.Column(verbose_name=_("标题"))
    unit = tables.Column(verbose_name=_("单位"), orderable=False)
    column = tables.Column(verbose_name=_("栏目"), default="—", orderable=False)
    kind = tables.Column(verbose_name=_("信息类别"), default="—", orderable=False)
    full = PointsColumn(verbose_name=_("应计分"))
    points = PointsColumn(verbose_name=_("计分"))
    table = NumberColumn(verbose_name=_("办法版次"), default="—")

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的记录")
        caption = _("刊登和计分明细")

    def value_on(self, value: Any) -> Any:
        """A date, for the spreadsheet."""
        return value


def told(line: Line, units: dict[int, Any], columns: dict[int, str], kinds: dict[int, str]) -> dict[str, Any]:
    """A line as :class:`LineTable` shows it."""
    return {
        "on": line.on,
        "what": str(WHAT_LABELS[line.what]),
        "title": line.title,
        "unit": units[line.unit].name,
        "column": columns.get(line.column or 0),
        "kind": kinds.get(line.kind or 0),
        "full": line.full,
        "points": line.points,
        "table": line.table or None,
    }
