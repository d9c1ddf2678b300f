"""Reading the dates of a Chinese text: 2023年5月23日（周二）, 5月21日至23日, 2023.5.23, 五月二十三日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

WEEKDAYS: Final = "一二三四五六日"

_DIGITS: Final = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
_CHINESE: Final = "[一二三四五六七八九十]{1,3}"
_SEPARATOR: Final = r"\s?(?:至|到|和|及|、|[-—–－~～―]{1,2})\s?"
_WRITTEN: Final = re.compile(
    rf"(?:(?P<year>(?<!\d)\d{{4}}|[〇零○一二三四五六七八九]{{4}})\s?年\s?)?"
    rf"(?P<month>(?<!\d)\d{{1,2}}|(?<![一二三四五六七八九十第]){_CHINESE})\s?月\s?"
    rf"(?P<days>(?:\d{{1,2}}|{_CHINESE})\s?[日号]?(?:{_SEPARATOR}(?:\d{{1,2}}(?!\d|\s?月)|{_CHINESE}(?!\s?月))\s?[日号]?)*)"
)
_DAY: Final = re.compile(rf"(?P<day>\d{{1,2}}|{_CHINESE})\s?(?P<unit>[日号])?")
_WEEKDAY: Final = re.compile(
    r"\s?(?:上午|下午|晚上|晚)?\s?[（(]?\s?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![常期至])\s?(?:[）)]|)"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d.\-/])(?P<year>(?:19|20)\d\d)(?P<mark>[.\-/])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d\-/]|\.\d)"
)
#: How many days a date without a year may lie before and after the day of the issue.
_REACH: Final = (300, 200)
#: News tells what has been: a day to come must be so many times nearer than one that is past to be the one that is meant.
_AHEAD: Final = 2


class Form(StrEnum):
    """How a date is written."""

    WRITTEN = "written"
    NUMERIC = "numeric"
    CHINESE = "chinese"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date in a text, from ``start`` to ``end``; ``possible`` are the days that it can mean, the likeliest first:
    none for one that no calendar has. ``weekday`` (0 Monday) stands at ``weekday_at``, None where none is written.
    """

    start: int
    end: int
    year: int | None
    month: int
    day: int
    form: Form
    possible: tuple[date, ...]
    unit_at: int | None = None
    weekday: int | None = None
    weekday_at: int = 0

    @property
    def value(self) -> date | None:
        """The day that is most likely meant."""
        return self.possible[0] if self.possible else None


def days_in(text: str, near: date) -> list[Day]:
    """The dates of ``text`` in their order; one without a year is taken for that which :func:`days_meant` has first."""
    found = [*_written(text, near), *_numeric(text)] if any(mark in text for mark in "月-./") else []
    return sorted(found, key=lambda day: day.start)


def number(text: str) -> int | None:
    """The value of digits or of a Chinese numeral up to 九十九, or of digits read one by one (二〇二三); None otherwise."""
    if text.isascii() and text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        values = (_DIGITS.get(tens, 1 if not tens else None), _DIGITS.get(ones, 0 if not ones else None))
        return None if None in values else (values[0] or 0) * 10 + (values[1] or 0)
    if not text or any(digit not in _DIGITS for digit in text):
        return None
    return int("".join(str(_DIGITS[digit]) for digit in text))


def days_meant(year: int | None, month: int, day: int, near: date) -> tuple[date, ...]:
    """The days that a month and a day can mean, the likeliest first; with a year at most the one."""
    years = [year] if year is not None else [near.year - 1, near.year, near.year + 1]
    days = [found for each in years if (found := _day(each, month, day))]
    if year is not None:
        return tuple(days)
    away = {each: (each - near).days for each in days}
    close = [each for each in days if -_REACH[0] <= away[each] <= _REACH[1]]
    return tuple(sorted(close, key=lambda each: max(-away[each], _AHEAD * away[each])))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written(text: str, near: date) -> Iterator[Day]:
    for found in _WRITTEN.finditer(text):
        parts = list(_DAY.finditer(text, found.start("days"), found.end("days")))
        while parts and not parts[-1]["unit"]:
            parts.pop()
        year, month = number(found["year"]) if found["year"] else None, number(found["month"]) or 0
        start = found.start()
        for part in parts:
            weekday = _WEEKDAY.match(text, part.end()) if part is parts[-1] else None
            day = number(part["day"]) or 0
            yield Day(
                start=start,
                end=part.end(),
                year=year,
                month=month,
                day=day,
                form=_form(found["year"] or "", found["month"], part["day"]),
                possible=days_meant(year, month, day, near),
                unit_at=part.start("unit") if part["unit"] else None,
                weekday=WEEKDAYS.index(weekday["weekday"].replace("天", "日")) if weekday else None,
                weekday_at=weekday.start("weekday") if weekday else 0,
            )
            start = part.end()


def _numeric(text: str) -> Iterator[Day]:
    for found in _NUMERIC.finditer(text):
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
        only = _day(year, month, day)
        yield Day(
            start=found.start(),
            end=found.end(),
            year=year,
            month=month,
            day=day,
            form=Form.NUMERIC,
            possible=(only,) if only else (),
        )


def _form(*parts: str) -> Form:
    kinds = {part.isascii() for part in parts if part}
    return Form.MIXED if len(kinds) == 2 else Form.WRITTEN if kinds == {True} else Form.CHINESE
