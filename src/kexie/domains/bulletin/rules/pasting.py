"""What is pasted from Word, WPS or a web page, as clean paragraphs: no style, no blank runs; numbers of lists and rows of tables
stay as words.

The page does the same while it is typed into (`bulletin/submissions.js`); here it is done for whoever has no scripts, and for
whatever else brings HTML along. Nothing of the markup survives: what comes out is plain text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

import nh3

from kexie.domains.bulletin.rules.wording import clean, tidied_paragraphs

#: Between the cells of a row that has become a line.
CELL: Final = "｜"

_BLOCKS: Final = frozenset({"p", "div", "br", "li", "tr", "table", "ol", "ul", "h1", "h2", "h3", "h4", "h5", "h6"})
_KEPT: Final = _BLOCKS | {"td", "th"}
#: Left out with all that they hold.
_DROPPED: Final = frozenset(
    {"script", "style", "head", "title", "svg", "math", "iframe", "object", "template", "textarea"}
)
#: Marks that nobody types: the clipboard's, and those of office programs.
_FROM_OFFICE: Final = re.compile(
    r"<!--\s*StartFragment|<o:p\b|class=[\"']?Mso|mso-[a-z-]+:|xmlns:[ow]=|<w:WordDocument|<meta\s[^>]*charset",
    re.IGNORECASE,
)
#: Programs break the lines of their source where they please, in the middle of a Chinese sentence too.
_BROKEN: Final = re.compile(r"(?<=[^\x00-\xff])[ \t\r]*\n[ \t\r\n]*(?=[^\x00-\xff])")
#: A blank beside a full-width mark is none that anybody meant.
_STRAY: Final = re.compile(r"(?<=[，。；：！？、）】》”’]) | (?=[，。；：！？、）】》”’])")


def is_markup(text: str) -> bool:
    """Whether a text is HTML from the clipboard of an office program. A ``<`` that somebody has typed makes none."""
    return "<" in text and _FROM_OFFICE.search(text) is not None


def written_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of what somebody has typed or pasted, tidied."""
    return tidied_paragraphs("\n".join(lines_of_html(text)) if is_markup(text) else text)


def lines_of_html(html: str) -> tuple[str, ...]:
    """The paragraphs of a fragment of HTML, in order, empty ones left out."""
    allowed = {"ol": {"start"}, "li": {"value"}}
    cleaned = nh3.clean(
        html, tags=set(_KEPT), attributes=allowed, clean_content_tags=set(_DROPPED), strip_comments=True
    )
    reader = _Lines()
    reader.feed(cleaned)
    reader.close()
    return reader.told()


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._words: list[str] = []
        self._cells: list[str] = []
        # For each list that is open: the number of its next entry, None for bullets.
        self._lists: list[int | None] = []
        self._number = ""
        self._rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"td", "th"}:
            return
        if not self._rows or tag == "tr":
            self._end_line()
        elif tag in _BLOCKS:
            self._words.append(" ")
        if tag == "tr":
            self._rows += 1
        elif tag in {"ol", "ul"}:
            self._lists.append(_whole(given.get("start")) or 1 if tag == "ol" else None)
        elif tag == "li":
            self._begin_entry(_whole(given.get("value")))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._cells.append(self._said())
        elif tag == "tr" and self._rows:
            self._rows -= 1
            self._end_row()
        elif tag in _BLOCKS and not self._rows:
            self._end_line()
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def told(self) -> tuple[str, ...]:
        self._end_row()
        return tuple(self._lines)

    def _said(self) -> str:
        """The words since the last line or cell."""
        words, self._words = "".join(self._words), []
        return _STRAY.sub("", clean(_BROKEN.sub("", words)))

    def _begin_entry(self, value: int) -> None:
        """The number of an entry waits for its words, which may stand in a paragraph of their own."""
        number = self._lists[-1] if self._lists else None
        self._number = ""
        if number is not None:
            number = value or number
            self._lists[-1] = number + 1
            self._number = f"{number}. "

    def _end_line(self) -> None:
        if line := self._said():
            self._lines.append(self._number + line)
            self._number = ""

    def _end_row(self) -> None:
        cells, self._cells = [cell for cell in self._cells if cell], []
        if cells:
            rest = self._said()
            self._lines.append(CELL.join([*cells, rest] if rest else cells))
        else:
            self._end_line()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else 0
