"""Chinese text made searchable: character bigrams, searched as phrases.

SQLite FTS5 and PostgreSQL `simple` take a run of Chinese characters for one word. :func:`bigrams` turns a text into
tokens that both keep apart in the same way, and :func:`words` turns what a person typed into phrases of such tokens, so
that a phrase of the one is found in the other exactly where the typed word stands in the text.

Tokens are plain ASCII, a letter for the kind first (`u79d1u5b66` for 科学, `wai` for AI): no tokenizer drops a rare
character or takes 1e5 for a number, and nothing that is typed can be an operator of a search engine.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final, NamedTuple

# Scripts written without spaces: ideographs with all extensions and the private use area (rare characters of
# GB 18030), 々〇, kana, hangul.
_UNSPACED: Final = (
    r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    r"\uac00-\ud7ff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U000323af\U000f0000-\U0010fffd"
)
_RUN: Final = re.compile(rf"([{_UNSPACED}]+)|([^\W_{_UNSPACED}]+)")
_WORD: Final = re.compile(rf"(?:[{_UNSPACED}]|[^\W_])+")
#: Characters that are no part of the text: soft hyphen, zero-width marks, variation selectors.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
#: A longer word of Latin letters and digits is cut, in text and query alike.
_LONGEST_TOKEN: Final = 40
#: Stands between two texts in one index entry; no phrase reaches over it.
BREAK: Final = "break"


class Run(NamedTuple):
    """Characters of one kind without a break: unspaced script (Chinese), or letters and digits."""

    text: str
    unspaced: bool


def normal(text: str) -> str:
    """``text`` as it is compared: NFKC (full-width forms, compatibility ideographs), lower case, nothing invisible."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()


def words(text: str) -> list[str]:
    """The words of a query, normal: what stands between spaces and punctuation, each once, in order."""
    return list(dict.fromkeys(_WORD.findall(normal(text))))


def compact(text: str) -> str:
    """``text`` normal and without spaces and punctuation, as a query word stands in it."""
    return "".join(_WORD.findall(normal(text)))


def runs(word: str) -> list[Run]:
    """The runs of a normal text, in order."""
    return [Run(unspaced or other, bool(unspaced)) for unspaced, other in _RUN.findall(word)]


def bigrams(text: str) -> str:
    """The tokens of a text, separated by spaces.

    A run of Chinese gives its first character, its overlapping pairs and its last character; letters and digits give a
    token each. Behind a break follows every single character once, so that a query of one character is found.
    """
    tokens: list[str] = []
    singles: dict[str, None] = {}
    for run in runs(normal(text)):
        if not run.unspaced:
            tokens.append(_latin(run.text))
            continue
        tokens += _with_edges(run.text, first=True, last=len(run.text) > 1)
        singles.update(dict.fromkeys(run.text))
    if singles:
        tokens += [BREAK, *(_anywhere(character) for character in singles)]
    return " ".join(tokens)


def phrase(word: str) -> str:
    """The tokens that stand next to each other in :func:`bigrams` of every text that has the normal ``word``."""
    parts = runs(word)
    if len(parts) == 1 and parts[0].unspaced and len(word) == 1:
        return _anywhere(word)
    tokens: list[str] = []
    for index, run in enumerate(parts):
        if not run.unspaced:
            tokens.append(_latin(run.text))
            continue
        # Where a run of the query meets letters or digits, it ends in the text too; where the query ends, it may go on.
        last = index < len(parts) - 1 and (len(run.text) > 1 or index == 0)
        tokens += _with_edges(run.text, first=index > 0, last=last)
    return " ".join(tokens)


def _with_edges(run: str, *, first: bool, last: bool) -> list[str]:
    head = [_single(run[0])] if first else []
    tail = [_single(run[-1])] if last else []
    return head + [f"{_single(one)}{_single(two)}" for one, two in pairwise(run)] + tail


def _single(character: str) -> str:
    return f"u{ord(character):x}"


def _anywhere(character: str) -> str:
    return f"c{ord(character):x}"


def _latin(word: str) -> str:
    cut = word[:_LONGEST_TOKEN]
    return f"w{cut}" if cut.isascii() else f"x{cut.encode().hex()}"
