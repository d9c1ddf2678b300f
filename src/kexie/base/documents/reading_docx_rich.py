"""Read a DOCX with what a web page keeps of its look: bold, italic and links, beside words, tables and pictures.

Called in a child process (`sandbox`); only JSON comes out. The words are those of `reading_docx`, cut into spans: joined, they
are the block's text again.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final
from urllib.parse import urlsplit

from docx.oxml.ns import qn

from kexie.base.documents.model import Block
from kexie.base.documents.reading_docx import OFF, SKIPPED, VAL, Reader, opened, piece_of, value_of, walk
from kexie.base.documents.reading_docx_pictures import drawn_of
from kexie.base.documents.reading_limits import limited
from kexie.base.documents.wording import clean

#: Links that a page may carry; others (javascript:, file:, a bookmark in the paper) are words alone.
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def read_docx_rich(payload: bytes, *, name: str, longest: int) -> dict[str, Any]:
    """``blocks`` and ``pictures`` as `read_docx_with_pictures` gives them; ``spans``: for each block a list of rows
    (text, bold, italic, link), which is empty for tables, rules and pictures; ``ordered``: for each block whether its list
    counts.
    """
    reader = opened(payload, name=name, kind=RichReader)
    blocks = list(limited(reader.blocks()))
    spans = [
        reader.spans.get(block.line, []) if block.kind in ("paragraph", "heading", "list_item") else []
        for block in blocks
    ]
    return {
        "blocks": [asdict(block) for block in blocks],
        "spans": [_whole(rows, block) for rows, block in zip(spans, blocks, strict=True)],
        "ordered": [reader.ordered.get(block.line, False) for block in blocks],
        "pictures": drawn_of(reader, name=name, longest=longest),
    }


def _whole(rows: list[list[Any]], block: Block) -> list[list[Any]]:
    """The spans of a block without white space at its ends; one plain span where they would say anything else than it."""
    if not rows:
        return []
    rows = [list(row) for row in rows]
    while rows and not rows[0][0].lstrip():
        rows.pop(0)
    while rows and not rows[-1][0].rstrip():
        rows.pop()
    if rows:
        rows[0][0] = rows[0][0].lstrip()
        rows[-1][0] = rows[-1][0].rstrip()
    return rows if "".join(row[0] for row in rows) == block.text else [[block.text, False, False, ""]]


class RichReader(Reader):
    """Keeps beside each paragraph its spans, and whether its list counts, under the paragraph's number."""

    def __init__(self, word: Any, styles: dict[str, Any]) -> None:
        super().__init__(word, styles)
        self.spans: dict[int, list[list[Any]]] = {}
        self.ordered: dict[int, bool] = {}

    def _paragraph(self, paragraph: Any) -> Any:
        number = self._number + 1
        self.spans[number] = self._spans(paragraph)
        for block in super()._paragraph(paragraph):
            if block.line == number and block.number:
                self.ordered[number] = any(char.isalnum() for char in block.number)
            yield block

    def _spans(self, paragraph: Any) -> list[list[Any]]:
        spans: list[list[Any]] = []
        style = value_of(paragraph, "w:pPr/w:pStyle")
        for piece in walk(paragraph, skipped=SKIPPED):
            text = clean(piece_of(piece))
            if not text:
                continue
            run = next(piece.iterancestors(qn("w:r")), None)
            look = [self._emphasised(run, style), self._slanted(run), self._link(piece)]
            if spans and spans[-1][1:] == look:
                spans[-1][0] += text
            else:
                spans.append([text, *look])
        return spans

    def _emphasised(self, run: Any, style: str) -> bool:
        """Bold beyond what the paragraph's own style is."""
        return run is not None and self._bold(run, style) and not self._style_bold(style)

    @staticmethod
    def _slanted(run: Any) -> bool:
        found = None if run is None else run.find(f"{qn('w:rPr')}/{qn('w:i')}")
        return found is not None and found.get(VAL, "1") not in OFF

    def _link(self, piece: Any) -> str:
        holder = next(piece.iterancestors(qn("w:hyperlink")), None)
        relation = self.word.part.rels.get(holder.get(qn("r:id"), "")) if holder is not None else None
        if relation is None or not relation.is_external:
            return ""
        target = str(relation.target_ref).strip()
        try:
            scheme = urlsplit(target).scheme.lower()
        except ValueError:
            return ""
        return target[:2000] if scheme in SCHEMES else ""
