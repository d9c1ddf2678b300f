"""What a Word file becomes in an article: pure, from what was read to the article's blocks. No word of the paper is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from kexie.base.documents.model import Block, BlockKind
from kexie.base.documents.reading import RichPaper, Span

#: Longer ones are no headings, but paragraphs in bold.
HEADING_LIMIT: Final = 60
TITLE_LIMIT: Final = 120
_CAPTION: Final = re.compile(r"(?:图|图片|▲|△)\s*[0-9一二三四五六七八九十]*\s*[：:、.．\s]?")
_COUNTED: Final = re.compile(r"\d+[.．、)）]?\Z")


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture of the paper: its place among them, what the paper says it shows, and the line below it."""

    place: int
    alt: str = ""
    caption: str = ""


@dataclass(slots=True)
class Imported:
    """An article as it is read: title, and the blocks of its body by kind; pictures stand in them as `Pictured`."""

    title: str
    body: list[tuple[str, Any]] = field(default_factory=list)
    pictures: list[Pictured] = field(default_factory=list)


def imported(paper: RichPaper) -> Imported:
    """The article that a paper becomes: its first line is the title, the rest the body in its order."""
    rows = list(zip(paper.blocks, paper.spans, paper.ordered, strict=True))
    first = next((n for n, (block, *_rest) in enumerate(rows) if _is_text(block)), None)
    found = Imported(title="")
    if first is not None and len(_numbered(rows[first][0])) <= TITLE_LIMIT:
        found.title = " ".join(_numbered(rows[first][0]).split())
        del rows[first]
    for kind, value in _grouped(rows):
        if kind == "picture":
            found.pictures.append(Pictured(len(found.pictures), value.text))
            found.body.append((kind, found.pictures[-1]))
        else:
            found.body.append((kind, value))
    _take_captions(found)
    return found


def _is_text(block: Block) -> bool:
    return block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and bool(block.text.strip())


def _numbered(block: Block) -> str:
    """The text with the number that Word counts before it."""
    return f"{block.number}{block.text}" if block.number else block.text


def _grouped(rows: Sequence[tuple[Block, list[Span], bool]]) -> Iterator[tuple[str, Any]]:
    """Blocks of the body: paragraphs and lists that follow each other are one rich text, rows of a table one table."""
    place = 0
    while place < len(rows):
        block = rows[place][0]
        if block.kind is BlockKind.TABLE_ROW:
            end = _end(rows, place, {BlockKind.TABLE_ROW})
            yield "table", [row.cells for row, *_rest in rows[place:end]]
        elif block.kind is BlockKind.PICTURE:
            end = place + 1
            yield "picture", block
        elif block.kind is BlockKind.RULE:
            end = place + 1
        elif block.kind is BlockKind.HEADING and len(_numbered(block)) <= HEADING_LIMIT:
            end = place + 1
            yield "heading", " ".join(_numbered(block).split())
        else:
            end = _end(rows, place, {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
            end = max(end, place + 1)
            yield "paragraph", rich_text(rows[place:end])
        place = end


def _end(rows: Sequence[tuple[Block, list[Span], bool]], place: int, kinds: set[BlockKind]) -> int:
    while place < len(rows) and rows[place][0].kind in kinds:
        place += 1
    return place


def rich_text(rows: Sequence[tuple[Block, list[Span], bool]]) -> str:
    """Paragraphs and lists as the editor's own HTML. A list that Word counts 1. 2. 3. is counted by the page too; other numbers
    (一、 (1)) stand as text, because a page would count differently.
    """
    pieces, opened = [], ""
    for block, spans, ordered in rows:
        tag = _list_of(block, ordered)
        if tag != opened:
            pieces += [f"</{opened}>" if opened else "", f"<{tag}>" if tag else ""]
            opened = tag
        inner = _drawn(spans or [Span(text=block.text)])
        if tag:
            pieces.append(f"<li>{inner}</li>")
        else:
            look = ("<b>", "</b>") if block.kind is BlockKind.HEADING else ("", "")
            pieces.append(f"<p>{look[0]}{escape(block.number)}{inner}{look[1]}</p>")
    pieces.append(f"</{opened}>" if opened else "")
    return "".join(pieces)


def _list_of(block: Block, ordered: bool) -> str:
    if block.kind is not BlockKind.LIST_ITEM:
        return ""
    if not ordered:
        return "ul"
    return "ol" if _COUNTED.match(block.number) else ""


def _drawn(spans: Sequence[Span]) -> str:
    pieces = []
    for span in spans:
        text = escape(span.text, quote=False).replace("\n", "<br/>")
        if span.italic:
            text = f"<i>{text}</i>"
        if span.bold:
            text = f"<b>{text}</b>"
        pieces.append(f'<a href="{escape(span.link)}">{text}</a>' if span.link else text)
    return "".join(pieces)


def _take_captions(found: Imported) -> None:
    """A short paragraph below a picture that begins with 图 is the picture's own line."""
    for place, (kind, value) in enumerate(found.body[:-1]):
        below_kind, below = found.body[place + 1]
        if kind != "picture" or below_kind != "paragraph":
            continue
        first, end, rest = below.partition("</p>")
        text = re.sub(r"<[^>]+>", "", first)
        if first.startswith("<p>") and end and 0 < len(text) <= TITLE_LIMIT and _CAPTION.match(text):
            with_line = Pictured(value.place, value.alt, _plain(text))
            found.pictures[value.place] = with_line
            found.body[place] = (kind, with_line)
            found.body[place + 1] = ("paragraph", rest)
    found.body = [(kind, value) for kind, value in found.body if value != ""]


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
