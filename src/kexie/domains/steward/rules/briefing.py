"""The briefing of a period (周报、月报): one source for the page, the DOCX and the XLSX, so that they say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.documents.model import Closing, Document, Heading, Paragraph, Part, Table
from kexie.base.ui import dates
from kexie.domains.steward.rules.figures import RATE_LABELS, WEIGHED, Figures, Rate, Weights, composite
from kexie.domains.steward.rules.periods import Period, PeriodKind

#: The columns of a table of figures that are set to the right.
NUMERIC: Final = frozenset(range(1, 8))
TITLES: Final[dict[PeriodKind, Promise]] = {
    PeriodKind.WEEK: gettext_lazy("服务管家办件情况周报"),
    PeriodKind.MONTH: gettext_lazy("服务管家办件情况月报"),
    PeriodKind.QUARTER: gettext_lazy("服务管家办件情况季报"),
    PeriodKind.YEAR: gettext_lazy("服务管家办件情况年报"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Cases that the briefing names: heading, what there is to say, head and first rows; ``count`` is that of all."""

    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int

    @property
    def more(self) -> str:
        """What is not listed."""
        left = self.count - len(self.rows)
        return _("另有%(left)d件未列出，详见服务办件列表。") % {"left": left} if left > 0 else ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a briefing says: units in the order of the tree, matters in theirs; ``before`` of the period before."""

    period: Period
    scope: str
    units: tuple[tuple[str, Figures], ...]
    matters: tuple[tuple[str, Figures], ...]
    total: Figures
    before: Figures
    weights: Weights
    listings: tuple[Listing, ...]
    made_at: datetime

    @property
    def title(self) -> str:
        """Its heading."""
        return _("%(scope)s%(name)s") % {"scope": self.scope, "name": TITLES[self.period.kind]}

    @property
    def lead(self) -> tuple[str, ...]:
        """The first paragraphs: what came in and out, the rates, how they have changed."""
        whole = self.total
        rates = "，".join(f"{RATE_LABELS[rate]}{whole.share(rate)}" for rate in Rate)
        came = _("%(period)s，共收到服务办件%(received)d件，办结%(closed)d件，有效回访%(called)d件。")
        numbers = {"received": whole.received, "closed": whole.closed, "called": whole.called}
        made = composite(whole, self.weights)
        names = "、".join(str(RATE_LABELS[rate]) for rate in WEIGHED)
        weighed = _("综合得分率%(composite)s（%(names)s权重为%(weights)s）") % {
            "composite": made.percent,
            "names": names,
            "weights": self.weights,
        }
        if made.value is not None and made.lacking:
            lacking = "、".join(str(RATE_LABELS[rate]) for rate in made.lacking)
            weighed += _("，%(rates)s没有数据，未计入综合") % {"rates": lacking}
        return (came % ({"period": self.period.label} | numbers), f"{rates}。{weighed}。", self.compared, self.left_out)

    @property
    def compared(self) -> str:
        """The change since the period before."""
        more = _difference(self.total.received, self.before.received)
        closed = _difference(self.total.closed, self.before.closed)
        changes = [_("%(rate)s%(change)s") % {"rate": RATE_LABELS[rate], "change": _moved(self, rate)} for rate in Rate]
        said = _("与上一期（%(period)s）相比，收到%(more)s，办结%(closed)s；%(changes)s。")
        return said % {
            "period": self.period.before.label,
            "more": more,
            "closed": closed,
            "changes": "，".join(changes),
        }

    @property
    def left_out(self) -> str:
        """How many are not in the rates."""
        return _("经审批不纳入考核的，办结%(closed)d件、已回访%(called)d件，未计入上述指标。") % {
            "closed": self.total.left_out,
            "called": self.total.called_left_out,
        }

    @property
    def tables(self) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
        """The tables of figures: caption and rows."""
        whole = (cells(_("合计"), self.total, self.weights),)
        units = tuple(cells(name, figures, self.weights) for name, figures in self.units)
        matters = tuple(cells(name, figures, self.weights) for name, figures in self.matters)
        return ((_("各单位情况（按组织序列排列）"), units + whole), (_("各事项情况"), matters + whole))

    @property
    def notes(self) -> tuple[str, ...]:
        """How the figures were made."""
        return (
            _(
                "收到按提交时间统计；响应率、按期办结率按办结时间统计，只计有答复的办结件；解决率、满意率按回访时间统计，以最后一次有效回访为准。"
            ),
            _("括号内为分子和分母；没有数据的指标以“—”表示，综合得分率按其余指标的权重折算。"),
            _("超期、挂账情况为生成时的情况。"),
        )

    @property
    def closing(self) -> tuple[tuple[str, str], ...]:
        """The last lines: label and value."""
        period = f"{dates.day(self.period.first, year=True)}至{dates.day(self.period.last, year=True)}"
        return ((_("统计时段"), period), (_("生成时间"), dates.moment(self.made_at, year=True)))


def _difference(now: int, before: int) -> str:
    if now == before:
        return _("持平")
    words = _("增加%(count)d件") if now > before else _("减少%(count)d件")
    return words % {"count": abs(now - before)}


def _moved(briefing: Briefing, rate: Rate) -> str:
    change = briefing.total.share(rate).change(briefing.before.share(rate))
    if change == "—":
        return _("无可比数据")
    if change == "0.0":
        return _("持平")
    words = _("上升%(points)s个百分点") if change[0] == "+" else _("下降%(points)s个百分点")
    return words % {"points": change[1:]}


def head(first: str) -> tuple[str, ...]:
    """The head of a table of figures."""
    return (first, _("收到"), _("办结"), *(str(RATE_LABELS[rate]) for rate in Rate), _("综合"))


def cells(name: str, figures: Figures, weights: Weights) -> tuple[str, ...]:
    """A line of a table, as printed."""
    rates = (str(figures.share(rate)) for rate in Rate)
    return (name, str(figures.received), str(figures.closed), *rates, composite(figures, weights).percent)


def document_of(briefing: Briefing) -> Document:
    """The briefing as an official paper."""
    title = f"{briefing.title}（{briefing.period.label}）"
    parts: list[Part] = [Heading(text=title, level=2)]
    parts += [Paragraph(text=text) for text in briefing.lead]
    for caption, rows in briefing.tables:
        parts.append(Table(caption=caption, head=head(_("名称")), rows=rows, numeric=NUMERIC))
    for listing in briefing.listings:
        parts.append(Heading(text=listing.title, level=3))
        parts.append(Paragraph(text=listing.lead))
        if listing.rows:
            parts.append(Table(head=listing.head, rows=listing.rows))
        if listing.more:
            parts.append(Paragraph(text=listing.more))
    parts += [Paragraph(text=_("说明：") + note if place == 0 else note) for place, note in enumerate(briefing.notes)]
    parts.append(Closing(lines=briefing.closing))
    return Document(title=title, parts=tuple(parts), author=briefing.scope)


def sheet_of(briefing: Briefing) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """The briefing as a sheet: parts and wholes as numbers of their own; below them what is said besides."""
    names = [_("类别"), _("名称"), _("收到"), _("办结")]
    for rate in Rate:
        names += [str(RATE_LABELS[rate]), _("分子"), _("分母")]
    rows: list[Sequence[Any]] = [(_("单位"), *_values(name, one, briefing.weights)) for name, one in briefing.units]
    rows += [(_("事项"), *_values(name, one, briefing.weights)) for name, one in briefing.matters]
    rows.append(("", *_values(_("合计"), briefing.total, briefing.weights)))
    rows += [(), (f"{briefing.title}（{briefing.period.label}）",), *((text,) for text in briefing.lead)]
    for listing in briefing.listings:
        rows += [(), (listing.title,), (listing.lead,)]
        rows += [listing.head, *listing.rows] if listing.rows else []
        rows += [(listing.more,)] if listing.more else []
    rows += [(), *((note,) for note in briefing.notes), *briefing.closing]
    return (*names, _("综合")), rows


def _values(name: str, figures: Figures, weights: Weights) -> tuple[Any, ...]:
    found: list[Any] = [name, figures.received, figures.closed]
    for rate in Rate:
        share = figures.share(rate)
        found += [share.percent, share.part, share.whole]
    return (*found, composite(figures, weights).percent)
