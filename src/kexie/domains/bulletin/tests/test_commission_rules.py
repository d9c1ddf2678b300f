"""When a commission is due, and when its units are reminded: working days, mornings, never at night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.commissions import (
    HOME,
    CommissionWords,
    due_words,
    moment_of,
    remind_at,
    reminds,
    suggested_due,
    works_on,
    wrong_words,
)

MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))


def at(day: str, clock: str = "12:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), HOME)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2023-05-22", "2023-05-25"),
        ("2023-05-25", "2023-05-30"),  # over a weekend
        ("2023-06-20", "2023-06-26"),  # 端午: 22 to 24 June off, Sunday the 25th worked
        ("2023-09-27", "2023-10-08"),  # 国庆: off until 6 October, the 7th and 8th worked
        ("2035-01-04", "2035-01-09"),  # holidays not announced: Monday to Friday
    ],
)
def test_three_working_days_are_suggested_until_the_evening(asked, due):
    assert suggested_due(at(asked)) == at(due, "17:00")


@pytest.mark.parametrize(
    ("due", "reminder"),
    [
        ("2023-05-25", "2023-05-24"),
        ("2023-05-29", "2023-05-26"),
        ("2023-10-07", "2023-09-28"),
        ("2023-06-26", "2023-06-25"),
        ("2035-01-08", "2035-01-05"),
    ],
)
def test_the_reminder_comes_on_the_morning_of_the_working_day_before(due, reminder):
    assert remind_at(at(due, "17:00")) == at(reminder, "09:00")


@given(MOMENTS)
def test_it_always_lies_before_on_a_working_day(due):
    reminder = remind_at(due)
    assert reminder < due
    assert works_on(reminder.astimezone(HOME).date())
    assert due - reminder < timedelta(days=14)


@given(MOMENTS, st.integers(-20 * 24, 24))
def test_nobody_is_reminded_at_night_too_early_or_too_late(due, hours):
    now = due + timedelta(hours=hours)
    if reminds(now, due):
        assert 8 <= now.astimezone(HOME).hour < 20
        assert remind_at(due) <= now < due


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-05-24 08:59", False),
        ("2023-05-24 09:00", True),
        ("2023-05-24 19:59", True),
        ("2023-05-24 20:00", False),
        ("2023-05-25 03:00", False),
        ("2023-05-25 08:00", True),
        ("2023-05-25 17:00", False),
    ],
)
def test_a_clock_that_stood_still_catches_up_by_day(now, expected):
    day, clock = now.split()
    assert reminds(at(day, clock), at("2023-05-25", "17:00")) is expected


@given(MOMENTS)
def test_form_fields_hold_the_moment(moment):
    fields = due_words(moment)
    assert moment_of(fields["due_on"], fields["due_time"]) == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("changes", "units", "is_new", "wrong"),
    [
        ({}, 1, True, set()),
        ({"title": ""}, 1, True, {"title"}),
        ({"title": "长" * 121}, 1, True, {"title"}),
        ({"brief": "长" * 2001}, 1, True, {"brief"}),
        ({"due_at": at("2023-05-22")}, 1, True, {"due_on"}),
        ({"due_at": at("2023-05-22")}, 1, False, set()),
        ({}, 0, True, {"units"}),
    ],
)
def test_what_cannot_be_asked_for_is_told_by_field(changes, units, is_new, wrong):
    words = CommissionWords(**({"title": "科技工作者日", "due_at": at("2023-05-26")} | changes))
    assert set(wrong_words(words, at=at("2023-05-22"), units=units, is_new=is_new)) == wrong
