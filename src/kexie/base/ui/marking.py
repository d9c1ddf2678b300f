"""What became of the words of one text in another, as one text with insertions and deletions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

import rjieba

_CLAUSE: Final = re.compile(r"[^，。！？；：、]*[，。！？；：、]+|[^，。！？；：、]+")
#: Pairs of equal words that a comparison looks at, at the most; where there are more, whole clauses are compared.
_PAIRS: Final = 1_000_000
#: From this share of common pairs of characters on, two paragraphs are one that was changed.
_ALIKE: Final = 0.3


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    INSERTED = "ins"
    DELETED = "del"


class Piece(NamedTuple):
    """A run of words, and what became of it."""

    mark: Mark
    text: str


Line = tuple[Piece, ...]


def marked(before: str, after: str) -> Line:
    """One text with what was taken out of ``before`` and put in for ``after``."""
    old, new = _words(before, after)
    pieces: list[Piece] = []
    for kind, begin, end, new_begin, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Mark.SAME, "".join(old[begin:end])))
            continue
        pieces.append(Piece(Mark.DELETED, "".join(old[begin:end])))
        pieces.append(Piece(Mark.INSERTED, "".join(new[new_begin:new_end])))
    return tuple(piece for piece in pieces if piece.text)


def _words(*texts: str) -> list[list[str]]:
    """Texts cut into words, or into clauses where so many words are alike that comparing them would take long."""
    cut = [list(rjieba.cut(text)) for text in texts]
    old, new = Counter(cut[0]), Counter(cut[1])
    if sum(count * new[word] for word, count in old.items()) <= _PAIRS:
        return cut
    return [_CLAUSE.findall(text) for text in texts]


def marked_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """All paragraphs, the unchanged ones too, each with what became of its words."""
    for kind, begin, end, new_begin, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (_whole(Mark.SAME, line) for line in before[begin:end] if line)
        else:
            yield from _replaced(before[begin:end], after[new_begin:new_end])


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Paragraphs for others: each new one beside the first of the old ones that resembles it, in order."""
    left = list(before)
    for line in after:
        twin = next((place for place, old in enumerate(left) if _alike(old, line)), None)
        if twin is None:
            if line:
                yield _whole(Mark.INSERTED, line)
            continue
        yield from (_whole(Mark.DELETED, old) for old in left[:twin] if old)
        yield marked(left[twin], line)
        del left[: twin + 1]
    yield from (_whole(Mark.DELETED, old) for old in left if old)


def _whole(mark: Mark, line: str) -> Line:
    return (Piece(mark, line),)


def _alike(one: str, other: str) -> bool:
    """Whether two paragraphs are two wordings of one (Dice's coefficient of their pairs of characters)."""
    ours, theirs = Counter(pairwise(one)), Counter(pairwise(other))
    both = sum((ours & theirs).values())
    return 2 * both >= _ALIKE * (ours.total() + theirs.total()) if both else False
