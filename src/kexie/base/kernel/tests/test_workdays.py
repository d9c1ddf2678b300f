"""Working days as the State Council announced them, and what must hold of every deadline."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.workdays import (
    OFFICE_HOURS,
    OutOfCalendar,
    Own,
    WorkingHours,
    add_workdays,
    add_working_time,
    announced,
    announced_years,
    is_known,
    is_workday,
    known_years,
    take_in,
    workdays_between,
    working_time_between,
    years_words,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def listed(text: str) -> list[str]:
    return text.split()


#: From the State Council's notices for 2023, 2024, 2025 and 2026: the weekend days worked, and the days off.
MAKE_UP_DAYS = listed("""
2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
""")
DAYS_OFF = listed("""
2023-01-02 2023-01-23 2023-01-27 2023-04-05 2023-05-01 2023-05-03 2023-06-22 2023-06-23 2023-09-29 2023-10-06
2024-01-01 2024-02-12 2024-02-16 2024-04-04 2024-04-05 2024-05-01 2024-05-03 2024-06-10 2024-09-16 2024-10-01 2024-10-07
2025-01-01 2025-01-28 2025-02-04 2025-04-04 2025-05-01 2025-05-05 2025-06-02 2025-10-01 2025-10-08
2026-01-01 2026-01-02 2026-02-16 2026-02-20 2026-02-23 2026-04-06 2026-05-01 2026-05-05 2026-06-19 2026-09-25
2026-10-01 2026-10-07
""")

days = st.dates(date(2020, 1, 1), date(2025, 6, 30))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2025, 6, 30), timezones=st.sampled_from([UTC, SHANGHAI]))
counts = st.integers(0, 40)
amounts = st.timedeltas(timedelta(0), timedelta(hours=80))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_a_make_up_day_is_a_weekend_day_on_which_offices_work(day):
    assert date.fromisoformat(day).isoweekday() in (6, 7)
    assert is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("day", DAYS_OFF)
def test_a_holiday_is_a_week_day_on_which_they_do_not(day):
    assert date.fromisoformat(day).isoweekday() <= 5
    assert not is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_no_other_weekend_day_of_the_year_is_worked(year):
    worked = [
        day.isoformat()
        for offset in range(366)
        if (day := date(year, 1, 1) + timedelta(offset)).year == year and day.isoweekday() > 5 and is_workday(day)
    ]
    assert worked == [day for day in MAKE_UP_DAYS if day.startswith(str(year))]


@pytest.mark.parametrize(
    ("begin", "count", "end"),
    [
        ("2023-09-28", 1, "2023-10-07"),  # over the eight days of Mid-Autumn and National Day into a worked Saturday
        ("2023-09-28", 2, "2023-10-08"),
        ("2023-10-09", -1, "2023-10-08"),
        ("2024-02-09", 1, "2024-02-18"),  # over the Spring Festival into a worked Sunday
        ("2024-02-08", 0, "2024-02-08"),
        ("2025-01-25", 0, "2025-01-25"),  # no working day, and none asked for
        ("2024-12-31", 1, "2025-01-02"),
    ],
)
def test_working_days_are_counted_from_the_day_after(begin, count, end):
    assert add_workdays(date.fromisoformat(begin), count) == date.fromisoformat(end)


@given(days, counts, counts)
def test_working_days_add_up(day, first, second):
    assert add_workdays(add_workdays(day, first), second) == add_workdays(day, first + second)


@given(days, counts)
def test_between_undoes_add(day, count):
    assert workdays_between(day, add_workdays(day, count)) == count


@given(days, days, days)
def test_between_adds_up_in_any_order(first, second, third):
    assert workdays_between(first, second) + workdays_between(second, third) == workdays_between(first, third)


@given(days, days, counts)
def test_a_later_start_never_ends_earlier(first, second, count):
    earlier, later = sorted((first, second))
    assert add_workdays(earlier, count) <= add_workdays(later, count)


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2025-03-03T09:00", timedelta(hours=2), "2025-03-03T11:00"),
        ("2025-03-03T11:00", timedelta(hours=1), "2025-03-03T12:00"),  # full at noon: no need to wait for the afternoon
        ("2025-03-03T11:30", timedelta(hours=1), "2025-03-03T14:00"),  # over the noon break
        ("2025-03-03T20:00", timedelta(minutes=30), "2025-03-04T09:30"),  # asked at night
        ("2025-09-30T17:00", timedelta(hours=1), "2025-10-09T09:30"),  # over National Day
        ("2025-09-27T10:00", timedelta(hours=7), "2025-09-28T17:30"),  # a worked Sunday is a whole day
        ("2025-03-08T10:00", timedelta(0), "2025-03-08T10:00"),
    ],
)
def test_deadlines_in_working_hours(start, amount, end):
    assert add_working_time(at(start), amount) == at(end)


def test_a_deadline_is_told_in_local_time():
    due = add_working_time(datetime(2025, 3, 3, 1, 0, tzinfo=UTC), timedelta(hours=1))
    assert due.isoformat() == "2025-03-03T10:00:00+08:00"


@given(moments, amounts, amounts)
def test_working_time_adds_up(start, first, second):
    assert add_working_time(add_working_time(start, first), second) == add_working_time(start, first + second)


@given(moments, amounts)
def test_exactly_the_amount_passes_until_the_deadline(start, amount):
    assert working_time_between(start, add_working_time(start, amount)) == amount


@given(moments, moments, amounts)
def test_a_later_request_never_has_an_earlier_deadline(first, second, amount):
    earlier, later = sorted((first, second))
    assert add_working_time(earlier, amount) <= add_working_time(later, amount)


def test_working_time_backwards_is_negative():
    assert working_time_between(at("2025-03-03T11:00"), at("2025-03-03T10:00")) == timedelta(hours=-1)


def test_past_the_known_years_is_refused_in_clear_words():
    last = known_years()[-1]
    with pytest.raises(OutOfCalendar) as refused:
        add_workdays(date(last, 12, 31), 1)
    assert f"{last + 1}年的放假安排还没有收录" in refused.value.message
    assert refused.value.data == {"year": last + 1}
    with pytest.raises(OutOfCalendar):
        is_workday(date(known_years()[0] - 1, 12, 31))


def test_the_last_known_day_itself_can_be_counted_to():
    last = date(known_years()[-1], 12, 31)
    assert workdays_between(last - timedelta(1), last) == is_workday(last)
    end = datetime.combine(last, time(23), SHANGHAI)
    assert working_time_between(end - timedelta(hours=1), end) == timedelta(0)


@pytest.mark.parametrize(
    "spans",
    [(), ((time(9), time(9)),), ((time(12), time(9)),), ((time(9), time(12)), (time(11), time(17)))],
)
def test_working_hours_that_make_no_sense_are_refused(spans):
    with pytest.raises(ValueError, match="in order"):
        WorkingHours(spans)


def test_hours_need_aware_moments():
    with pytest.raises(ValueError, match="aware"):
        add_working_time(datetime(2025, 3, 3, 9), timedelta(hours=1))
    with pytest.raises(ValueError, match="aware"):
        working_time_between(datetime(2025, 3, 3, 9), at("2025-03-03T10:00"))
    with pytest.raises(ValueError, match="negative"):
        add_working_time(at("2025-03-03T10:00"), timedelta(hours=-1))


def test_an_office_works_seven_hours():
    spans = list(OFFICE_HOURS.on(date(2025, 3, 3)))
    assert sum((end - begin for begin, end in spans), timedelta(0)) == timedelta(hours=7)


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_whole_year_agrees_with_its_notice(year, worked):
    """Every weekend day that is worked and every week day that is not, against the list written out above."""
    made_up = {day for day in MAKE_UP_DAYS if day.startswith(str(year))}
    found = [
        date(year, 1, 1) + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]
    assert {str(day) for day in found if day.isoweekday() > 5 and is_workday(day)} == made_up
    assert sum(map(is_workday, found)) == worked


class TestOwn:
    @pytest.fixture(autouse=True)
    def forgotten(self):
        yield
        take_in(Own())

    def test_days_of_ones_own_come_before_the_announced_ones(self):
        monday, sunday = date(2025, 3, 3), date(2025, 3, 9)
        take_in(Own({monday: False, sunday: True}))
        assert (is_workday(monday), is_workday(sunday)) == (False, True)
        assert add_workdays(date(2025, 2, 28), 1) == date(2025, 3, 4)
        assert add_working_time(at("2025-03-02T10:00"), timedelta(hours=1)) == at("2025-03-04T10:00")
        take_in(Own())
        assert (is_workday(monday), is_workday(sunday)) == (True, False)

    def test_a_year_that_was_entered_is_known_with_its_days(self):
        year = known_years()[-1] + 1
        assert not is_known(year)
        off, worked = date(year, 1, 1), date(year, 1, 1) + timedelta(days=6 - date(year, 1, 1).weekday())
        take_in(Own({off: False, worked: True}, frozenset({year})))
        assert is_known(year)
        assert (is_workday(off), is_workday(worked)) == (False, True)
        plain = next(off + timedelta(days=n) for n in range(20, 30) if (off + timedelta(days=n)).weekday() == 2)
        assert is_workday(plain)
        assert not is_workday(plain + timedelta(days=3))

    def test_a_day_in_a_year_that_is_not_known_makes_it_no_more_known(self):
        day = date(known_years()[-1] + 1, 3, 3)
        take_in(Own({day: True}))
        with pytest.raises(OutOfCalendar):
            is_workday(day)

    def test_the_refusal_names_the_years_that_are_known(self):
        first, last = announced_years()[0], announced_years()[-1]
        take_in(Own({}, frozenset({last + 2})))
        with pytest.raises(OutOfCalendar, match=f"已收录{first}年至{last}年、{last + 2}年"):
            is_workday(date(last + 1, 1, 1))

    @given(st.sets(days, max_size=8), days, counts)
    def test_working_days_add_up_with_days_of_ones_own_too(self, own, day, count):
        take_in(Own(dict.fromkeys(own, False)))
        reached = add_workdays(day, count)
        assert workdays_between(day, reached) == count
        assert not any(is_workday(one) for one in own)


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ([], ""),
        ([2026], "2026年"),
        ([2027, 2026], "2026年至2027年"),
        ([2004, 2005, 2006, 2028], "2004年至2006年、2028年"),
    ],
)
def test_years_in_words(years, words):
    assert years_words(years) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 1, 28), "春节"),
        (date(2025, 1, 26), "春节"),
        (date(2025, 10, 11), "国庆节"),
        (date(2025, 3, 3), ""),
        (date(2031, 10, 1), ""),
    ],
)
def test_what_a_day_is_off_or_made_up_for(day, words):
    assert announced(day) == words
