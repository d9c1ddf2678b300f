"""Read Markdown (CommonMark with tables) into blocks; what is not known as a structure is kept as a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kexie.base.documents.model import Block, BlockKind

_SIGN = re.compile(r"^ {0,3}(?:#{1,6}[ \t]|[-*+][ \t]+\S|>|```|\|.*\|\s*$|!\[)|^.*(?:\*\*\S|__\S)", re.MULTILINE)


def looks_like_markdown(text: str) -> bool:
    """Whether some line carries a sign of Markdown: a heading, list, quote, fence, table, picture or bold words."""
    return _SIGN.search(text) is not None


def markdown_blocks(text: str) -> Iterator[Block]:
    """The blocks of ``text`` with their lines, from 1. HTML in it stays text."""
    return _Reader(MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)).blocks()


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._item = ""  # what the next paragraph is put behind, when it begins an item of a list
        self._in_item = False
        self._line = 1

    def blocks(self) -> Iterator[Block]:
        cells: list[str] = []
        for index, token in enumerate(self._tokens):
            if token.map:
                self._line = token.map[0] + 1
            if token.type == "hr":
                yield Block(kind=BlockKind.RULE, text="", line=self._line)
            elif token.type == "list_item_open":
                self._in_item, self._item = True, f"{token.info}{token.markup} " if token.info else ""
            elif token.type in ("fence", "code_block"):
                yield from self._code(token)
            elif token.type == "tr_open":
                cells = []
            elif token.type == "tr_close":
                yield Block(kind=BlockKind.TABLE_ROW, text="\t".join(cells), line=self._line, cells=tuple(cells))
            elif token.type == "inline":
                opened = self._tokens[index - 1]
                if opened.type in ("th_open", "td_open"):
                    cells.append(_words(token.children or []))
                else:
                    yield from self._inline(token, opened)

    def _code(self, token: Token) -> Iterator[Block]:
        first = self._line + (token.type == "fence")
        for number, line in enumerate(token.content.split("\n"), start=first):
            if line.strip():
                yield Block(kind=BlockKind.PARAGRAPH, text=line.strip(), line=number)

    def _inline(self, token: Token, opened: Token) -> Iterator[Block]:
        children = token.children or []
        text = _words(children).strip()
        kind, level = BlockKind.PARAGRAPH, 0
        if opened.type == "heading_open":
            kind, level = BlockKind.HEADING, int(opened.tag[1])
        elif self._in_item:
            kind, text = BlockKind.LIST_ITEM, self._item + text
        self._in_item, self._item = False, ""
        if text:
            yield Block(kind=kind, text=text, line=self._line, level=level, strong=_all_strong(children))
        for child in children:
            if child.type == "image":
                yield Block(kind=BlockKind.PICTURE, text=child.content, line=self._line)


def _words(children: Sequence[Token]) -> str:
    """The words, with the line ends within a paragraph: whether they mean anything is for the caller to know."""
    pieces: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type in ("hardbreak", "softbreak"):
            pieces.append("\n")
    return "".join(pieces)


def _all_strong(children: Sequence[Token]) -> bool:
    depth, seen = 0, False
    for child in children:
        depth += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        if child.type in ("text", "code_inline") and child.content.strip():
            if depth == 0:
                return False
            seen = True
    return seen
