"""The numbers that Word counts by itself (automatic lists, ECMA-376-1, 17.9): 一、 （一） 1. ①, as they stand on the page.

They stand in no text of the file: a reader that left them out would lose the outline of many an official paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from docx.oxml.ns import qn

_VAL: Final = qn("w:val")
_PLACE: Final = re.compile(r"%([1-9])")
_CHINESE: Final = "〇一二三四五六七八九"
_ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_LAST_CIRCLED: Final = 20
#: Beyond so many a counter is no outline of a paper, and is written in digits.
_MOST: Final = 9999


def counted(number: int) -> str:
    """A number as Chinese counts: 十一, 一百〇五."""
    if not 0 < number <= _MOST:
        return str(number)
    text, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("〇" if gap else "") + _CHINESE[digit] + sign
        gap = bool(text) and not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


def _digits(number: int) -> str:
    return "".join(_CHINESE[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    """A … Z, AA, BB …, as Word goes on after Z."""
    turns, letter = divmod(max(number, 1) - 1, 26)
    return chr(ord("A") + letter) * min(turns + 1, 10)


def _roman(number: int) -> str:
    if not 0 < number <= _MOST:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= _LAST_CIRCLED else str(number)


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"), counted),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"), _digits),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "none": lambda number: "",
}


class Level:
    """One level of a list: where it starts, how it is written, with what around it."""

    def __init__(self, element: Any | None) -> None:
        def told(name: str, default: str) -> str:
            found = None if element is None else element.find(qn(name))
            return default if found is None else str(found.get(_VAL, default))

        start = told("w:start", "1")
        self.start = int(start) if start.isdecimal() and len(start) < 6 else 1
        self.format = told("w:numFmt", "decimal")
        self.text = told("w:lvlText", "")
        self.legal = element is not None and element.find(qn("w:isLgl")) is not None

    def written(self, number: int) -> str:
        """A number of this level."""
        return _FORMATS.get(self.format, str)(number)


class Numbering:
    """Counts the paragraphs of automatic lists in reading order."""

    def __init__(self, root: Any | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for element in () if root is None else root.iterchildren(qn("w:abstractNum")):
            key = element.get(qn("w:abstractNumId"), "")
            self._abstract[key] = _levels(element.iterchildren(qn("w:lvl")))
        for element in () if root is None else root.iterchildren(qn("w:num")):
            self._add(element)

    def _add(self, element: Any) -> None:
        number, link = element.get(qn("w:numId"), ""), element.find(qn("w:abstractNumId"))
        abstract = "" if link is None else str(link.get(_VAL, ""))
        levels = dict(self._abstract.get(abstract, {}))
        own = False
        for override in element.iterchildren(qn("w:lvlOverride")):
            place = _whole(override.get(qn("w:ilvl"), ""))
            for shape in override.iterchildren(qn("w:lvl")):
                levels[place] = Level(shape)
            start = override.find(qn("w:startOverride"))
            if start is not None:
                own = True
                levels[place] = _started(levels.get(place), _whole(start.get(_VAL, "1")))
        # Lists made from one definition count on together, unless one of them begins anew.
        self._lists[number] = (f"own {number}" if own else abstract, levels)

    def next(self, number: str, level: int) -> str:
        """The number of the next paragraph of list ``number`` at ``level`` (from 0); empty for a bullet, or no such list."""
        counter, levels = self._lists.get(number, ("", {}))
        shape = levels.get(level)
        if shape is None:
            return ""
        counts = self._counts.setdefault(counter, {})
        counts[level] = counts[level] + 1 if level in counts else shape.start
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if shape.format == "bullet":
            return ""
        return _PLACE.sub(lambda place: _filled(int(place[1]) - 1, shape, levels, counts), shape.text).strip()


def _filled(place: int, shape: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    level = levels.get(place)
    if level is None:
        return ""
    number = counts.get(place, level.start)
    return str(number) if shape.legal else level.written(number)


def _levels(elements: Iterable[Any]) -> dict[int, Level]:
    return {_whole(element.get(qn("w:ilvl"), "")): Level(element) for element in elements}


def _started(level: Level | None, start: int) -> Level:
    fresh = Level(None)
    if level is not None:
        fresh.format, fresh.text, fresh.legal = level.format, level.text, level.legal
    fresh.start = start
    return fresh


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
