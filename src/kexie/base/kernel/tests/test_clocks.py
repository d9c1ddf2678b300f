"""Clocks across holidays: what is spent, when it is over, and what must hold of every ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import accumulate, cycle
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.kernel.clocks import Event, Turn, check, due, spent
from kexie.base.kernel.workdays import OutOfCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
DAY = 7 * HOUR  # one working day of the office


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def start(text: str) -> Event:
    return Event(Turn.START, at(text))


@st.composite
def ledgers(draw) -> list[Event]:
    """A clock that is started, paused and resumed in turn, and extended now and then."""
    begin = at("2024-01-15 09:00") + draw(st.integers(0, 600)) * timedelta(days=1)
    gaps = draw(st.lists(st.integers(0, 200), max_size=6))
    moments = [begin, *(begin + hours * HOUR for hours in accumulate(gaps))]
    turns = [Turn.START, *(turn for turn, _ in zip(cycle([Turn.PAUSE, Turn.RESUME]), gaps, strict=False))]
    events = [Event(turn, moment) for turn, moment in zip(turns, moments, strict=True)]
    if draw(st.booleans()):
        events.append(Event(Turn.EXTEND, moments[-1], draw(st.integers(0, 30)) * HOUR))
    return events


class TestAcrossHolidays:
    def test_a_limit_passes_over_the_spring_festival_and_works_on_the_make_up_day(self):
        # 2026: off from 15 to 23 February, worked on Saturday 14 and Saturday 28
        events = [start("2026-02-13 17:30")]
        assert due(events, DAY) == at("2026-02-14 17:30")
        assert due(events, 2 * DAY) == at("2026-02-24 17:30")
        assert spent(events, at("2026-02-23 23:59")) == DAY

    def test_a_pause_costs_nothing_and_moves_the_end(self):
        events = [start("2024-09-30 09:00"), Event(Turn.PAUSE, at("2024-09-30 12:00"))]
        assert due(events, DAY) is None
        assert spent(events, at("2024-10-20 12:00")) == 3 * HOUR
        events.append(Event(Turn.RESUME, at("2024-10-08 09:00")))
        assert due(events, DAY) == at("2024-10-08 14:30")

    def test_an_extension_adds_while_it_runs_and_while_it_stands(self):
        for events in (
            [start("2025-05-06 09:00"), Event(Turn.EXTEND, at("2025-05-06 10:00"), 2 * HOUR)],
            [
                start("2025-05-06 09:00"),
                Event(Turn.PAUSE, at("2025-05-06 10:00")),
                Event(Turn.EXTEND, at("2025-05-06 10:00"), 2 * HOUR),
                Event(Turn.RESUME, at("2025-05-06 10:00")),
            ],
        ):
            assert due(events, HOUR) == at("2025-05-06 12:00")

    def test_a_limit_that_was_over_before_the_pause_stays_over(self):
        events = [start("2025-05-06 09:00"), Event(Turn.PAUSE, at("2025-05-06 12:00"))]
        assert due(events, HOUR) == at("2025-05-06 10:00")

    def test_beyond_the_known_years_it_says_who_mends_it(self):
        with pytest.raises(OutOfCalendar, match="系统管理员在“工作日历”中录入"):
            due([start("2026-12-31 09:00")], 5 * DAY)

    def test_what_has_not_begun_is_never_over(self):
        assert due([], DAY) is None
        assert spent([], at("2025-05-06 09:00")) == timedelta(0)


class TestOrder:
    @pytest.mark.parametrize(
        "events",
        [
            [Event(Turn.PAUSE, at("2025-05-06 09:00"))],
            [start("2025-05-06 09:00"), start("2025-05-06 09:00")],
            [start("2025-05-06 09:00"), Event(Turn.RESUME, at("2025-05-06 10:00"))],
            [start("2025-05-06 09:00"), Event(Turn.PAUSE, at("2025-05-06 08:00"))],
            [start("2025-05-06 09:00"), Event(Turn.PAUSE, at("2025-05-06 09:30"), HOUR)],
            [start("2025-05-06 09:00"), Event(Turn.EXTEND, at("2025-05-06 09:30"), -HOUR)],
        ],
    )
    def test_what_cannot_follow_is_refused(self, events):
        with pytest.raises(ValueError, match=r"clock|extension"):
            check(events)


class TestAlways:
    @settings(max_examples=60, deadline=None)
    @given(ledgers(), st.integers(0, 400), st.integers(0, 400))
    def test_spent_is_monotone(self, events, one, other):
        first, second = sorted((one, other))
        begin = events[0].at
        assert spent(events, begin + first * HOUR) <= spent(events, begin + second * HOUR)

    @settings(max_examples=60, deadline=None)
    @given(ledgers(), st.integers(0, 60))
    def test_exactly_the_limit_is_spent_when_it_is_due(self, events, hours):
        limit = hours * HOUR
        moment = due(events, limit)
        if moment is not None:
            assert spent(events, moment) == limit + sum((event.amount for event in events), timedelta(0))

    @settings(max_examples=60, deadline=None)
    @given(ledgers(), st.integers(0, 40), st.integers(0, 40))
    def test_a_larger_limit_is_never_due_earlier(self, events, one, more):
        smaller, larger = due(events, one * HOUR), due(events, (one + more) * HOUR)
        assert larger is None or (smaller is not None and smaller <= larger)

    @settings(max_examples=60, deadline=None)
    @given(ledgers(), st.integers(0, 300))
    def test_a_pause_and_resume_at_one_moment_change_nothing(self, events, later):
        if events[-1].turn not in (Turn.START, Turn.RESUME):
            return
        moment = events[-1].at + later * HOUR
        again = [*events, Event(Turn.PAUSE, moment), Event(Turn.RESUME, moment)]
        assert spent(again, moment + 100 * HOUR) == spent(events, moment + 100 * HOUR)
