"""Laying an issue out: as the neutral document that every renderer draws, and as Markdown that is read back the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from kexie.base.documents.model import Closing, Contents, Document, Heading, Imprint, Masthead, Paragraph, Part, Picture
from kexie.domains.bulletin.rules.issue import UnderstoodIssue, UnderstoodItem
from kexie.domains.bulletin.rules.numbering import number_line, running_line

CONTENTS_TITLE: Final = "目录提要"
IMPRINT_LABEL: Final = "分送"
CREDIT_SEPARATOR: Final = "、"

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>&#~|]")
_LEADING_MARKUP: Final = re.compile(r"^(?:([-+=])|(\d+)([.)]))")


def column_heading(name: str) -> str:
    """A column's name as printed: 【科普工作】."""
    return f"【{name}】"


def credit_line(item: UnderstoodItem) -> str:
    """The units that sign an item as one text, without brackets: 科普部、某区科协; empty if nobody signs."""
    return CREDIT_SEPARATOR.join(item.credits)


NO_PICTURES: Final[Mapping[str, bytes]] = MappingProxyType({})


def compose(issue: UnderstoodIssue, pictures: Mapping[str, bytes] = NO_PICTURES) -> Document:
    """The paper: masthead, 目录提要, each column as a heading of level 1 and each item's title of level 2, the credit on
    the last paragraph, closing lines, 分送 as imprint. What the issue lacks is left out. ``pictures`` gives their bytes by
    SHA-256; one whose bytes are not given is left out too.
    """
    number = f"{number_line(issue.year, issue.number)}{running_line(issue.total)}"
    return Document(
        title=f"{issue.name} {number}",
        author=issue.publisher,
        subject=number,
        masthead=Masthead(
            name=issue.name,
            number_line=number_line(issue.year, issue.number),
            running_line=running_line(issue.total),
            publisher=issue.publisher,
            date=issue.date,
        ),
        parts=tuple(_parts(issue, pictures)),
        imprint=Imprint(label=IMPRINT_LABEL, lines=issue.distribution) if issue.distribution else None,
    )


def closing_lines(issue: UnderstoodIssue) -> tuple[tuple[str, str], ...]:
    """Label and value of the lines after the last item, those that the issue has."""
    lines = (("信息报送邮箱", issue.mailbox), ("编辑", issue.editor), ("审核", issue.reviewer))
    return tuple((label, value) for label, value in lines if value)


def _parts(issue: UnderstoodIssue, pictures: Mapping[str, bytes]) -> Iterator[Part]:
    if issue.highlights:
        yield Contents(title=CONTENTS_TITLE, entries=issue.highlights)
    for column in issue.columns:
        yield Heading(text=column_heading(column.name), level=1)
        for item in column.items:
            yield Heading(text=item.title, level=2)
            yield from _item_parts(item, pictures)
    lines = closing_lines(issue)
    if lines:
        yield Closing(lines=lines)


def _item_parts(item: UnderstoodItem, pictures: Mapping[str, bytes]) -> Iterator[Part]:
    last = len(item.paragraphs)
    for place in range(last + 1):
        if place:
            yield Paragraph(text=item.paragraphs[place - 1], credit=credit_line(item) if place == last else "")
        for shown in item.pictures:
            if min(shown.after, last) == place and shown.sha256 in pictures:
                yield Picture(data=pictures[shown.sha256], alt=shown.alt, caption=shown.caption)


def as_markdown(issue: UnderstoodIssue) -> str:
    """The issue as CommonMark that ``understand`` reads back as the same issue."""
    blocks = [
        f"# {_escaped(issue.name)}",
        number_line(issue.year, issue.number),
        running_line(issue.total),
        _escaped(issue.publisher),
        f"{issue.date.year}年{issue.date.month}月{issue.date.day}日",
        "---",
    ]
    if issue.highlights:
        blocks += [f"## {CONTENTS_TITLE}", "\n".join(f"- {_escaped(entry)}" for entry in issue.highlights)]
    for column in issue.columns:
        blocks.append(f"## {column_heading(_escaped(column.name))}")
        for item in column.items:
            blocks += _item_blocks(item)
    blocks += [f"{label}：{_escaped(value)}" for label, value in closing_lines(issue)]
    if issue.distribution:
        first, *others = issue.distribution
        blocks += ["---", f"{IMPRINT_LABEL}：{_escaped(first)}", *(_escaped(line) for line in others)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _item_blocks(item: UnderstoodItem) -> list[str]:
    *earlier, last = (_escaped(text) for text in item.paragraphs)
    credit = f"（{_escaped(credit_line(item))}）" if item.credits else ""
    return [f"### {_escaped(item.title)}", *earlier, last + credit]


def _escaped(text: str) -> str:
    """``text`` with a backslash before what Markdown would take for markup."""
    text = _MARKUP.sub(r"\\\g<0>", text)
    return _LEADING_MARKUP.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)
