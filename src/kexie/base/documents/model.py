"""The neutral document: what an official paper says, before any layout.

Every renderer (PDF, DOCX, HTML, plain text) draws the same :class:`Document`, and every reader of an upload gives the
same :class:`Block` list, so that no part of the platform knows a file format but this toolbox.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """Head of the first page: name in red, number line, publisher left and date right over a red rule."""

    name: str
    number_line: str
    running_line: str = ""
    publisher: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; ``level`` 1–4 as 一、（一）1.（1） of GB/T 9704-2012, 7.3.3. The text carries its own number, if any."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Body text, first line indented by two characters; ``credit`` is printed behind it in full-width brackets."""

    text: str
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A list of contents with wording of its own (目录提要), not a generated table."""

    title: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a head row; ``numeric`` names the columns (from 0) that are set to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numeric: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """The number of columns: the longest row's, if one is longer than the head."""
        return max(len(self.head), *(len(row) for row in self.rows), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture (PNG or JPEG bytes); ``alt`` is for those who cannot see it, ``caption`` is printed below."""

    data: bytes
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Lines after the body, each a label and a value: 编辑：…, 审核：…, without indent."""

    lines: tuple[tuple[str, str], ...]


Part = Heading | Paragraph | Contents | Table | Picture | Closing


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """版记 at the foot of the last page: 分送 lines at the left, the print run at the right."""

    label: str
    lines: tuple[str, ...]
    print_run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole paper. ``title``, ``author``, ``subject`` go into the file's own data; ``lang`` is a BCP 47 tag."""

    title: str
    parts: tuple[Part, ...]
    masthead: Masthead | None = None
    imprint: Imprint | None = None
    author: str = ""
    subject: str = ""
    lang: str = "zh-CN"


class BlockKind(StrEnum):
    """What a reader recognised in a file, in reading order."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    RULE = "rule"
    TABLE_ROW = "table_row"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a file that was read: its kind, its text, where it stood (line of a text file, or block number of a
    DOCX, from 1), and the heading level or 0. ``strong`` tells that all of its text is bold; ``cells`` is for table rows;
    ``number`` is what Word counts before the text by itself (一、), which is no part of it.
    """

    kind: BlockKind
    text: str
    line: int
    level: int = 0
    strong: bool = False
    cells: tuple[str, ...] = field(default=())
    number: str = ""
