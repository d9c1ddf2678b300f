"""The table of figures: every count leads to its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.columns import NAMING, NumberColumn
from kexie.base.ui.registers import Register
from kexie.domains.steward.queries.figures import FiguresView, Row
from kexie.domains.steward.rules.figures import (
    MEASURE_LABELS,
    OF_RATE,
    RATE_LABELS,
    Composite,
    Measure,
    Rate,
    Share,
    tenths,
)

#: The address of the cases that a count of a line counts.
Behind = Callable[[Measure, Row], str]


def linked(row: Row, measure: Measure, behind: Behind) -> Any:
    """A count, leading to its cases where there are any."""
    number = getattr(row.figures, measure)
    if not number:
        return 0
    name = _now("%(line)s：%(what)s") % {"line": row.label, "what": MEASURE_LABELS[measure]}
    return format_html('<a href="{}" aria-label="{} {}">{}</a>', behind(measure, row), name, number, number)


def bar(share: Share) -> SafeString:
    """How much it is, beside the number: filled for the part, outlined for the whole; nothing for those who hear the number."""
    width = tenths(share.value) / 10 if share.value is not None else 0
    return format_html(
        '<svg class="figures__bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="figures__whole" x="0.5" y="0.5" width="99" height="7"/><rect width="{}" height="8"/></svg>',
        f"{width:.1f}",
    )


class CountColumn(NumberColumn):
    """A count that leads to its cases."""

    def __init__(self, measure: Measure, **kwargs: Any) -> None:
        super().__init__(
            verbose_name=MEASURE_LABELS[measure], accessor=f"figures__{measure}", orderable=False, **kwargs
        )
        self.measure = measure

    def render(self, record: Row, table: FiguresTable) -> Any:
        """The count, leading to its cases."""
        return linked(record, self.measure, table.behind)

    def value(self, value: Any) -> Any:
        """The number alone."""
        return value


class RateColumn(tables.Column):
    """A rate: percent, part and whole that lead to their cases, a bar, how it has changed."""

    def __init__(self, rate: Rate) -> None:
        super().__init__(verbose_name=RATE_LABELS[rate], empty_values=(), orderable=False, attrs=_RATE)
        self.rate = rate

    def render(self, record: Row, table: FiguresTable) -> Any:
        """For the page."""
        part, whole = OF_RATE[self.rate]
        share, former = record.figures.share(self.rate), record.before.share(self.rate)
        if share.value is None:
            return format_html('<div>{} <span class="figures__of">0/0</span></div>', share.percent)
        return format_html(
            '<div class="figures__box"><span class="figures__rate">{}</span> <span class="figures__of">{}/{}</span>{}'
            '<span class="figures__change">{}</span></div>',
            share.percent,
            linked(record, part, table.behind),
            linked(record, whole, table.behind),
            bar(share),
            _now("较上期 %(change)s") % {"change": share.change(former)},
        )

    def value(self, record: Row) -> str:
        """The percent alone; part and whole stand beside it."""
        return record.figures.share(self.rate).percent


_RATE = {"td": {"class": "figures__cell"}}


class FiguresTable(Register):
    """Figures by line, with their total below."""

    label = tables.Column(verbose_name=_("名称"), orderable=False, attrs=NAMING)
    received = CountColumn(Measure.RECEIVED)
    closed = CountColumn(Measure.CLOSED)
    response = RateColumn(Rate.RESPONSE)
    responded = CountColumn(Measure.RESPONDED, visible=False)
    timed = CountColumn(Measure.TIMED, visible=False)
    kept_rate = RateColumn(Rate.KEPT)
    kept = CountColumn(Measure.KEPT, visible=False)
    limited = CountColumn(Measure.LIMITED, visible=False)
    solved_rate = RateColumn(Rate.SOLVED)
    solved = CountColumn(Measure.SOLVED, visible=False)
    satisfied_rate = RateColumn(Rate.SATISFIED)
    satisfied = CountColumn(Measure.SATISFIED, visible=False)
    called = CountColumn(Measure.CALLED, visible=False)
    composite = tables.Column(verbose_name=_("综合"), orderable=False, attrs=_RATE)
    left_out = CountColumn(Measure.LEFT_OUT)
    called_left_out = CountColumn(Measure.CALLED_LEFT_OUT, visible=False)

    export_only = (*("responded", "timed", "kept", "limited", "solved", "satisfied", "called", "called_left_out"),)

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("这段时间没有办件")
        caption = _("服务办件统计")

    def __init__(self, view: FiguresView, *, head: str, behind: Behind, footed: bool) -> None:
        self.behind = behind
        super().__init__(list(view.rows))
        own: Mapping[str, Any] = {name: bound.column for name, bound in self.columns.columns.items()}
        own["label"].verbose_name = head
        if not view.rows or not footed:
            return
        own["label"]._footer = _("合计")
        own["composite"]._footer = self.render_composite(view.total.composite)
        for column in own.values():
            if isinstance(column, CountColumn | RateColumn):
                column._footer = column.render(view.total, self)

    def render_composite(self, value: Composite) -> Any:
        """The composite, and what it lacks."""
        if value.value is None or not value.lacking:
            return value.percent
        names = "、".join(str(RATE_LABELS[rate]) for rate in value.lacking)
        lacking = _now("不含%(rates)s") % {"rates": names}
        return format_html('<div>{} <span class="figures__change">{}</span></div>', value.percent, lacking)

    def value_composite(self, value: Composite) -> str:
        """The percent alone."""
        return value.percent
