"""The clock of a case: what its ledger says of the limit.

The ledger is a list of entries in order of time; :func:`read` folds it. Working time, holidays and make-up days are those of
`kernel.workdays`. A limit that counts round the clock (2小时, 24小时 of the urgent ones) knows neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.workdays import OutOfCalendar, add_working_time, working_time_between
from kexie.base.matters.rules.clock import DAY
from kexie.base.matters.rules.limits import parse_limit


class Move(StrEnum):
    """What an entry of the ledger does."""

    START = "start"
    LIMIT = "limit"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    REROUTE = "reroute"
    HAND_OVER = "hand_over"
    STOP = "stop"


MOVE_LABELS: Final[dict[str, str | Promise]] = {
    Move.START: _("开始计时"),
    Move.LIMIT: _("调整期限"),
    Move.PAUSE: _("暂停计时"),
    Move.RESUME: _("恢复计时"),
    Move.EXTEND: _("延期"),
    Move.REROUTE: _("改派后重新计时"),
    Move.HAND_OVER: _("转办，期限不变"),
    Move.STOP: _("停止计时"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A limit as it is set: working time as `matters` writes it (7d, 2h), or hours round the clock."""

    limit: str
    natural: bool = False

    def due(self, start: datetime) -> datetime:
        """When it is over. Raises BadLimit."""
        limit = parse_limit(self.limit)
        if self.natural:
            return start + timedelta(days=limit.days, minutes=limit.minutes)
        return limit.due(start)

    def __str__(self) -> str:
        """As people say it: 7个工作日, 24小时."""
        limit = parse_limit(self.limit)
        if not self.natural:
            return str(limit)
        hours = limit.days * 24 + limit.minutes // 60
        return _now("%d小时（不分昼夜）") % hours if hours else str(limit)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: ``term`` where a limit begins or changes, ``until`` where a day is set."""

    move: Move
    at: datetime
    term: Term | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the ledger says: until when (None: no limit), since when it stands still, whether it is over."""

    due: datetime | None = None
    still_since: datetime | None = None
    stopped_at: datetime | None = None
    term: Term | None = None
    begun: datetime | None = None
    rested: timedelta = timedelta(0)

    @property
    def runs(self) -> bool:
        """Whether time counts now."""
        return self.still_since is None and self.stopped_at is None


def read(entries: Iterable[Entry]) -> Reading:
    """The clock after all ``entries``, which are in order of time."""
    reading = Reading()
    for entry in entries:
        reading = after(reading, entry)
    return reading


def after(reading: Reading, entry: Entry) -> Reading:
    """The clock after one entry more. What has stopped stays so, until it is routed or extended anew."""
    match entry.move:
        case Move.START | Move.REROUTE:
            due = entry.term.due(entry.at) if entry.term else entry.until
            return Reading(due=due, term=entry.term, begun=entry.at)
        case Move.LIMIT if entry.term is not None:
            begun = reading.begun or entry.at
            due = _later(entry.term.due(begun), reading.rested, natural=entry.term.natural)
            return replace(reading, term=entry.term, due=due)
        case Move.LIMIT | Move.EXTEND:
            return replace(reading, due=entry.until)
        case Move.PAUSE if reading.runs:
            return replace(reading, still_since=entry.at)
        case Move.RESUME if reading.still_since is not None:
            return _resumed(reading, entry.at)
        case Move.STOP if reading.stopped_at is None:
            return replace(reading, stopped_at=entry.at, still_since=None)
    return reading


def _resumed(reading: Reading, at: datetime) -> Reading:
    since = reading.still_since or at
    natural = reading.term is not None and reading.term.natural
    rest = at - since if natural else _working(since, at)
    due = reading.due
    # What was over when the clock stopped stays over by as much.
    moved = None if due is None else _later(due, rest, natural=natural)
    return replace(reading, due=moved, still_since=None, stopped_at=None, rested=reading.rested + rest)


def _later(due: datetime, rest: timedelta, *, natural: bool) -> datetime:
    if natural or not rest:
        return due + rest
    try:
        return add_working_time(due, rest)
    except OutOfCalendar:
        return due + rest


def _working(begin: datetime, end: datetime) -> timedelta:
    try:
        return working_time_between(begin, end)
    except OutOfCalendar:
        return end - begin


#: Steps of escalation: warned before, then over, over by a working day, over by three.
LEVELS: Final = 4


def level_of(due: datetime | None, *, at: datetime, warn: timedelta) -> int:
    """How far a running limit has to be escalated at ``at``: 0 not, 1 near (``warn`` of working time left), 2 over, 3 over by a
    working day, 4 over by three.
    """
    if due is None:
        return 0
    if at <= due:
        return 1 if _working(at, due) <= warn else 0
    over = _working(due, at)
    return 2 + (over >= DAY) + (over >= 3 * DAY)
