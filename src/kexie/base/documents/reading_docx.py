"""Read DOCX into blocks. Called in a child process (`sandbox`), so it takes bytes and gives JSON data.

Read are paragraphs and table rows in order, in content controls and text boxes too; insertions are taken as accepted,
deletions as gone. The numbers of automatic lists stand beside the text. Not read are headers, footers and notes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from kexie.base.documents.docx_numbers import Numbering
from kexie.base.documents.model import Block, BlockKind
from kexie.base.documents.packages import UNREADABLE
from kexie.base.documents.reading_limits import limited
from kexie.base.documents.refusals import Damaged, DeclaresEntities
from kexie.base.documents.wording import clean

_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
VAL = qn("w:val")
MARKS = {qn("w:tab"): " ", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_BOX = qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SKIPPED = {qn("w:pPr"), qn("w:rPr"), qn("w:del"), qn("w:moveFrom"), qn("w:rt"), _BOX, _FALLBACK}
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
OFF = {"0", "false", "off"}


def read_docx(payload: bytes, *, name: str) -> list[dict[str, Any]]:
    """The blocks of a DOCX as JSON data; Damaged when it cannot be read, DeclaresEntities, TooManyBlocks,
    TooManyCharacters.
    """
    return [asdict(block) for block in limited(opened(payload, name=name).blocks())]


def opened(payload: bytes, *, name: str, kind: type[Reader] | None = None) -> Any:
    """A reader of the DOCX, of the class ``kind``; Damaged, DeclaresEntities."""
    try:
        word = docx.Document(io.BytesIO(payload))
        styles = word.styles.element
        if any(root.getroottree().docinfo.doctype for root in (word.element, styles)):
            raise DeclaresEntities(name=name)
        return (kind or Reader)(
            word, {style.get(qn("w:styleId"), ""): style for style in styles.iterchildren(qn("w:style"))}
        )
    except (OpcError, etree.XMLSyntaxError, KeyError, AttributeError, *UNREADABLE) as error:
        raise Damaged(name=name) from error


def _numbering(word: Any) -> Any | None:
    """The part with the automatic lists, or None; python-docx would make one."""
    parts = (rel.target_part for rel in word.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.NUMBERING)
    part = next(parts, None)
    return getattr(part, "element", None)


class Reader:
    """Goes once through a DOCX; ``drawn`` holds the element of each picture, in the order of the blocks."""

    def __init__(self, word: Any, styles: dict[str, Any]) -> None:
        self.word = word
        self.drawn: list[Any] = []
        self._styles = styles
        self._numbering = Numbering(_numbering(word))
        self._number = 0
        self._style_level = lru_cache(maxsize=None)(self._find_style_level)
        self._style_bold = lru_cache(maxsize=None)(self._find_style_bold)

    def blocks(self, container: Any = None) -> Iterator[Block]:
        """The blocks of a container; of the whole text unless told."""
        container = self.word.element.body if container is None else container
        for element in container.iterchildren(etree.Element):
            if element.tag == _P:
                yield from self._paragraph(element)
            elif element.tag == _TBL:
                yield from self._table(element)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:moveTo")):
                yield from self.blocks(element)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        self._number += 1
        text = clean(_text(paragraph)).strip()
        style = value_of(paragraph, "w:pPr/w:pStyle")
        if text:
            level = self._level(paragraph, style)
            kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
            listed, place = self._list(paragraph, style)
            if not level and listed != "0":
                kind = BlockKind.LIST_ITEM
            strong, number = self._all_bold(paragraph, style), self._numbering.next(listed, place)
            yield Block(kind=kind, text=text, line=self._number, level=level, strong=strong, number=number)
        elif paragraph.find(f"{qn('w:pPr')}/{qn('w:pBdr')}") is not None:
            yield Block(kind=BlockKind.RULE, text="", line=self._number)
        yield from self._drawn(paragraph)

    def _drawn(self, paragraph: Any) -> Iterator[Block]:
        for element in walk(paragraph, skipped=SKIPPED - {_BOX}):
            if element.tag == _BOX:
                yield from self.blocks(element)
            elif element.tag == qn("wp:docPr") and element.getparent().find(f".//{qn('a:blip')}") is not None:
                self.drawn.append(element.getparent())
                yield Block(kind=BlockKind.PICTURE, text=clean(element.get("descr", "")).strip(), line=self._number)

    def _table(self, table: Any) -> Iterator[Block]:
        for row in table.iter(_TR):
            if next(row.iterancestors(_TBL)) is not table:
                continue
            self._number += 1
            cells = tuple(_cell(cell) for cell in row.iter(_TC) if next(cell.iterancestors(_TR)) is row)
            if any(cells):
                yield Block(kind=BlockKind.TABLE_ROW, text="\t".join(cells), line=self._number, cells=cells)

    def _level(self, paragraph: Any, style: str) -> int:
        outline = value_of(paragraph, "w:pPr/w:outlineLvl")
        return _outline(outline) if outline else self._style_level(style)

    def _chain(self, style: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = value_of(self._styles[style], "w:basedOn")

    def _find_style_level(self, style: str) -> int:
        for element in self._chain(style):
            if outline := value_of(element, "w:pPr/w:outlineLvl"):
                return _outline(outline)
            name = value_of(element, "w:name")
            if found := _HEADING.fullmatch(name):
                return int(found[1])
            if name.casefold() in ("title", "标题"):
                return 1
        return 0

    def _find_style_bold(self, style: str) -> bool:
        for element in self._chain(style):
            bold = element.find(f"{qn('w:rPr')}/{qn('w:b')}")
            if bold is not None:
                return bold.get(VAL, "1") not in OFF
        return False

    def _list(self, paragraph: Any, style: str) -> tuple[str, int]:
        """The automatic list to which a paragraph belongs ("0": none), and its level there, from 0."""
        holders = (paragraph, *self._chain(style))
        number = next((n for holder in holders if (n := value_of(holder, "w:pPr/w:numPr/w:numId"))), "0")
        place = next((n for holder in holders if (n := value_of(holder, "w:pPr/w:numPr/w:ilvl"))), "0")
        return number, int(place) if place.isdecimal() and len(place) == 1 else 0

    def _all_bold(self, paragraph: Any, style: str) -> bool:
        runs = [run for run in walk(paragraph, skipped=SKIPPED) if run.tag == qn("w:r") and _text(run).strip()]
        return all(self._bold(run, style) for run in runs)

    def _bold(self, run: Any, style: str) -> bool:
        bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
        if bold is not None:
            return bold.get(VAL, "1") not in OFF
        return self._style_bold(value_of(run, "w:rPr/w:rStyle")) or self._style_bold(style)


def value_of(element: Any, path: str) -> str:
    """What the element at ``path`` below ``element`` is set to; nothing where there is none."""
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return "" if found is None else found.get(VAL, "")


def _outline(value: str) -> int:
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def walk(element: Any, *, skipped: set[str]) -> Iterator[Any]:
    """The descendants of ``element`` in order, without what lies in ``skipped`` or in a text box."""
    for child in element.iterchildren(etree.Element):
        if child.tag not in skipped:
            yield child
            if child.tag != _BOX:
                yield from walk(child, skipped=skipped)


def _text(element: Any) -> str:
    return "".join(piece_of(child) for child in walk(element, skipped=SKIPPED))


def piece_of(element: Any) -> str:
    """The text of one element of a run: words, a line end, a space, or nothing."""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag == qn("w:br"):
        return "" if element.get(qn("w:type")) in ("page", "column") else "\n"
    return MARKS.get(element.tag, "")


def _cell(cell: Any) -> str:
    return "\n".join(text for paragraph in cell.iter(_P) if (text := clean(_text(paragraph)).strip()))
