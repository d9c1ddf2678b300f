"""How the desk looks at what comes in: by weeks, by what was decided; and what editors often say when they refuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.domains.bulletin.rules.submissions import SubmissionState, SubmissionVerb

#: Until then a decision can be taken back before anybody outside the office has heard of it.
UNDO: Final = timedelta(minutes=10)
#: Weeks before the present one that the filter offers.
WEEKS_OFFERED: Final = 12
#: The value that shows all weeks; the empty one stands for this week and whatever is undecided still.
ALL_WEEKS: Final = "all"
#: The parameters of an address that say which row is read and what has just been done: no part of what is listed.
OPEN: Final = "_open"
DID: Final = "_did"

#: The states behind the tabs of the desk, in their order.
TABS: Final = (
    SubmissionState.SENT,
    SubmissionState.RESERVED,
    SubmissionState.ADOPTED,
    SubmissionState.RETURNED,
    SubmissionState.REJECTED,
)
#: What is done by one press of a button, and by which key; the others ask first.
AT_ONCE: Final = frozenset({SubmissionVerb.ADOPT, SubmissionVerb.RESERVE, SubmissionVerb.REOPEN})
KEYS: Final[Mapping[SubmissionVerb, str]] = {
    SubmissionVerb.ADOPT: "a",
    SubmissionVerb.RESERVE: "s",
    SubmissionVerb.RETURN: "r",
    SubmissionVerb.REJECT: "x",
    SubmissionVerb.REOPEN: "u",
}

#: What is offered before anybody has written reasons of the office's own.
FIRST_REASONS: Final[Mapping[SubmissionVerb, tuple[Promise, ...]]] = {
    SubmissionVerb.RETURN: (
        gettext_lazy("请写明活动的时间和地点"),
        gettext_lazy("请核对领导姓名、职务和排序"),
        gettext_lazy("请补充成效或数据"),
        gettext_lazy("篇幅过长，请精简"),
        gettext_lazy("请补充图片说明"),
    ),
    SubmissionVerb.REJECT: (
        gettext_lazy("与已编发的信息重复"),
        gettext_lazy("时效已过"),
        gettext_lazy("内容不属于动态的报送范围"),
        gettext_lazy("缺少实质内容"),
    ),
}
REASONS_OFFERED: Final = 6
_LONGEST_TITLE: Final = 60


def monday_of(day: date) -> date:
    """The Monday of its week: a week of the bulletin begins on Monday."""
    return day - timedelta(days=day.weekday())


def week_label(monday: date, *, today: date) -> str:
    """A week in words: 本周（5月22日—28日）, 上周 …, then the days alone, with the year where it is another one."""
    sunday = monday + timedelta(days=6)
    ends = f"{sunday.day}日" if sunday.month == monday.month else f"{sunday.month}月{sunday.day}日"
    days = f"{monday.month}月{monday.day}日—{ends}"
    if monday.year != today.year:
        days = f"{monday.year}年{days}"
    named = {0: _("本周（%(days)s）"), 7: _("上周（%(days)s）")}
    return named.get((monday_of(today) - monday).days, "%(days)s") % {"days": days}


def weeks(today: date) -> list[tuple[str, str]]:
    """The weeks that the filter offers, the latest first: ISO date of the Monday, and words."""
    first = monday_of(today)
    mondays = (first - timedelta(weeks=back) for back in range(WEEKS_OFFERED + 1))
    return [(monday.isoformat(), week_label(monday, today=today)) for monday in mondays]


def frequent(told: list[str], verb: SubmissionVerb) -> list[str]:
    """The reasons to offer: those that were told most often lately, then ours, each once."""
    first = [str(words) for words in FIRST_REASONS.get(verb, ())]
    return list(dict.fromkeys([*told, *first]))[:REASONS_OFFERED]


def with_words(chosen: list[str], note: str) -> str:
    """The reason as the unit reads it: what was ticked, then what was written, as sentences."""
    parts = [part.strip().rstrip("。；;") for part in (*chosen, note)]
    told = "；".join(part for part in parts if part)
    return f"{told}。" if told and told[-1] not in "！？!?" else told


def own_address(address: str, *, path: str, **changes: str) -> str:
    """The list at ``address`` with ``changes`` to its query, if ``address`` is one of the list at ``path``; else ``path``.

    Whatever says which row is open, or what was done last, is taken out first.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    query = parts.query if not parts.scheme and not parts.netloc and parts.path == path else ""
    kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0] not in (OPEN, DID)]
    kept += [urlencode({name: value}) for name, value in changes.items() if value]
    return f"{path}?{'&'.join(kept)}" if kept else path


def united(signed: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The units that sign several reports of one event, those of the first report first, each once."""
    return tuple(dict.fromkeys(name for names in signed for name in names))


def shortened(title: str) -> str:
    """A title that leaves room for the other words of a notice."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
