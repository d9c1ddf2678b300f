"""Words in a drawing: how wide they are, where they break, how they stand upright in the head of a lane."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

#: What no XML may hold (XML 1.0, 2.2), and what would turn the direction of the text around it.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_SQUARE: Final = r"\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\uffef\U00020000-\U0003ffff"
_WORDS: Final = re.compile(rf"[{_SQUARE}]|\s+|[^\s{_SQUARE}]+")
#: No line begins with these, none ends with those.
_NOT_FIRST: Final = "，。、；：！？）》」』】”’…—·%％"
_NOT_LAST: Final = "（《「『【“‘"
#: How these stand in a column.
_UPRIGHT: Final = str.maketrans("（）《》—…()", "︵︶︽︾︱︙︵︶")
_NARROW: Final = frozenset("iljtfrI.,:;!'|()[]/ ")
_WIDE: Final = frozenset("mwMWQO@%&")


def clean(text: str) -> str:
    """Text that may stand in XML."""
    return _FORBIDDEN.sub("", text)


def safe(text: str) -> str:
    """Text as it is written between tags or in an attribute."""
    return escape(clean(text), quote=True)


def is_wide(sign: str) -> bool:
    """Whether a character takes a whole square, as Chinese ones do."""
    return unicodedata.east_asian_width(sign) in "WFA" and not unicodedata.combining(sign)


def width_of(text: str, size: float) -> float:
    """How wide a text is, about, in pixels at the font size."""
    return sum(_share(sign) for sign in text) * size


def _share(sign: str) -> float:
    if is_wide(sign):
        return 1.0
    if sign in _NARROW:
        return 0.33
    if sign in _WIDE:
        return 0.85
    return 0.68 if sign.isupper() else 0.59


def wrapped(text: str, width: float, size: float, most: int) -> list[str]:
    """The lines of a text within ``width`` pixels; if there are more than ``most``, the last one ends with …."""
    lines = list(_lines(" ".join(clean(text).split()), width, size))
    if len(lines) <= most:
        return lines
    kept = lines[:most]
    last = kept[-1]
    while last and width_of(last + "…", size) > width:
        last = last[:-1]
    return [*kept[:-1], last.rstrip() + "…"]


def _lines(text: str, width: float, size: float) -> Iterator[str]:
    line = ""
    for word in (piece for found in _WORDS.findall(text) for piece in _pieces(found, width, size)):
        if width_of((line + word).rstrip(), size) <= width or not line:
            line += word
        elif word in _NOT_FIRST:
            line += word  # a mark may hang over the edge
        elif line[-1] in _NOT_LAST and len(line) > 1:
            yield line[:-1].rstrip()
            line = line[-1] + word
        else:
            yield line.rstrip()
            line = word.lstrip()
    if line.strip():
        yield line.strip()


def _pieces(word: str, width: float, size: float) -> Iterator[str]:
    """A word, cut where it is wider than a line."""
    while len(word) > 1 and width_of(word, size) > width:
        cut = max(1, next(at for at in range(1, len(word) + 1) if width_of(word[:at], size) > width) - 1)
        yield word[:cut]
        word = word[cut:]
    yield word


@dataclass(frozen=True, slots=True)
class Block:
    """Lines with the font size at which they fit."""

    lines: list[str]
    size: float

    @property
    def leading(self) -> float:
        """From one line to the next."""
        return self.size * 1.3

    @property
    def height(self) -> float:
        """Of all lines."""
        return self.leading * len(self.lines)

    @property
    def width(self) -> float:
        """Of the widest line."""
        return max((width_of(line, self.size) for line in self.lines), default=0.0)


def fitted(text: str, width: float, height: float, sizes: tuple[float, ...] = (13.0, 12.0, 11.0)) -> Block:
    """The text at the largest size at which it fits; cut at the smallest."""
    for size in sizes:
        most = max(1, int(height // (size * 1.3)))
        lines = wrapped(text, width, size, 10_000)
        if len(lines) <= most:
            return Block(lines, size)
    return Block(wrapped(text, width, sizes[-1], max(1, int(height // (sizes[-1] * 1.3)))), sizes[-1])


def stacked(text: str, height: float, size: float = 13.0) -> Block:
    """A name with Chinese in it, upright: the lines are columns from right to left, two at most."""
    signs = "".join(clean(text).split()).translate(_UPRIGHT)
    for size_here, columns in ((size, 1), (size - 2, 2)):
        most = max(1, int(height // (size_here * 1.15)))
        if len(signs) <= most * columns:
            return Block([signs[at : at + most] for at in range(0, len(signs), most)], size_here)
    most = max(1, int(height // ((size - 2) * 1.15)))
    cut = signs[: 2 * most - 1] + "︙"
    return Block([cut[:most], cut[most:]] if most > 1 else [cut[:1]], size - 2)


def has_chinese(text: str) -> bool:
    """Whether a name is better written upright than turned."""
    return any(is_wide(sign) and sign.isalpha() for sign in text)
