"""Titles and passages with the words that were found marked, safe to put into a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_ELLIPSIS: Final = "…"

Span = tuple[int, int]


def hits(text: str, words: Iterable[str]) -> list[Span]:
    """Where normal ``words`` stand in ``text``: spans from the left, joined where they overlap.

    Spaces and punctuation in the text do not count, as in the index (科普 AI is found by 科普ai).
    """
    compact, places = _compact(text)
    found: list[Span] = []
    for word in words:
        start = compact.find(word)
        while word and start >= 0:
            found.append((places[start], places[start + len(word) - 1] + 1))
            start = compact.find(word, start + len(word))
    return _joined(sorted(found))


def marked(text: str, words: Iterable[str]) -> SafeString:
    """``text`` escaped, with ``<mark>`` around every hit."""
    return _render(text, hits(text, words), 0, len(text))


def snippet(text: str, words: Sequence[str], *, width: int = 120) -> SafeString:
    """About ``width`` characters of ``text`` around its first hits, escaped and marked; its beginning without a hit."""
    flat = " ".join(text.split())
    found = hits(flat, words)
    start = _start(flat, found[0][0], width) if found else 0
    end = min(len(flat), start + width)
    html = _render(flat, found, start, end)
    head = _ELLIPSIS if start else ""
    tail = _ELLIPSIS if end < len(flat) else ""
    return mark_safe(f"{head}{html}{tail}")  # noqa: S308 - escaped piece by piece in _render


def _start(text: str, first_hit: int, width: int) -> int:
    """Where to begin: behind a full stop shortly before the hit, or a quarter of the width before it."""
    if first_hit + width // 4 < width or len(text) <= width:
        return 0
    earliest = max(0, first_hit - width // 3)
    stop = max(text.rfind(mark, earliest, first_hit) for mark in "。！？；")
    return stop + 1 if stop >= 0 else min(max(0, first_hit - width // 4), max(0, len(text) - width // 2))


def _compact(text: str) -> tuple[str, list[int]]:
    """``text`` normal and without anything but letters, digits and ideographs, and the place of each character."""
    pieces = [_counted(character) for character in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


@lru_cache(maxsize=8192)
def _counted(character: str) -> str:
    """What of a character counts, normal: itself, several letters (㎡), or nothing; kept, for pages repeat few characters."""
    return "".join(
        piece
        for piece in unicodedata.normalize("NFKC", character).lower()
        if piece.isalnum() or unicodedata.category(piece) == "Co"
    )


def _joined(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in spans:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _render(text: str, spans: list[Span], start: int, end: int) -> SafeString:
    """``text[start:end]`` escaped, the parts of ``spans`` that lie within marked."""
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    edges = [start, *(edge for span in inside for edge in span), end]
    pieces = [
        f"<mark>{escape(text[a:b])}</mark>" if index % 2 else str(escape(text[a:b]))
        for index, (a, b) in enumerate(pairwise(edges))
    ]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above
