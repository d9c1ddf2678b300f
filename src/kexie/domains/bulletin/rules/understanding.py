"""Understanding a file that was read into blocks as an issue of the bulletin, or refusing it with line and reason.

An issue is a masthead, a list of contents (目录提要, may be missing), columns with items, and closing lines. What a
block is follows from its words and its place; heading levels differ from paper to paper and are not relied on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final

from django.utils.translation import gettext as _

from kexie.base.documents.model import Block, BlockKind
from kexie.domains.bulletin import errors
from kexie.domains.bulletin.rules import wording
from kexie.domains.bulletin.rules.closing import ClosingReader, begins_closing
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodIssue, UnderstoodItem, as_json
from kexie.domains.bulletin.rules.masthead import MastheadReader

__all__ = ["UnderstoodColumn", "UnderstoodIssue", "UnderstoodItem", "as_json", "understand"]

MOST_ITEMS: Final = 500
MOST_CHARACTERS: Final = 200_000
LONGEST_TITLE: Final = 120
LONGEST_PARAGRAPH: Final = 10_000
LONGEST_COLUMN: Final = 30

_COLUMN: Final = re.compile(r"[【［\[〖]\s*([^【】［］\[\]〖〗]+?)\s*[】］\]〗]")
_CONTENTS: Final = re.compile(r"[【［\[]?(?:本期)?(?:目录|提要|要目|导读|目录提要|内容提要|要目提要)[】］\]]?[:：]?")


class _Part(IntEnum):
    MASTHEAD = 1
    CONTENTS = 2
    COLUMNS = 3
    CLOSING = 4


@dataclass(slots=True)
class _Item:
    title: str
    line: int
    paragraphs: list[str] = field(default_factory=list)

    def is_signed(self) -> bool:
        """Whether the last paragraph ends with a credit, so that the item may be over."""
        return bool(self.paragraphs) and bool(wording.split_credits(self.paragraphs[-1])[1])

    def understood(self) -> UnderstoodItem:
        """The item with its credit taken off the last paragraph, or off a paragraph of its own."""
        *earlier, last = self.paragraphs
        text, units = wording.split_credits(last)
        paragraphs = (*earlier, text) if text or not earlier else tuple(earlier)
        return UnderstoodItem(title=self.title, paragraphs=paragraphs, credits=units)


@dataclass(slots=True)
class _Column:
    name: str
    line: int
    items: list[_Item] = field(default_factory=list)


def understand(
    blocks: Sequence[Block], *, known_columns: frozenset[str] | None = None, unit: str = "行"
) -> UnderstoodIssue:
    """The issue that ``blocks`` say; an IssueRefused with line and reason if they do not say one.

    With ``known_columns``, any other column is refused, and a heading that is one of these names opens that column
    without brackets too. ``unit`` is what the blocks' lines count, for the sentence of a refusal.
    """
    reading = _Reading(known_columns=known_columns, unit=unit)
    for block in blocks:
        reading.take(block)
    return reading.finish()


def column_name(text: str, known_columns: frozenset[str] | None = None) -> str | None:
    """The column that a line opens (``【 科创工作 】``), or None; a bare name counts only if it is a known column."""
    text = wording.clean(text)
    match = _COLUMN.fullmatch(text)
    name = wording.close_up(match[1] if match else text)
    return name if match or name in (known_columns or ()) else None


@dataclass(slots=True)
class _Reading:
    """The state of one reading: the part we are in, and what has been taken so far."""

    known_columns: frozenset[str] | None
    unit: str
    part: _Part = _Part.MASTHEAD
    line: int = 1
    characters: int = 0
    masthead: MastheadReader = field(init=False)
    closing: ClosingReader = field(init=False)
    highlights: list[str] = field(default_factory=list)
    highlights_listed: bool = False
    columns: list[_Column] = field(default_factory=list)
    titles: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.masthead = MastheadReader(unit=self.unit)
        self.closing = ClosingReader(unit=self.unit)

    def take(self, block: Block) -> None:
        """Take one block in, in the order of the file."""
        self.line = block.line
        if block.kind is BlockKind.RULE:
            return
        is_row = block.kind is BlockKind.TABLE_ROW
        raw = [text for cell in (block.cells if is_row else (block.text,)) for text in cell.split("\n")]
        lines = [
            (self._line_of(block, offset), text) for offset, text in enumerate(raw) if not wording.is_furniture(text)
        ]
        is_body_row = is_row and self.part is _Part.COLUMNS and not (lines and begins_closing(lines[0][1]))
        if block.kind is BlockKind.PICTURE or is_body_row:
            raise errors.NotText(line=block.line, unit=self.unit)
        if lines:
            self._measure(lines)
            self._take_lines(block, lines)

    def _line_of(self, block: Block, offset: int) -> int:
        """Where a line of a block stands; the breaks within a table row or within a block of a DOCX are not counted."""
        return block.line if block.kind is BlockKind.TABLE_ROW or self.unit != "行" else block.line + offset

    def finish(self) -> UnderstoodIssue:
        """The issue, once all blocks are taken."""
        if not self.characters:
            raise errors.EmptyIssue(line=1, unit=self.unit)
        head = self.masthead.result(self.line)
        if not self.columns:
            raise errors.ColumnMissing(line=self.line, unit=self.unit)
        self._close_column()
        columns = tuple(
            UnderstoodColumn(name=column.name, items=tuple(item.understood() for item in column.items))
            for column in self.columns
        )
        return UnderstoodIssue(columns=columns, highlights=tuple(self.highlights), **head, **self.closing.result())

    def _measure(self, lines: list[tuple[int, str]]) -> None:
        self.characters += sum(len(text) for _line, text in lines)
        if self.characters > MOST_CHARACTERS:
            raise self._too_many()

    def _too_many(self) -> errors.TooMany:
        return errors.TooMany(line=self.line, unit=self.unit, items=MOST_ITEMS, characters=MOST_CHARACTERS)

    def _take_lines(self, block: Block, lines: list[tuple[int, str]]) -> None:
        """Take the lines of a block: those that open a part or a column divide the others."""
        if block.kind is BlockKind.LIST_ITEM:
            self._take_text(block, lines)
            return
        marked = block.kind is BlockKind.HEADING or block.strong
        waiting: list[tuple[int, str]] = []
        for line, text in lines:
            name = column_name(text, self.known_columns if marked else None)
            is_contents = _CONTENTS.fullmatch(wording.close_up(text)) is not None and self.part is _Part.MASTHEAD
            if name is None and not is_contents:
                waiting.append((line, text))
                continue
            self._take_text(block, waiting)
            waiting, block = [], replace(block, kind=BlockKind.PARAGRAPH, level=0, strong=False)
            if is_contents:
                self.masthead.result(line)
                self.part = _Part.CONTENTS
            elif name is not None:
                self._open_column(name, line)
        self._take_text(block, waiting)

    def _take_text(self, block: Block, lines: list[tuple[int, str]]) -> None:
        if not lines:
            return
        if self.part is _Part.MASTHEAD:
            self._take_masthead(block, lines)
        elif self.part is _Part.CONTENTS:
            self._take_highlights(block, lines)
        else:
            self._take_body(block, lines)

    def _take_masthead(self, block: Block, lines: list[tuple[int, str]]) -> None:
        for line, text in lines:
            self.masthead.take(text, line=line, level=block.level if block.kind is BlockKind.HEADING else 0)

    def _take_highlights(self, block: Block, lines: list[tuple[int, str]]) -> None:
        listed = block.kind is BlockKind.LIST_ITEM
        if block.kind is BlockKind.HEADING:
            title = wording.clean(lines[0][1])
            raise errors.ItemOutsideColumn(line=lines[0][0], unit=self.unit, title=title[:LONGEST_TITLE])
        if self.highlights_listed and not listed:
            raise errors.StrayText(line=lines[0][0], unit=self.unit, text=wording.clean(lines[0][1])[:30])
        self.highlights_listed = self.highlights_listed or listed
        texts = [text for _line, text in lines]
        for text in wording.paragraphs_of(texts) if listed else texts:
            entry = wording.without_bullet(wording.clean(text))
            self.highlights.append(self._bounded(_("目录提要"), entry, LONGEST_TITLE, self.line))

    def _take_body(self, block: Block, lines: list[tuple[int, str]]) -> None:
        """Body text up to the first line with a closing label, closing lines from there on."""
        labelled = [index for index, (_line, text) in enumerate(lines) if begins_closing(text)]
        split = 0 if self.part is _Part.CLOSING else labelled[0] if labelled else len(lines)
        if lines[:split]:
            self._take_item_text(block, lines[:split])
        for line, text in lines[split:]:
            self.part = _Part.CLOSING
            self.closing.take(text, line=line)

    def _take_item_text(self, block: Block, lines: list[tuple[int, str]]) -> None:
        line = lines[0][0]
        paragraphs = wording.paragraphs_of([text for _line, text in lines])
        whole = wording.clean(paragraphs[0])
        is_heading = block.kind is BlockKind.HEADING and not wording.is_sentence(whole)
        if len(paragraphs) == 1 and (is_heading or (block.strong and wording.is_like_title(whole))):
            self._open_item(whole, line)
            return
        for paragraph in paragraphs:
            if block.kind is BlockKind.LIST_ITEM:
                self._take_paragraph(f"\u3000{wording.clean(paragraph)}", line)
            elif self._is_plain_title(paragraph):
                self._open_item(wording.clean(paragraph), line)
            else:
                self._take_paragraph(paragraph, line)

    def _is_plain_title(self, paragraph: str) -> bool:
        """A short line without a full stop, where an item must begin or where the one before it is signed."""
        items = self.columns[-1].items
        begins = not items or items[-1].is_signed()
        return begins and wording.is_like_title(wording.clean(paragraph))

    def _take_paragraph(self, paragraph: str, line: int) -> None:
        column = self.columns[-1]
        text = wording.clean(paragraph)
        if not column.items:
            raise errors.ItemUntitled(line=line, unit=self.unit, name=column.name, text=text[:30])
        paragraphs = column.items[-1].paragraphs
        if paragraphs and wording.continues(paragraphs[-1], paragraph):
            paragraphs[-1] = text = wording.join(paragraphs[-1], text)
        else:
            paragraphs.append(text)
        self._bounded(_("段落"), text, LONGEST_PARAGRAPH, line)

    def _open_column(self, name: str, line: int) -> None:
        if self.part is _Part.CLOSING:
            raise errors.TextAfterClosing(line=line, unit=self.unit, text=name)
        if self.part is _Part.MASTHEAD:
            self.masthead.result(line)
        self.part = _Part.COLUMNS
        self._close_column()
        if self.known_columns is not None and name not in self.known_columns:
            known = sorted(self.known_columns)
            raise errors.ColumnUnknown(line=line, unit=self.unit, name=name, known=known)
        for column in self.columns:
            if column.name == name:
                raise errors.ColumnTwice(line=line, unit=self.unit, name=name, first=column.line)
        self.columns.append(_Column(self._bounded(_("栏目名称"), name, LONGEST_COLUMN, line), line))

    def _open_item(self, title: str, line: int) -> None:
        self._bounded(_("标题"), title, LONGEST_TITLE, line)
        self._close_item()
        first = self.titles.setdefault(wording.close_up(title), line)
        if first != line:
            raise errors.ItemTwice(line=line, unit=self.unit, title=title, first=first)
        if len(self.titles) > MOST_ITEMS:
            raise self._too_many()
        self.columns[-1].items.append(_Item(title, line))

    def _close_item(self) -> None:
        items = self.columns[-1].items
        if items and not any(wording.split_credits(text)[0] for text in items[-1].paragraphs):
            raise errors.ItemEmpty(line=items[-1].line, unit=self.unit, title=items[-1].title)

    def _close_column(self) -> None:
        if not self.columns:
            return
        column = self.columns[-1]
        if not column.items:
            raise errors.ColumnEmpty(line=column.line, unit=self.unit, name=column.name)
        self._close_item()

    def _bounded(self, what: str, text: str, limit: int, line: int) -> str:
        if len(text) > limit:
            raise errors.TooLong(line=line, unit=self.unit, what=what, limit=limit)
        return text
