"""What the tests of the rules read: Markdown, through the platform's own reader."""

from __future__ import annotations

from kexie.base.documents.model import Block
from kexie.base.documents.reading import read_blocks


def blocks_of(source: str) -> list[Block]:
    """The blocks of a Markdown text."""
    return read_blocks(source.encode(), name="issue.md")
