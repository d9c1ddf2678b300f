"""Which item a line of 目录提要 speaks of, although its wording is its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_WORDS: Final = re.compile(r"\w")
_IN_TITLE: Final = 0.6
_IN_ALL: Final = 0.75
_MARGIN: Final = 0.1


def item_of(highlight: str, items: Sequence[tuple[str, str]]) -> int | None:
    """The place (from 0) of the one item, given as (title, text), that the highlight surely speaks of, or None.

    Sure is the title that holds 60 % of the highlight's character pairs; where no title does, the item whose title and
    text hold 75 %. If another comes within 10 %, neither is: a wrong link is worse than none.
    """
    wanted = _pairs(highlight)
    if not wanted:
        return None
    titles = [_pairs(title) for title, _ in items]
    place = _best(wanted, titles, _IN_TITLE)
    if place is not None:
        return place
    return _best(wanted, [known | _pairs(text) for known, (_, text) in zip(titles, items, strict=True)], _IN_ALL)


def _best(wanted: frozenset[str], known: Sequence[frozenset[str]], enough: float) -> int | None:
    shares = sorted((len(wanted & pairs) / len(wanted), place) for place, pairs in enumerate(known))
    best, place = shares.pop() if shares else (0.0, 0)
    if best < enough or (shares and best - shares[-1][0] < _MARGIN):
        return None
    return place


def _pairs(text: str) -> frozenset[str]:
    characters = "".join(_WORDS.findall(text))
    return frozenset(characters[at : at + 2] for at in range(len(characters) - 1))
