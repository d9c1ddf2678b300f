"""Dates: days that no calendar has, weekdays that do not fit, events without a date or after the issue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from kexie.domains.bulletin.rules.checks.days import WEEKDAYS, Day, Form, days_in
from kexie.domains.bulletin.rules.checks.frame import (
    CheckedItem,
    Finding,
    Grade,
    Known,
    Part,
    Passage,
    Spot,
    found_in,
    on_whole,
    passages,
)

_VAGUE: Final = re.compile("近日|日前|近期|近来|前不久|不久前|最近|日内|前些天")
_RELATIVE: Final = re.compile("昨天|昨日|前天|明天上午|明天下午|[上本下]周[一二三四五六日]")
_SHORT_YEAR: Final = re.compile(r"(?<![\d.])(?P<year>\d\d)年(?=\d{1,2}月)")
_DURATION: Final = re.compile("(?:历时|为期|工作了?|长达|满|近|约|用了?|历经|任职)$")
_HOURS: Final = re.compile(r"(?P<half>上午|下午|晚上|晚|凌晨|早上)\s?(?P<hour>\d{1,2})(?=[时点:：])")
#: A month tells roughly when something happened, unless it is the end of a term.
_MONTH: Final = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?!底前|前|底以前|[球亮光饼票薪])")
_PLANNED: Final = re.compile("将于|拟于|计划|预计|定于|将在|截至|截止|之前|底前|即将")
_CLAUSE: Final = 24


def date_spots(text: str, passage: Passage, known: Known) -> Iterator[Spot]:
    """What is wrong with the dates written in one text."""
    for day in days_in(text, known.date):
        yield from _written_wrongly(day, passage.text) if day.possible else _impossible(day)
        if day.possible and day.weekday is not None:
            yield from _weekday(day)
    yield from _short_years(text, known.date)
    yield from _hours(text)
    for found in _RELATIVE.finditer(text) if passage.part is Part.TEXT else ():
        sentence = _("“%(word)s”要看是哪一天读到，存档后说不清，请写明月日。")
        yield Spot("day_relative", found.start(), found.end(), sentence % {"word": found[0]})


def dated_findings(item: CheckedItem, known: Known) -> Iterator[Finding]:
    """Whether an item says when its event was, and whether that can be so."""
    days = [(passage, days_in(passage.text, known.date)) for passage in passages(item)]
    values = [day.value for _passage, found in days for day in found if day.value]
    if not values and not any(_MONTH.search(passage.text) for passage, _days in days):
        yield from _undated(item)
    ends = item.event_until or item.event_on
    if ends and ends > known.date:
        sentence = _("活动日期%(day)s晚于本期印发日期%(issue)s，请核对其中一个。")
        reason = sentence % {"day": spoken(ends, known.date), "issue": spoken(known.date, known.date)}
        yield on_whole("event_after_issue", item.key, Part.EVENT, reason, grade=Grade.MUST, about=ends.isoformat())
    first = next(((passage, found[0]) for passage, found in days if found and passage.part is Part.TEXT), None)
    if first:
        yield from _leading_day(item, *first, values, known.date)


def event_day(item: CheckedItem, near: date) -> date:
    """The day of the item's event: as recorded, else the first date of its text, else that of the issue."""
    if item.event_on:
        return item.event_on
    text = (day.value for paragraph in item.paragraphs for day in days_in(paragraph, near) if day.value)
    return next(text, near)


def spoken(day: date, near: date) -> str:
    """A day as bulletins write it: with its year only where that is not the year of ``near``."""
    month_and_day = f"{day.month}月{day.day}日"
    return month_and_day if day.year == near.year else f"{day.year}年{month_and_day}"


def _impossible(day: Day) -> Iterator[Spot]:
    sentence = _("日历上没有%(month)s月%(day)s日，请核对。") % {"month": day.month, "day": day.day}
    if (day.month, day.day) == (2, 29):
        sentence = _("这一年没有2月29日，请核对。")
    yield Spot("day_impossible", day.start, day.end, sentence, Grade.MUST)


