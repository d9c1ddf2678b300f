"""Write a document as plain text, for a mail, a message or a screen reader's simplest case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from kexie.base.documents.model import (
    Closing,
    Contents,
    Document,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Picture,
    Table,
)
from kexie.base.documents.wording import clean, credit_text, date_text, joined, labelled, one_line, padded

RULE = "─" * 28
INDENT = "\u3000\u3000"
BULLET = "· "
CELL = " ｜ "


def render_text(document: Document) -> str:
    """``document`` as text with Unix line ends; paragraphs are indented by two full-width spaces."""
    return "\n".join(_lines(document)).strip("\n") + "\n"


def _lines(document: Document) -> Iterator[str]:
    if document.masthead:
        yield from _masthead(document.masthead)
    for part in document.parts:
        yield _part(part)
    if document.imprint:
        yield from _imprint(document.imprint)


def _masthead(head: Masthead) -> Iterator[str]:
    issued = one_line(head.publisher) + INDENT + (date_text(head.date) if head.date else "")
    yield joined((one_line(head.name), one_line(head.number_line), one_line(head.running_line), issued.strip()))
    yield RULE


def _imprint(imprint: Imprint) -> Iterator[str]:
    first, *more = [one_line(line) for line in imprint.lines] or [""]
    yield RULE
    yield joined((labelled(imprint.label, first), *more, one_line(imprint.print_run)))
    yield RULE


@singledispatch
def _part(part: object) -> str:
    raise TypeError(f"no text for {type(part).__name__}")


@_part.register
def _(part: Heading) -> str:
    return "\n" + one_line(part.text)


@_part.register
def _(part: Paragraph) -> str:
    return INDENT + clean(part.text) + credit_text(part.credit)


@_part.register
def _(part: Contents) -> str:
    return joined((one_line(part.title), *(BULLET + one_line(entry) for entry in part.entries)))


@_part.register
def _(part: Table) -> str:
    width = part.width
    rows = (CELL.join(one_line(cell) for cell in padded(row, width)).rstrip() for row in (part.head, *part.rows))
    return joined((one_line(part.caption), *rows))


@_part.register
def _(part: Picture) -> str:
    return one_line(part.caption)


@_part.register
def _(part: Closing) -> str:
    return joined(labelled(label, value) for label, value in part.lines)
