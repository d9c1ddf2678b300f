"""How issues are numbered: within the year, and running since the first issue."""

from __future__ import annotations

import re
from typing import Final

MOST_ISSUES: Final = 100
FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2100
LARGEST_TOTAL: Final = 99_999

_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}


def number_line(year: int, number: int) -> str:
    """The number line of the masthead: 2023年 第17期."""
    return f"{year}年 第{number}期"


def running_line(total: int) -> str:
    """The running line of the masthead: （总第70期）."""
    return f"（总第{total}期）"


def is_possible(year: int, number: int, total: int) -> bool:
    """Whether these can be the numbers of one issue: a year of ours, 1–100 within it, a total that is not smaller."""
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= MOST_ISSUES and number <= total <= LARGEST_TOTAL


def read_number(text: str) -> int | None:
    """The number that ``text`` writes, or None: 17, １７, 十七, 一百零三, and digit by digit 二〇二三; up to 9999."""
    text = re.sub(r"\s+", "", text)
    if not text or len(text) > 8:
        return None
    if text.isdecimal():
        return int(text)
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    return _read_with_units(text)


def _read_with_units(text: str) -> int | None:
    value, digit, smallest = 0, -1, 10_000
    for character in text:
        if character in _UNITS:
            unit = _UNITS[character]
            if unit >= smallest or digit == 0 or (digit < 0 and unit != 10):
                return None
            value, digit, smallest = value + max(digit, 1) * unit, -1, unit
        elif character in _DIGITS and digit < 1:
            digit = _DIGITS[character]
        else:
            return None
    return None if digit == 0 else value + max(digit, 0)
