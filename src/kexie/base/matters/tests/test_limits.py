"""Limits in working time: read, told, and counted over weekends, holidays and years that nobody has announced."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.workdays import OFFICE_HOURS
from kexie.base.matters.rules.clock import estimate_mark, is_estimate, limit_moment
from kexie.base.matters.rules.limits import BadLimit, Limit, limit_words, parse_limit

#: A Monday of a year whose holidays are not announced, 15:00 in the city.
UNKNOWN = datetime(2043, 3, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "limit", "words"),
    [
        ("30m", Limit(minutes=30), "30分钟"),
        ("2h", Limit(minutes=120), "2小时"),
        ("3d", Limit(days=3), "3个工作日"),
        ("PT2H", Limit(minutes=120), "2小时"),
        (" P3DT1H30M ", Limit(days=3, minutes=90), "3个工作日1小时30分钟"),
    ],
)
def test_it_is_read_and_told(text, limit, words):
    assert parse_limit(text) == limit
    assert limit_words(text) == words


@pytest.mark.parametrize("text", ["", "d", "0d", "P0D", "P", "PT", "-3d", "3x", "251d", "P1Y", "3 d", "3d5h"])
def test_what_is_no_limit(text):
    with pytest.raises(BadLimit):
        parse_limit(text)
    assert limit_words(text) == text


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-03-10 09:00", "3d", "2026-03-13 17:30"),
        ("2026-03-13 16:30", "2h", "2026-03-16 10:00"),
        ("2026-02-13 09:00", "1d", "2026-02-14 17:30"),  # a Saturday that is worked before the Spring Festival
        ("2026-02-14 09:00", "1d", "2026-02-24 17:30"),
    ],
)
def test_it_is_counted_in_working_time(start, limit, due):
    zone = timezone.get_default_timezone()
    began = datetime.fromisoformat(start).replace(tzinfo=zone)
    assert f"{parse_limit(limit).due(began):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize(
    ("limit", "due"), [("3d", "2043-03-05 17:30"), ("5d", "2043-03-09 17:30"), ("2h", "2043-03-03 17:30")]
)
def test_where_no_holidays_are_announced_days_count_from_monday_to_friday(limit, due):
    assert f"{timezone.localtime(parse_limit(limit).due(UNKNOWN)):%Y-%m-%d %H:%M}" == due


@given(st.integers(1, 250), st.datetimes(datetime(2026, 1, 1), datetime(2043, 12, 31)))
def test_a_limit_in_days_ends_with_office_hours_on_a_later_day(days, start):
    began = start.replace(tzinfo=UTC)
    due = timezone.localtime(Limit(days=days).due(began))
    assert due.time() == OFFICE_HOURS.spans[-1][1]
    assert days <= (due.date() - timezone.localtime(began).date()).days <= days * 2 + 15


def test_a_limit_in_a_year_that_is_not_announced_is_marked_as_an_estimate():
    due = Limit(days=3).due(UNKNOWN)
    assert is_estimate(due)
    assert "暂估" in estimate_mark(due)
    assert "该年度放假安排尚未公布" in estimate_mark(due)
    assert limit_moment(due) == "2043年3月5日（周四）17:30（暂估：该年度放假安排尚未公布）"
    known = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    assert not is_estimate(known)
    assert not is_estimate(None)
    assert estimate_mark(known) == estimate_mark(None) == ""
    assert limit_moment(known) == "2026年3月2日（周一）15:00"
