"""Which item a line of 目录提要 speaks of, although its wording is its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_WORDS: Final = re.compile(r"\w")
_ENOUGH: Final = 0.6
_MARGIN: Final = 0.1


def item_of(highlight: str, titles: Sequence[str]) -> int | None:
    """The place (from 0) of the one title that holds most of the highlight's character pairs; None where no title
    holds 60 % of them, or where two come within 10 % of each other: a wrong link is worse than none.
    """
    wanted = _pairs(highlight)
    if not wanted:
        return None
    shares = sorted(((len(wanted & _pairs(title)) / len(wanted), -place) for place, title in enumerate(titles)))
    best, place = shares.pop() if shares else (0.0, 0)
    if best < _ENOUGH or (shares and best - shares[-1][0] < _MARGIN):
        return None
    return -place


def _pairs(text: str) -> frozenset[str]:
    characters = "".join(_WORDS.findall(text))
    return frozenset(characters[at : at + 2] for at in range(len(characters) - 1))
