"""The clock's rules: tables over holidays, make-up days, midnight and year's end, and what always holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.steward.rules.clock import LEVELS, Entry, Move, Reading, Term, after, level_of, read

CITY = ZoneInfo("Asia/Shanghai")
WEEK, DAY, HOURS = Term("7d"), Term("24h", natural=True), Term("2h", natural=True)


def at(text: str) -> datetime:
    """A local moment: 2026-03-10 09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


@pytest.mark.parametrize(
    ("term", "begin", "due"),
    [
        # An ordinary week; the day of the event is not counted.
        (WEEK, "2026-03-10 09:00", "2026-03-19 17:30"),
        # Spring festival 2026: off from 15 to 23 February, made up for on Saturdays 14 and 28 February.
        (WEEK, "2026-02-13 09:00", "2026-03-02 17:30"),
        # Sent in a minute before midnight: the day is still that day.
        (WEEK, "2026-03-10 23:59", "2026-03-19 17:30"),
        (WEEK, "2026-03-11 00:01", "2026-03-20 17:30"),
        # Over year's end: 1 to 3 January 2026 off, Sunday 4 January worked.
        (WEEK, "2025-12-29 10:00", "2026-01-08 17:30"),
        # Round the clock: neither night, nor holiday, nor year's end.
        (HOURS, "2026-02-16 23:30", "2026-02-17 01:30"),
        (DAY, "2025-12-31 18:00", "2026-01-01 18:00"),
        # Working hours: three of them over a lunch break, and over a night.
        (Term("3h"), "2026-03-10 11:00", "2026-03-10 15:30"),
        (Term("3h"), "2026-03-10 16:30", "2026-03-11 11:00"),
        (Term("30m"), "2026-03-14 12:00", "2026-03-16 09:30"),
    ],
)
def test_a_limit_begins(term, begin, due):
    assert read([Entry(Move.START, at(begin), term)]).due == at(due)


@pytest.mark.parametrize(
    ("term", "pause", "resume", "due"),
    [
        # Two whole working days of rest.
        (WEEK, "2026-03-11 09:00", "2026-03-13 09:00", "2026-03-23 17:30"),
        # A week-end and a night of rest are none.
        (WEEK, "2026-03-13 17:30", "2026-03-16 09:00", "2026-03-19 17:30"),
        (WEEK, "2026-03-10 18:00", "2026-03-11 08:00", "2026-03-19 17:30"),
        # Round the clock every hour of rest counts.
        (DAY, "2026-03-10 20:00", "2026-03-11 06:00", "2026-03-11 19:00"),
    ],
)
def test_rest_is_added(term, pause, resume, due):
    ledger = [Entry(Move.START, at("2026-03-10 09:00"), term), Entry(Move.PAUSE, at(pause))]
    assert read(ledger).still_since == at(pause)
    assert read([*ledger, Entry(Move.RESUME, at(resume))]).due == at(due)


def test_over_the_holidays_rest_is_counted_in_working_days():
    ledger = [
        Entry(Move.START, at("2026-02-10 09:00"), WEEK),
        Entry(Move.PAUSE, at("2026-02-13 17:30")),
        Entry(Move.RESUME, at("2026-02-25 09:00")),
    ]
    # Rest: Saturday 14 (made up) and Tuesday 24 February.
    assert read(ledger[:1]).due == at("2026-02-26 17:30")
    assert read(ledger).due == at("2026-02-28 17:30")


def test_an_extension_sets_the_day_and_later_rest_is_added_to_it():
    ledger = [
        Entry(Move.START, at("2026-03-10 09:00"), WEEK),
        Entry(Move.EXTEND, at("2026-03-17 09:00"), until=at("2026-03-25 17:30")),
        Entry(Move.PAUSE, at("2026-03-18 09:00")),
        Entry(Move.RESUME, at("2026-03-19 09:00")),
    ]
    assert read(ledger[:2]).due == at("2026-03-25 17:30")
    assert read(ledger).due == at("2026-03-26 17:30")


def test_another_urgency_counts_from_the_beginning_with_all_rest():
    ledger = [
        Entry(Move.START, at("2026-03-10 09:00"), WEEK),
        Entry(Move.PAUSE, at("2026-03-11 09:00")),
        Entry(Move.RESUME, at("2026-03-12 09:00")),
        Entry(Move.LIMIT, at("2026-03-12 10:00"), Term("15d")),
    ]
    assert read(ledger).due == at("2026-04-01 17:30")


