"""Pure decisions of the ledger: kinds of entry, what an entry says, what a correction changes."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from kexie.base.kernel.registry import Registry

#: What a measure may be in code; stored as JSON (dates as ISO 8601, decimals as text).
Measure = int | str | Decimal | date


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work done: stable code (``app.noun``), words on screen, and the data elements it may be measured by.

    ``by_hand``: people of a unit may enter such work themselves; ``hint`` then says what belongs here. Without it only
    the app that declares the kind writes it.
    """

    code: str
    label: str
    measures: tuple[str, ...] = ()
    by_hand: bool = False
    hint: str = ""


#: Kinds of entry; apps that write entries register theirs in `ready()`.
kinds: Registry[Kind] = Registry("kind of ledger entry")

#: Work that every unit does and that no app knows of: entered by hand.
GENERAL: Final = (
    Kind(
        "ledger.meeting",
        "会议",
        ("participants_count", "sessions_count", "organisations_count"),
        by_hand=True,
        hint="工作会、座谈会、换届会等",
    ),
    Kind(
        "ledger.training",
        "培训",
        ("participants_count", "sessions_count", "service_hours"),
        by_hand=True,
        hint="面向会员、科技工作者、科普人员的培训",
    ),
    Kind(
        "ledger.research",
        "调研",
        ("sessions_count", "enterprises_count", "experts_count", "organisations_count"),
        by_hand=True,
        hint="走访、座谈、问卷等调查研究",
    ),
    Kind(
        "ledger.popular_science",
        "科普活动",
        ("participants_count", "sessions_count", "volunteers_count", "experts_count"),
        by_hand=True,
        hint="讲座、展览、进社区、进校园等",
    ),
    Kind(
        "ledger.academic",
        "学术交流",
        ("participants_count", "papers_count", "experts_count"),
        by_hand=True,
        hint="年会、论坛、研讨会等",
    ),
)

#: What the source of an entry made by hand begins with.
BY_HAND: Final = "ledger.hand:"
#: No work is entered by hand that is older: a year typed wrong.
FIRST_DAY: Final = date(1990, 1, 1)

#: Words for the fields of an entry, for its history.
FIELD_LABELS: Final[dict[str, str]] = {
    "kind": "类别",
    "title": "标题",
    "occurred_on": "日期",
    "ended_on": "结束日期",
    "place": "地点",
    "measures": "计量",
    "url": "链接",
    "confirmed_by": "确认人",
    "public": "公开",
    "units": "单位",
    "counterpart": "对方单位",
    "persons": "人员",
    "source_note": "依据",
    "state": "状态",
}


#: Lengths in characters.
LIMITS: Final[dict[str, int]] = {"title": 200, "place": 120, "url": 300, "confirmed_by": 60, "source_note": 200}
_SOURCE: Final = re.compile(r"(?=.{3,120}\Z)[a-z_.]+:\S+")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?", re.ASCII)
_PATH: Final = re.compile(r"/(?![/\\])[^\s\\]*")


class Period(StrEnum):
    """How totals are cut in time."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def span(day: date, period: Period) -> tuple[date, date]:
    """First and last day of the period in which ``day`` lies."""
    months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[period]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    last_month = first.month + months - 1
    return first, first.replace(month=last_month, day=monthrange(first.year, last_month)[1])


def period_words(since: date, until: date) -> str:
    """A period as people say it: 2026年3月, 2026年第1季度, 2026年."""
    months = until.month - since.month + 1
    if months == 12:
        return f"{since.year}年"
    return f"{since.year}年{since.month}月" if months == 1 else f"{since.year}年第{(since.month + 2) // 3}季度"


def rate(numerator: int, denominator: int) -> str:
    """A share with its figures, such as 66.7%（2/3）; "—" for an empty denominator: nothing is not a hundred per cent."""
    return f"{numerator / denominator:.1%}（{numerator}/{denominator}）" if denominator else "—"


def stored(measures: Mapping[str, Measure]) -> dict[str, int | str]:
    """Measures as JSON keeps them, in the order of their codes; two equal mappings give equal results."""
    plain: dict[str, int | str] = {}
    for code in sorted(measures):
        value = measures[code]
        if isinstance(value, date):
            plain[code] = value.isoformat()
        else:
            plain[code] = str(value) if isinstance(value, Decimal) else value
    return plain


def undeclared(kind: Kind, measures: Mapping[str, Any]) -> list[str]:
    """Codes in ``measures`` that ``kind`` does not declare. A declared measure may be missing: unknown is not nought."""
    return [code for code in measures if code not in kind.measures]


def faults(said: Mapping[str, Any], *, source: str, units: int) -> dict[str, list[str]]:
    """Sentences, by field, for what an entry must say, or says at too great length."""
    errors: dict[str, list[str]] = {}
    for name, limit in LIMITS.items():
        if len(said[name]) > limit:
            field = FIELD_LABELS[name]
            errors[name] = [_("“%(field)s”不超过%(limit)d个字，请缩短。") % {"field": field, "limit": limit}]
    if not said["title"]:
        errors["title"] = [_("请填写标题。")]
    if not _SOURCE.fullmatch(source):
        errors["source"] = [_("请写明来源，格式为“应用.事物:编号”，不超过120个字符。")]
    if said["url"] and not _PATH.fullmatch(said["url"]):
        errors["url"] = [_("链接须是本站内以“/”开头的地址。")]
    if said["ended_on"] is not None and said["ended_on"] < said["occurred_on"]:
        errors["ended_on"] = [_("结束日期早于开始日期，请修改。")]
    if not units:
        errors["units"] = [_("请至少写明一个单位。")]
    return errors


def amount(value: Any, *, decimal: bool) -> int | Decimal | None:
    """A stored measure as a number that can be added up: whole, or with decimals where its element has them; else None."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return Decimal(value) if decimal and isinstance(value, str) and _DECIMAL.fullmatch(value) else None


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What a correction changes: field → [before, after]."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def hand_faults(*, begin: date, end: date | None, note: str, today: date) -> dict[str, list[str]]:
    """Sentences, by field, for what work entered by hand must say: it is done already, and can be looked up."""
    errors: dict[str, list[str]] = {}
    for name, day in (("occurred_on", begin), ("ended_on", end)):
        if day is not None and day > today:
            errors[name] = [_("日期不能晚于今天：台账只登记已经完成的工作。")]
        elif day is not None and day < FIRST_DAY:
            errors[name] = [_("日期太早，请核对年份。")]
    if not note.strip():
        errors["source_note"] = [_("请写明依据，例如会议纪要的文号、签到表存放何处，便于日后查对。")]
    return errors


def days_words(begin: date, end: date | None) -> str:
    """The days of an entry: 2026年3月5日, 2026年3月5日至7日, 2026年3月30日至4月2日, 2026年12月30日至2027年1月2日."""
    first = f"{begin.year}年{begin.month}月{begin.day}日"
    if end is None or end == begin:
        return first
    year = "" if end.year == begin.year else f"{end.year}年"
    month = "" if not year and end.month == begin.month else f"{end.month}月"
    return f"{first}至{year}{month}{end.day}日"
