"""What somebody may have meant where nothing was found: titles of the same sound, or with a part of the same sound."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from kexie.base.kernel.access import Actor
from kexie.base.search import pinyin
from kexie.base.search.bigrams import compact
from kexie.base.search.engine import entries_with
from kexie.base.search.finding import LONGEST_WORD, Hit, hit_of, within_reach
from kexie.base.search.models import SearchEntry

#: Titles that are compared; more would not be nearer.
_COMPARED: Final = 40


def nearest(actor: Actor, text: str, limit: int = 5) -> list[Hit]:
    """Titles that ``actor`` may see and that come near to ``text``, the nearest first; at most three database queries.

    Characters are compared by their sound, so that 科技官 leads to 科技馆 and `kejigaun` to the same: first the whole, then
    all but a syllable of it, then half of it.
    """
    typed = compact(text)[:LONGEST_WORD]
    syllables = pinyin.sounded(typed)
    for length in _lengths(len(syllables)):
        parts = [syllables[start : start + length] for start in range(len(syllables) - length + 1)]
        phrases = [" ".join(f"s{syllable}" for syllable in part) for part in parts]
        near = SearchEntry.objects.filter(within_reach(actor), pk__in=entries_with(phrases))
        if rows := list(near.order_by("-pk")[:_COMPARED]):
            rows.sort(key=lambda row: _distance(row, typed, syllables))
            return [hit_of(row, []) for row in rows[:limit]]
    return []


def _lengths(syllables: int) -> list[int]:
    """How long the parts are that are looked for, the longest first; of a single syllable nothing is made."""
    return [length for length in dict.fromkeys((syllables, syllables - 1, syllables // 2)) if length > 1]


def _distance(row: SearchEntry, typed: str, syllables: tuple[str, ...]) -> tuple[int, int]:
    """The fewer pairs of sounds and of characters are shared the farther; then the longer title."""
    sounds = sum(one + two in row.pinyin for one, two in pairwise(syllables))
    characters = sum(one + two in row.compact_title for one, two in pairwise(typed))
    return -(sounds + characters), len(row.compact_title)