def _weekday(day: Day) -> Iterator[Spot]:
    if day.weekday in {each.weekday() for each in day.possible} or day.value is None:
        return
    right = WEEKDAYS[day.value.weekday()]
    sentence = _("%(year)s年%(month)s月%(day)s日是星期%(right)s，文中写作星期%(wrong)s。请核对日期和星期。") % {
        "year": day.value.year,
        "month": day.month,
        "day": day.day,
        "right": right,
        "wrong": WEEKDAYS[day.weekday or 0],
    }
    yield Spot("weekday", day.weekday_at, day.weekday_at + 1, sentence, Grade.MUST, right)


def _written_wrongly(day: Day, text: str) -> Iterator[Spot]:
    told = f"{day.year}年" if day.year is not None else ""
    right = f"{told}{day.month}月{day.day}日"
    continued = "月" not in text[day.start : day.end]
    if day.form is Form.NUMERIC:
        yield Spot("date_style", day.start, day.end, _("公文中的日期写作“年月日”。"), mend=right)
    elif day.form in (Form.CHINESE, Form.MIXED) and day.unit_at is not None and not continued:
        yield Spot("date_style", day.start, day.end, _("日期用阿拉伯数字书写（GB/T 15835—2011）。"), mend=right)
    elif day.unit_at is not None and text[day.unit_at] == "号":
        yield Spot("date_style", day.unit_at, day.unit_at + 1, _("书面语中写“日”，不写“号”。"), mend="日")


def _short_years(text: str, near: date) -> Iterator[Spot]:
    for found in _SHORT_YEAR.finditer(text):
        year = near.year // 100 * 100 + int(found["year"])
        if near.year - 15 <= year <= near.year + 10 and not _DURATION.search(text, 0, found.start()):
            reason = _("年份用四位数字书写（GB/T 15835—2011）。")
            yield Spot("date_style", *found.span("year"), reason, mend=str(year))


def _hours(text: str) -> Iterator[Spot]:
    for found in _HOURS.finditer(text):
        hour, half = int(found["hour"]), found["half"]
        if hour > 24 or (hour > 12 and half in ("上午", "凌晨", "早上")):
            sentence = _("“%(half)s”没有%(hour)s时，请核对。")
            yield Spot("hour", found.start(), found.end(), sentence % {"half": half, "hour": hour})
        elif hour > 12:
            sentence = _("24小时制的时刻前不再加“%(half)s”。") % {"half": half}
            yield Spot("hour", found.start(), found.end(), sentence, mend=found["hour"])


def _undated(item: CheckedItem) -> Iterator[Finding]:
    """近日 and the like without a date; with the day that is recorded for the event as its mend."""
    told = ""
    if item.event_on:
        told = f"{item.event_on.month}月{item.event_on.day}日"
        until = item.event_until
        if until and until != item.event_on:
            told += f"至{until.month}月{until.day}日" if until.month != item.event_on.month else f"至{until.day}日"
    for passage in passages(item):
        found = _VAGUE.search(passage.text)
        if found:
            sentence = _("只写了“%(word)s”，没有具体日期，请写明月日。") % {"word": found[0]}
            spot = Spot("undated", found.start(), found.end(), sentence, mend=told or None)
            yield from found_in(passage, [spot])
            return
    sentence = _("全文没有写明日期，请写明活动或者工作发生在哪一天。")
    yield on_whole("undated", item.key, Part.TEXT, sentence, grade=Grade.SHOULD)


def _leading_day(item: CheckedItem, passage: Passage, day: Day, values: list[date], near: date) -> Iterator[Finding]:
    """The first date of the text beside the day that is recorded, and beside that of the issue."""
    if day.value is None:
        return
    begin, until = item.event_on, item.event_until or item.event_on
    around = passage.text[max(0, day.start - _CLAUSE) : day.end + _CLAUSE]
    if begin and until and begin not in values and not begin <= day.value <= until:
        sentence = _("登记的活动日期是%(event)s，正文写的是%(said)s，请核对。")
        reason = sentence % {"event": spoken(begin, near), "said": spoken(day.value, near)}
        yield from found_in(passage, [Spot("event_differs", day.start, day.end, reason)])
    elif not begin and day.value > near and not _PLANNED.search(around):
        sentence = _("这一天晚于本期印发日期%(issue)s，请核对；如是预告，请写明“将于”。")
        reason = sentence % {"issue": spoken(near, near)}
        yield from found_in(passage, [Spot("event_after_issue", day.start, day.end, reason)])
