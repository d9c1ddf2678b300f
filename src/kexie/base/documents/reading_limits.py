"""How long a paper may be that is read: checked while it is read, so that the refusal can say where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kexie.base.documents.model import Block
from kexie.base.documents.refusals import TooManyBlocks, TooManyCharacters

MAX_BLOCKS = 20_000
MAX_CHARACTERS = 300_000
PAGE_CHARACTERS = 22 * 28


def limited(blocks: Iterable[Block]) -> Iterator[Block]:
    """``blocks``, until there are more than 20,000 (TooManyBlocks) or 300,000 characters (TooManyCharacters)."""
    characters = 0
    for number, block in enumerate(blocks, start=1):
        characters += len(block.text)
        if number > MAX_BLOCKS:
            raise TooManyBlocks(limit=MAX_BLOCKS, line=block.line)
        check_characters(characters, block.line)
        yield block


def check_characters(count: int, line: int) -> None:
    """TooManyCharacters when ``count`` is beyond the limit at ``line``."""
    if count > MAX_CHARACTERS:
        raise TooManyCharacters(limit=MAX_CHARACTERS, pages=MAX_CHARACTERS // PAGE_CHARACTERS, line=line)
