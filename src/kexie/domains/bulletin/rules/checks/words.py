"""The words that administrators watch (敏感词表)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.frame import Grade, Known, Passage, Spot, Word


def word_spots(text: str, _passage: Passage, known: Known) -> Iterator[Spot]:
    """The watched words in one text; of two that overlap, the longer one. What already reads as the list suggests is
    left alone, though the watched word is a part of it.
    """
    folded = text.lower()
    if len(folded) != len(text):
        folded = text
    taken: set[int] = set()
    for word in known.words:
        if word.folded not in folded:
            continue
        right = _covered(folded, word.instead.lower()) if word.folded in word.instead.lower() else frozenset()
        for start, end in _places(folded, word.folded):
            if taken.isdisjoint(range(start, end)) and start not in right:
                taken.update(range(start, end))
                yield _spot(word, start, end)


def ready(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words as :func:`word_spots` wants them: folded, the longest first."""
    folded = (replace(word, folded=word.word.lower()) for word in words if word.word)
    return tuple(sorted(folded, key=lambda word: (-len(word.word), word.word)))


def present(words: tuple[Word, ...], texts: Iterable[str]) -> tuple[Word, ...]:
    """Those of the words that are somewhere in the texts."""
    folded = "\n".join(texts).lower()
    return tuple(word for word in words if word.folded in folded)


def _places(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Where ``wanted`` stands; a Latin word only as a word of its own."""
    edge_before = r"(?<![a-z0-9])" if wanted[0].isascii() and wanted[0].isalnum() else ""
    edge_after = r"(?![a-z0-9])" if wanted[-1].isascii() and wanted[-1].isalnum() else ""
    for found in re.finditer(edge_before + re.escape(wanted) + edge_after, text):
        yield found.span()


def _covered(text: str, right: str) -> frozenset[int]:
    return frozenset(at for found in re.finditer(re.escape(right), text) for at in range(*found.span()))


def _spot(word: Word, start: int, end: int) -> Spot:
    banned = word.grade is Grade.MUST
    sentence = _("“%(word)s”是禁用词。") if banned else _("“%(word)s”是敏感词，请斟酌。")
    reason = sentence % {"word": word.word}
    if word.instead:
        reason += _("建议改为“%(instead)s”。") % {"instead": word.instead}
    if word.note:
        reason += _("说明：%(note)s。") % {"note": word.note.rstrip("。")}
    return Spot("banned" if banned else "sensitive", start, end, reason, word.grade, word.instead or None)
