"""The file of a case (案卷) as a paper: what it was about, what was done by whom and when, what was handed in, and the hashes by
which anybody can check that nothing was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from kexie.base.documents.model import Closing, Document, Heading, Masthead, Paragraph, Part, Table
from kexie.base.ui import dates

_NUMERALS: Final = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class FiledStep:
    """One step as the paper tells it; ``answers`` are labels and values, ``hash`` is its link of the chain."""

    number: int
    what: str
    at: datetime
    who: str
    note: str
    answers: tuple[tuple[str, str], ...]
    hash: str


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """One file as the paper lists it."""

    name: str
    at: datetime
    who: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All that the paper says; ``verdict`` is the sentence of the check that was made when it was printed."""

    title: str
    number: str
    publisher: str
    facts: Sequence[tuple[str, str]]
    steps: Sequence[FiledStep]
    papers: Sequence[FiledPaper]
    verdict: str
    printed_at: datetime
    printed_by: str


def composed(file: CaseFile) -> Document:
    """The file as a document."""
    parts: list[Part] = [
        *_headed(1, _("办件信息"), [Table(head=(_("项目"), _("内容")), rows=tuple(file.facts))]),
        *_headed(2, _("办理过程"), _steps(file.steps)),
        *_headed(3, _("材料清单"), _papers(file.papers)),
        *_headed(4, _("校验"), _chain(file)),
    ]
    said = _("%(at)s由%(who)s打印") % {"at": dates.moment(file.printed_at, year=True), "who": file.printed_by}
    parts.append(Closing(lines=((_("案卷"), said),)))
    return Document(
        title=f"{file.title} {file.number}",
        subject=_("办件案卷"),
        author=file.publisher,
        masthead=Masthead(
            name=_("办件案卷"),
            number_line=file.title,
            running_line=file.number,
            publisher=file.publisher,
            date=file.printed_at.date(),
        ),
        parts=tuple(parts),
    )


def _headed(number: int, title: str, parts: Iterable[Part]) -> list[Part]:
    return [Heading(text=f"{_NUMERALS[number - 1]}、{title}"), *parts]


def _steps(steps: Sequence[FiledStep]) -> list[Part]:
    parts: list[Part] = []
    for step in steps:
        parts.append(Heading(text=f"{step.number}. {step.what}", level=3))
        who = _("%(at)s，%(who)s。") % {"at": dates.moment(step.at, year=True), "who": step.who or _("系统")}
        parts.append(Paragraph(text=who + (step.note if not step.note else _("内容：%s") % step.note)))
        if step.answers:
            parts.append(Table(head=(_("项目"), _("填写的内容")), rows=step.answers))
    return parts


def _papers(papers: Sequence[FiledPaper]) -> list[Part]:
    if not papers:
        return [Paragraph(text=_("没有材料。"))]
    head = (_("序号"), _("文件"), _("提交"), _("字节"), _("SHA-256"))
    rows = tuple(
        (
            str(number),
            paper.name,
            f"{dates.day(paper.at, year=True)} {paper.who}",
            f"{paper.size:,}",
            broken(paper.sha256),
        )
        for number, paper in enumerate(papers, start=1)
    )
    return [Table(head=head, rows=rows, numeric=frozenset({0, 3}))]


def _chain(file: CaseFile) -> list[Part]:
    told = _(
        "每一步都带有自身内容和前一步校验值的SHA-256。任何一步被改动、删除或者插入，后面的校验值都对不上。"
        "末步校验值另行留存，可以证明此前的办理过程没有变动。"
    )
    rows = tuple((str(step.number), step.what, broken(step.hash)) for step in file.steps)
    return [
        Paragraph(text=told),
        Paragraph(text=file.verdict),
        Table(head=(_("步"), _("内容"), _("校验值")), rows=rows, numeric=frozenset({0})),
    ]


def broken(digest: str) -> str:
    """A digest in groups of eight, so that a line can end between them."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