def test_a_day_that_is_set_by_hand_stands():
    ledger = [
        Entry(Move.START, at("2026-03-10 09:00"), WEEK),
        Entry(Move.LIMIT, at("2026-03-12 10:00"), until=at("2026-03-16 17:30")),
    ]
    assert read(ledger).due == at("2026-03-16 17:30")


def test_routed_anew_it_begins_anew_and_forgets_rest():
    ledger = [
        Entry(Move.START, at("2026-03-10 09:00"), WEEK),
        Entry(Move.PAUSE, at("2026-03-11 09:00")),
        Entry(Move.RESUME, at("2026-03-12 09:00")),
        Entry(Move.REROUTE, at("2026-03-16 15:00"), WEEK),
    ]
    assert read(ledger) == Reading(due=at("2026-03-25 17:30"), term=WEEK, begun=at("2026-03-16 15:00"))


def test_a_hand_over_changes_no_limit_and_a_stop_ends_it():
    ledger = [
        Entry(Move.START, at("2026-03-10 09:00"), WEEK),
        Entry(Move.HAND_OVER, at("2026-03-11 09:00")),
        Entry(Move.STOP, at("2026-03-12 09:00")),
        Entry(Move.PAUSE, at("2026-03-12 10:00")),
    ]
    reading = read(ledger)
    assert reading.due == at("2026-03-19 17:30")
    assert reading.stopped_at == at("2026-03-12 09:00")
    assert not reading.runs
    assert reading.still_since is None


def test_without_a_limit_there_is_none():
    ledger = [Entry(Move.START, at("2026-03-10 09:00")), Entry(Move.PAUSE, at("2026-03-11 09:00"))]
    assert read(ledger).due is None
    assert read([*ledger, Entry(Move.RESUME, at("2026-03-12 09:00"))]).due is None


@pytest.mark.parametrize(
    ("moment", "level"),
    [
        ("2026-03-18 16:30", 0),
        ("2026-03-18 17:30", 1),
        ("2026-03-19 09:00", 1),
        ("2026-03-19 17:30", 1),
        ("2026-03-19 17:31", 2),
        ("2026-03-20 09:00", 2),
        # A working day later, a week-end is none.
        ("2026-03-20 17:30", 3),
        ("2026-03-22 12:00", 3),
        ("2026-03-24 17:30", 4),
        ("2026-06-01 09:00", 4),
    ],
)
def test_levels_of_escalation(moment, level):
    assert level_of(at("2026-03-19 17:30"), at=at(moment), warn=timedelta(hours=7)) == level


def test_no_limit_is_never_escalated():
    assert level_of(None, at=at("2026-03-19 09:00"), warn=timedelta(hours=7)) == 0


MOMENTS = st.integers(0, 60 * 24 * 200).map(
    lambda minutes: datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=minutes)
)
TERMS = st.sampled_from([WEEK, DAY, HOURS, Term("15d"), Term("90m")])


@given(
    begin=MOMENTS,
    term=TERMS,
    moves=st.lists(st.tuples(st.sampled_from([Move.PAUSE, Move.RESUME, Move.HAND_OVER]), MOMENTS)),
)
def test_rest_never_brings_a_limit_nearer(begin, term, moves):
    reading = after(Reading(), Entry(Move.START, begin, term))
    for move, moment in sorted(moves, key=lambda one: one[1]):
        if moment < begin:
            continue
        later = after(reading, Entry(move, moment))
        assert later.due >= reading.due
        assert later.rested >= reading.rested
        reading = later


@given(begin=MOMENTS, term=TERMS, moment=MOMENTS)
def test_rest_of_no_length_changes_nothing(begin, term, moment):
    started = after(Reading(), Entry(Move.START, begin, term))
    rested = after(after(started, Entry(Move.PAUSE, moment)), Entry(Move.RESUME, moment))
    assert rested == started


@given(due=MOMENTS, first=MOMENTS, second=MOMENTS)
def test_levels_only_rise(due, first, second):
    early, late = sorted((first, second))
    warn = timedelta(hours=7)
    assert level_of(due, at=early, warn=warn) <= level_of(due, at=late, warn=warn) <= LEVELS
