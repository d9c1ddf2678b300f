"""A small reader of Markdown for these tests, so that the rules are tried without the platform's own reader."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kexie.base.documents.model import Block, BlockKind


def blocks_of(source: str) -> list[Block]:
    """The blocks of a Markdown text, soft breaks kept as line breaks."""
    return list(_blocks(MarkdownIt("commonmark").parse(source)))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    depth, level = 0, 0
    for token in tokens:
        depth += (token.type == "list_item_open") - (token.type == "list_item_close")
        line = (token.map or [0])[0] + 1
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "hr":
            yield Block(kind=BlockKind.RULE, text="", line=line)
        elif token.type == "inline":
            kind = BlockKind.HEADING if level else BlockKind.LIST_ITEM if depth else BlockKind.PARAGRAPH
            text, strong = _text(token.children or [])
            yield Block(kind=kind, text=text, line=line, level=level, strong=strong)


def _text(children: list[Token]) -> tuple[str, bool]:
    parts, bold, all_bold = [], 0, True
    for child in children:
        bold += (child.type == "strong_open") - (child.type == "strong_close")
        text = "\n" if child.type in ("softbreak", "hardbreak") else child.content
        parts.append(text)
        all_bold = all_bold and (bold > 0 or not text.strip())
    return "".join(parts), all_bold and bool("".join(parts).strip())
