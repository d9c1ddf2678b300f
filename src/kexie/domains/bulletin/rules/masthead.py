"""Reading the head of the first page: name, number, running number, publisher, date, in whatever order and lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kexie.domains.bulletin import errors
from kexie.domains.bulletin.rules.issue import DEFAULT_NAME
from kexie.domains.bulletin.rules.numbering import FIRST_YEAR, LAST_YEAR, MOST_ISSUES, is_possible, read_number
from kexie.domains.bulletin.rules.wording import clean, close_up_spread

_N: Final = r"[\d〇零○一二三四五六七八九十]"
_DATE: Final = re.compile(
    rf"({_N}{{4}})\s*[年./\-－．／]\s*({_N}{{1,3}})\s*[月./\-－．／]\s*({_N}{{1,3}})(?!\d)\s*日?"
    r"(?:\s*[（(]?(?:星期|周)[一二三四五六日天][）)]?)?"
)
_TOTAL: Final = re.compile(r"[（(]?\s*总\s*第([^第期]{0,40})期\s*[）)]?")
_NUMBER: Final = re.compile(rf"(?:({_N}{{1,5}})\s*年度?\s*)?第([^第期]{{0,40}})期")
_PUBLISHED_BY: Final = re.compile(r"^(?:主办|编发|编印)(?:单位)?\s*[:：]\s*")
_LONGEST_NAME: Final = 30
_LONGEST_PUBLISHER: Final = 60


@dataclass(slots=True)
class _Numbers:
    """The number line as read: ``year`` is None where only 第17期 is written."""

    year: int | None
    number: int
    text: str
    line: int


@dataclass(slots=True)
class MastheadReader:
    """Takes the lines of a masthead and tells what they say; refuses what is missing, doubled, impossible or stray."""

    unit: str = "行"
    name: str = ""
    publisher: str = ""
    first_line: int = 0
    _numbers: _Numbers | None = None
    _total: int | None = None
    _date: date | None = None
    _stated: dict[str, int] = field(default_factory=dict)

    def take(self, text: str, *, line: int, level: int = 0) -> None:
        """Take one line in; ``level`` is that of a heading, or 0."""
        text = clean(text)
        self.first_line = self.first_line or line
        had_number = self._numbers is not None
        rest = self._take_date(text, line)
        rest = self._take_total(rest, line)
        rest = clean(self._take_number(rest, line))
        if rest:
            self._take_words(rest, line, level, had_number=had_number, alone=rest == text)

    def result(self, line: int) -> dict[str, Any]:
        """The fields of the issue that a masthead holds; ``line`` is where the masthead ended, for a refusal."""
        start = self.first_line or line
        if self._numbers is None:
            raise errors.NumberMissing(line=start, unit=self.unit)
        if self._total is None:
            raise errors.TotalMissing(line=self._numbers.line, unit=self.unit)
        if self._date is None:
            raise errors.DateMissing(line=start, unit=self.unit)
        year = self._numbers.year if self._numbers.year is not None else self._date.year
        if not is_possible(year, self._numbers.number, self._total):
            shown = f"{self._numbers.text}（总第{self._total}期）"
            raise self._impossible(shown, self._numbers.line)
        if self._date.year not in (year, year + 1):
            line = self._stated["date"]
            raise errors.DateImpossible(line=line, unit=self.unit, text=self._date.isoformat())
        return {
            "name": self.name or DEFAULT_NAME,
            "year": year,
            "number": self._numbers.number,
            "total": self._total,
            "date": self._date,
            "publisher": self.publisher,
        }

    def _impossible(self, text: str, line: int) -> errors.NumberImpossible:
        return errors.NumberImpossible(line=line, unit=self.unit, text=text, most=MOST_ISSUES)

    def _once(self, key: str, what: str, line: int) -> None:
        if key in self._stated:
            raise errors.StatedTwice(line=line, unit=self.unit, what=what)
        self._stated[key] = line

    def _take_date(self, text: str, line: int) -> str:
        match = _DATE.search(text)
        if match is None:
            return text
        self._once("date", match[0].strip(), line)
        year, month, day = (read_number(part) or 0 for part in match.groups())
        try:
            self._date = date(year, month, day)
        except ValueError:
            raise errors.DateImpossible(line=line, unit=self.unit, text=match[0].strip()) from None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise errors.DateImpossible(line=line, unit=self.unit, text=match[0].strip())
        return _without(text, match)

    def _take_total(self, text: str, line: int) -> str:
        match = _TOTAL.search(text)
        if match is None:
            return text
        self._once("total", match[0].strip(), line)
        self._total = read_number(match[1])
        if self._total is None:
            raise self._impossible(match[0].strip(), line)
        return _without(text, match)

    def _take_number(self, text: str, line: int) -> str:
        match = _NUMBER.search(text)
        if match is None:
            return text
        shown = match[0].strip()
        self._once("number", shown, line)
        number = read_number(match[2])
        year = read_number(match[1]) if match[1] else None
        if number is None or (match[1] and year is None):
            raise self._impossible(shown, line)
        self._numbers = _Numbers(year, number, shown, line)
        return _without(text, match)

    def _take_words(self, text: str, line: int, level: int, *, had_number: bool, alone: bool) -> None:
        """The name stands before the number, or is a heading of the first level; other words are the publisher."""
        is_name = not self.name and (not had_number or level == 1) and len(text) <= _LONGEST_NAME
        is_item = alone and level > 0 and self._date is not None
        if "。" in text or len(text) > _LONGEST_PUBLISHER:
            raise self._stray(text, line)
        if is_name:
            self.name = close_up_spread(text)
        elif is_item:
            raise errors.ItemOutsideColumn(line=line, unit=self.unit, title=text)
        elif not self.publisher:
            self.publisher = _PUBLISHED_BY.sub("", text)
        else:
            raise self._stray(text, line)

    def _stray(self, text: str, line: int) -> errors.IssueRefused:
        """Without a number before it, what looks stray is a paper of another kind: say that instead."""
        if self._numbers is None:
            return errors.NumberMissing(line=self.first_line, unit=self.unit)
        return errors.StrayText(line=line, unit=self.unit, text=text[:30])


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"
