"""The notice of a period (通报): one source for the page, the DOCX and the XLSX, so that they say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from kexie.base.documents.model import Closing, Document, Heading, Paragraph, Part, Table
from kexie.base.ui import dates
from kexie.domains.bulletin.rules.figures import Figures
from kexie.domains.bulletin.rules.periods import Period
from kexie.domains.bulletin.rules.scoring import shown

#: The columns of a table that are set to the right.
NUMERIC: Final = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class Group:
    """The units of one kind, in the order of the tree: those with figures, and the names of those without."""

    label: str
    rows: tuple[tuple[str, Figures], ...]
    idle: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says. ``versions`` are the numbers of the scoring tables used, ``made_at`` when it was made."""

    period: Period
    publisher: str
    groups: tuple[Group, ...]
    total: Figures
    versions: tuple[int, ...]
    made_at: datetime

    @property
    def title(self) -> str:
        """Its heading."""
        return _("关于%(period)s信息报送和采用情况的通报") % {"period": self.period.label}

    @property
    def lead(self) -> str:
        """The first paragraph."""
        whole = self.total
        words = _(
            "%(period)s，各单位共报送信息%(submitted)d条，采用%(adopted)d条，采用率%(rate)s；《%(name)s》刊登署名信息%(printed)d条。"
            "现将情况通报如下，各单位按组织序列排列，不分先后。"
        )
        return words % {
            "period": self.period.label,
            "submitted": whole.submitted,
            "adopted": whole.adopted,
            "rate": whole.rate,
            "name": _("科协每周动态"),
            "printed": whole.printed,
        }

    @property
    def with_figures(self) -> tuple[Group, ...]:
        """The groups of which there is a table."""
        return tuple(group for group in self.groups if group.rows)

    @property
    def idle(self) -> str:
        """Who has sent in nothing, by kind of unit; empty where all have."""
        told = [f"{group.label}：{'、'.join(group.idle)}" for group in self.groups if group.idle]
        return _("本期没有报送和刊登的单位：%(units)s。") % {"units": "；".join(told)} if told else ""

    @property
    def basis(self) -> str:
        """By which versions of the scoring table the points were made."""
        if not self.versions:
            return _("没有生效的计分办法，不计分")
        return _("信息报送计分办法第%(versions)s版") % {"versions": "、".join(map(str, self.versions))}

    @property
    def notes(self) -> tuple[str, ...]:
        """How the figures were made."""
        return (
            _("报送和采用按首次报送的日期统计，采用率为其中已采用的比例；刊登和得分按期刊印发日期统计，以签发稿为准。"),
            _("几个单位联合署名的信息，在各署名单位名下都计一条，全部单位合计时只计一条。"),
            _("得分为刊登得分（已按上限计）、批示加分与约稿扣分之和。"),
        )

    @property
    def closing(self) -> tuple[tuple[str, str], ...]:
        """The last lines: label and value."""
        period = f"{dates.day(self.period.since, year=True)}至{dates.day(self.period.until, year=True)}"
        return (
            (_("统计时段"), period),
            (_("计分依据"), self.basis),
            (_("生成时间"), dates.moment(self.made_at, year=True)),
            (_("编制单位"), self.publisher),
        )

    @property
    def total_cells(self) -> tuple[str, ...]:
        """The line of all units together."""
        return _cells(_("全部单位合计"), self.total)


def head() -> tuple[str, ...]:
    """The head of a table."""
    return (_("单位"), _("报送"), _("采用"), _("采用率"), _("刊登"), _("加分"), _("扣分"), _("得分"))


def cells_of(group: Group) -> tuple[tuple[str, ...], ...]:
    """The rows of a table, as printed."""
    return tuple(_cells(name, figures) for name, figures in group.rows)


def _cells(name: str, figures: Figures) -> tuple[str, ...]:
    numbers = (figures.printed, figures.bonus, figures.lost, figures.points)
    printed = tuple(shown(value) if isinstance(value, Decimal) else str(value) for value in numbers)
    return (name, str(figures.submitted), str(figures.adopted), figures.rate, *printed)


def document_of(notice: Notice) -> Document:
    """The notice as an official paper."""
    parts: list[Part] = [Heading(text=notice.title, level=2), Paragraph(text=notice.lead)]
    for group in notice.with_figures:
        parts.append(Table(caption=group.label, head=head(), rows=cells_of(group), numeric=NUMERIC))
    parts.append(Table(caption=_("合计"), head=head(), rows=(notice.total_cells,), numeric=NUMERIC))
    if notice.idle:
        parts.append(Paragraph(text=notice.idle))
    parts += [Paragraph(text=_("说明：") + note if place == 0 else note) for place, note in enumerate(notice.notes)]
    parts.append(Closing(lines=notice.closing))
    return Document(title=notice.title, parts=tuple(parts), author=notice.publisher)


def sheet_of(notice: Notice) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """The notice as a sheet: head and rows, numbers as numbers; below them what is said besides."""
    rows: list[Sequence[Any]] = []
    for group in notice.with_figures:
        rows += [(group.label, *_values(name, figures)) for name, figures in group.rows]
    rows.append(("", *_values(_("全部单位合计"), notice.total)))
    rows += [(), (notice.title,), (notice.lead,)]
    if notice.idle:
        rows.append((notice.idle,))
    rows += [(note,) for note in notice.notes]
    rows += [(label, value) for label, value in notice.closing]
    return (_("单位类别"), *head()), rows


def _values(name: str, figures: Figures) -> tuple[Any, ...]:
    return (
        *(name, figures.submitted, figures.adopted, figures.rate),
        *(figures.printed, figures.bonus, figures.lost, figures.points),
    )
