"""Which answers fit what somebody asks, in words of his own: shared pairs of characters, rare ones counting more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt
from typing import Final
from uuid import UUID

from kexie.base.people.rules.organisations import as_typed
from kexie.base.search.bigrams import compact

#: What is read of a question.
LONGEST_ASKED: Final = 200
#: Words that every question has: they lead to none.
_IDLE: Final = tuple(
    """你好 您好 请问 麻烦 我想 我要 想要 需要 怎么样 怎么办 怎么 怎样 如何 什么 哪些 哪里 哪儿 多少 多久 是否 可不可以 可以
    能不能 能否 有没有 是不是 应该 一下 吗 呢 吧 啊 的 了 我们 我 您 你""".split()  # noqa: SIM905 - a table that can be read
)
#: What of the question's weight has to be met by an answer, and by how many pairs, where the question has so many.
_ENOUGH: Final = 0.4
_PAIRS: Final = 2
#: What a pair weighs that no answer has: most of them join two words.
_UNKNOWN: Final = 0.35
_IN_TITLE, _IN_LETTERS, _IN_TEXT = 3.0, 2.5, 1.2


@dataclass(frozen=True, slots=True)
class Known:
    """An answer as it is looked for: its question with other wordings, pinyin and text, all compact; pairs of characters."""

    key: UUID
    asked_as: tuple[str, ...]
    letters: str
    text: str
    pairs: frozenset[str] = field(default_factory=frozenset)


def known(key: UUID, asked_as: Iterable[str], letters: str, text: str) -> Known:
    """What :func:`fitting` needs of an answer."""
    asked = tuple(compact(one) for one in asked_as)
    pairs = frozenset().union(*(_pairs(_without_idle(one)) for one in asked))
    return Known(key, asked, letters, compact(text), pairs)


def fitting(asked: str, among: Sequence[Known], limit: int) -> list[UUID]:
    """The keys of those that fit ``asked``, the best first: its words as they stand, its pinyin or initials, or most of it."""
    words = compact(asked[:LONGEST_ASKED])
    if not words:
        return []
    pairs = _pairs(_without_idle(words))
    often = Counter(pair for one in among for pair in one.pairs & pairs)
    weight = {pair: 1 / sqrt(often[pair]) if often[pair] else _UNKNOWN for pair in pairs}
    whole = sum(weight.values())
    letters = as_typed(asked) if asked.isascii() else ""
    scored = [(_score(words, letters, one, weight, whole), -place) for place, one in enumerate(among)]
    best = sorted((pair for pair in scored if pair[0] > 0), reverse=True)[:limit]
    return [among[-place].key for _points, place in best]


def _score(words: str, letters: str, one: Known, weight: dict[str, float], whole: float) -> float:
    points = 0.0
    if any(words in asked for asked in one.asked_as):
        points += _IN_TITLE
    elif len(letters) > 1 and letters in one.letters:
        points += _IN_LETTERS
    elif len(words) > 1 and words in one.text:
        points += _IN_TEXT
    met = weight.keys() & one.pairs
    share = sum(weight[pair] for pair in met) / whole if whole else 0.0
    fits = share >= _ENOUGH and len(met) >= min(_PAIRS, len(weight))
    return points + (share if points or fits else 0.0)


def _without_idle(words: str) -> str:
    for idle in _IDLE:
        words = words.replace(idle, " ")
    return words


def _pairs(words: str) -> frozenset[str]:
    return frozenset(one + two for part in words.split() for one, two in pairwise(part))
