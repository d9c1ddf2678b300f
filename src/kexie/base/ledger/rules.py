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
    """A kind of work done: stable code (``app.noun``), words on screen, and the data elements it may be measured by."""

    code: str
    label: str
    measures: tuple[str, ...] = ()


#: Kinds of entry; apps that write entries register theirs in `ready()`.
kinds: Registry[Kind] = Registry("kind of ledger entry")

#: Words for the fields of an entry, for its history.
FIELD_LABELS: Final[dict[str, str]] = {
    "kind": "类别",
    "title": "标题",
    "occurred_on": "日期",
    "place": "地点",
    "measures": "计量",
    "url": "链接",
    "confirmed_by": "确认人",
    "public": "公开",
    "units": "单位",
    "counterpart": "对方单位",
    "persons": "人员",
}


#: Lengths in characters.
LIMITS: Final[dict[str, int]] = {"title": 200, "place": 120, "url": 300, "confirmed_by": 60}
_SOURCE: Final = re.compile(r"(?=.{3,120}\Z)[a-z_.]+:\S+")
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
    if not units:
        errors["units"] = [_("请至少写明一个单位。")]
    return errors


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What a correction changes: field → [before, after]."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}
