"""Reading a year's holidays from the State Council's notice, or from lines, and the shape of a year on its page.

The notice is written the same way every year: ``二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，
共8天。1月26日（周日）、2月8日（周六）上班。`` It is read by its own words; days of the week and counts that do not agree
with the calendar are said, because they are what a wrong year or a slip of the pen looks like.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import Calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

#: The festivals that every notice arranges, by a word of their names.
FESTIVALS: Final = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")

_NAME: Final = re.compile(r"^(?:[一二三四五六七八九十]+[、.])?\s*([\u4e00-\u9fff、]{2,20})[:：]")
_DATE: Final = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[(（]([^)）]*)[)）])?")
_TO: Final = re.compile(r"^\s*[至到—~-]+\s*$")
_COUNT: Final = re.compile(r"共(\d{1,2})天|放假(\d{1,2})天")
_LINE: Final = re.compile(
    r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[\s,，]*(放假|休息|休|补班|上班|班)[\s,，:：]*(.{0,60})$"
)
WEEK: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Arranged:
    """One day of the arrangement: whether offices work, and for which holiday."""

    day: date
    works: bool
    name: str


@dataclass(slots=True)
class Reading:
    """What was understood: the days in order, what has to be mended, and what should be looked at."""

    days: list[Arranged] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def read_arrangement(text: str, year: int) -> Reading:
    """The days of ``year`` in a notice or in lines such as ``2027-02-06 班 春节``.

    Days of other years are left out and named. Problems hold sentences that say how to mend the text; with one of them
    the arrangement is not to be used.
    """
    reading = Reading()
    found: dict[date, Arranged] = {}
    name = ""
    for line in unicodedata.normalize("NFKC", text).splitlines():
        if plain := _LINE.match(line.strip()):
            _take(reading, found, _of_line(plain, reading, name), year)
            continue
        for sentence in re.split(r"[。;；]", line):
            if named := _NAME.match(sentence.strip()):
                name = named[1]
            _take(reading, found, _of_sentence(sentence, year, name, reading), year)
    reading.days = [found[day] for day in sorted(found)]
    _judge(reading, year)
    return reading


def _of_line(plain: re.Match[str], reading: Reading, before: str) -> list[Arranged]:
    day = _day(int(plain[1]), int(plain[2]), int(plain[3]), plain[0], reading)
    works = plain[4] in ("补班", "上班", "班")
    return [Arranged(day, works, plain[5].strip() or before)] if day else []


def _of_sentence(sentence: str, year: int, name: str, reading: Reading) -> list[Arranged]:
    """The days of one sentence: those off, or those worked; none in a sentence that arranges nothing."""
    works = "上班" in sentence
    if not works and "放假" not in sentence:
        if _DATE.search(sentence):
            reading.doubts.append(_("这一句没有写“放假”或“上班”，没有采用：“%(text)s”。") % {"text": sentence.strip()})
        return []
    days = _days_of(sentence, year, reading)
    counted = _COUNT.search(sentence)
    if counted and not works and len(days) != int(counted[1] or counted[2]):
        said = {"text": sentence.strip(), "said": int(counted[1] or counted[2]), "found": len(days)}
        reading.problems.append(_("“%(text)s”写的是%(said)d天，日期算下来是%(found)d天，请核对。") % said)
    return [Arranged(day, works, name) for day in days]


def _days_of(sentence: str, year: int, reading: Reading) -> list[date]:
    days: list[date] = []
    month, until = 0, 0
    for match in _DATE.finditer(sentence):
        year, month = int(match[1] or year), int(match[2] or month)
        day = _day(year, month, int(match[3]), match[0], reading)
        if day is None:
            continue
        _check_week(day, match[4] or "", match[0], reading)
        if days and _TO.match(sentence[until : match.start()]):
            gap = (day - days[-1]).days
            if not 0 < gap <= 31:
                reading.problems.append(_("“%(text)s”前后的日期次序不对，请核对。") % {"text": match[0]})
                continue
            days += [days[-1] + timedelta(days=step) for step in range(1, gap)]
        days.append(day)
        until = match.end()
    return days


def _day(year: int, month: int, day: int, text: str, reading: Reading) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        reading.problems.append(_("“%(text)s”不是一个日期，请核对。") % {"text": text})
        return None


def _check_week(day: date, note: str, text: str, reading: Reading) -> None:
    said = re.search(r"(?:周|星期)([一二三四五六日天])", note)
    right = WEEK[day.weekday()]
    if said and said[1].replace("天", "日") != right:
        sentence = _("“%(text)s”：%(year)d年的这一天是周%(right)s，请核对年份和日期。")
        reading.problems.append(sentence % {"text": text, "year": day.year, "right": right})


def _take(reading: Reading, found: dict[date, Arranged], days: Iterable[Arranged], year: int) -> None:
    for one in days:
        if one.day.year != year:
            reading.doubts.append(_("%(day)s不在%(year)d年，没有采用。") % {"day": _words(one.day), "year": year})
        elif (before := found.get(one.day)) is not None and before.works != one.works:
            reading.problems.append(_("%(day)s既写了放假又写了上班，请核对。") % {"day": _words(one.day)})
        else:
            found[one.day] = one


def _judge(reading: Reading, year: int) -> None:
    if not reading.days:
        reading.problems.append(_("没有读出%(year)d年的放假安排，请粘贴通知全文，或每行写一天。") % {"year": year})
        return
    for one in reading.days:
        if one.works and one.day.isoweekday() <= 5:
            reading.problems.append(_("%(day)s不是周末，不需要写上班，请核对。") % {"day": _words(one.day)})
    names = "".join(one.name for one in reading.days)
    if missing := [word for word in FESTIVALS if word not in names]:
        reading.doubts.append(_("没有读到这些节日的安排：%(names)s。") % {"names": "、".join(missing)})


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEK[day.weekday()]}）"


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in a month's table: ``mark`` is 休 or 班 where it differs from its day of the week, ``own`` if it is one's own."""

    day: date
    works: bool
    mark: str
    name: str
    own: bool

    @property
    def words(self) -> str:
        """What a screen reader says of it: 2月14日（周六），上班，春节."""
        state = _("上班") if self.works else _("休息")
        parts = [f"{self.day.month}月{self.day.day}日（周{WEEK[self.day.weekday()]}）", state, self.name]
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Span:
    """Days off in a row for one reason."""

    name: str
    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days, both ends included."""
        return (self.last - self.first).days + 1


def months(
    year: int, works: Callable[[date], bool], name: Callable[[date], str], own: frozenset[date]
) -> list[list[list[Cell | None]]]:
    """Twelve months as weeks from Monday to Sunday; None for the days of the neighbouring months."""

    def cell(day: date) -> Cell:
        at_work = works(day)
        differs = at_work != (day.isoweekday() <= 5)
        mark = (_("班") if at_work else _("休")) if differs else ""
        return Cell(day, at_work, mark, name(day), day in own)

    weeks = Calendar().monthdatescalendar
    return [
        [[cell(day) if day.month == month else None for day in week] for week in weeks(year, month)]
        for month in range(1, 13)
    ]


def spans(days: Sequence[tuple[date, str]]) -> list[Span]:
    """Days off with their names as spans; a day joins the one before it when it follows at once under the same name."""
    found: list[Span] = []
    for day, name in sorted(days):
        if found and found[-1].name == name and found[-1].last == day - timedelta(days=1):
            found[-1] = Span(name, found[-1].first, day)
        else:
            found.append(Span(name, day, day))
    return found
