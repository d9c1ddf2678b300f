"""The words that every renderer prints alike: dates, credits, labels, and text without characters no file can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kexie.base.documents.model import Document, Heading, Picture

# XML 1.0, 2.2 forbids these; PDF would print nothing for them. Tab becomes a space, line ends become "\n".
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]")
_LINE_END = re.compile("\r\n?|\x85|\u2028|\u2029")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百]+[）)]|\d+[.．、]|[（(]\d+[）)])"
)


def clean(text: str) -> str:
    """``text`` without control characters; every kind of line end becomes a line feed, a tab becomes a space."""
    return _FORBIDDEN.sub("", _LINE_END.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """``text`` cleaned and on one line, for headings, labels and a file's own data."""
    return " ".join(clean(text).split("\n")).strip()


def date_text(day: date) -> str:
    """A date as official papers print it, without leading zeros: 2026年3月6日 (GB/T 9704-2012, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def credit_text(credit: str) -> str:
    """The credit in full-width brackets, or nothing."""
    return f"（{one_line(credit)}）" if credit.strip() else ""


def labelled(label: str, value: str) -> str:
    """A label and its value behind a full-width colon; without a label, the value alone."""
    return f"{one_line(label)}：{one_line(value)}" if label.strip() else one_line(value)


def spoken(picture: Picture) -> str:
    """What is read out in place of a picture: its alternative text, else its caption, else that there is one (PDF/UA-1 and
    WCAG 1.1.1 ask for words).
    """
    return one_line(picture.alt) or one_line(picture.caption) or "图片"


def is_numbered(heading: Heading) -> bool:
    """Whether a heading carries a number of GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）."""
    return _NUMBERED.match(heading.text) is not None


def depths(document: Document) -> Iterator[int]:
    """The depth in the outline of each heading, in order: from 1, never skipping one (PDF/UA-1, WCAG 1.3.1)."""
    last = 0
    for part in document.parts:
        if isinstance(part, Heading):
            last = min(max(part.level, 1), last + 1, 4)
            yield last


def file_title(document: Document) -> str:
    """The title in the file's own data; PDF/UA asks for one, so that a document without has its masthead's or a word."""
    return one_line(document.title) or (one_line(document.masthead.name) if document.masthead else "") or "文档"


def joined(lines: Iterable[str]) -> str:
    """Lines that are not empty, one below the other."""
    return "\n".join(line for line in lines if line)


def padded(cells: Sequence[str], width: int) -> list[str]:
    """A table row filled up with empty cells to ``width``."""
    return [*cells, *[""] * (width - len(cells))]
