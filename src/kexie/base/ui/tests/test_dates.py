"""Days and moments as an official page writes them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from kexie.base.kernel import clock
from kexie.base.ui import dates


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{{ value|day }}", date(2023, 5, 23), "5月23日（周二）"),
        ('{{ value|day:"year" }}', date(2023, 5, 23), "2023年5月23日（周二）"),
        ("{{ value|day }}", datetime(2023, 5, 22, 17, 30, tzinfo=UTC), "5月23日（周二）"),
        ("{{ value|moment }}", datetime(2023, 5, 22, 17, 30, tzinfo=UTC), "5月23日（周二）01:30"),
        ('{{ value|moment:"year" }}', datetime(2023, 12, 31, 16, 5, tzinfo=UTC), "2024年1月1日（周一）00:05"),
        ("{{ value|day }}", None, ""),
        ("{{ value|moment }}", None, ""),
    ],
)
def test_days_are_those_of_the_association(template, value, text):
    assert Template(template).render(Context({"value": value})) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2023, 5, 23), "5月23日（周二）"),
        (date(2022, 5, 23), "2022年5月23日（周一）"),
        (date(2024, 1, 1), "2024年1月1日（周一）"),
        (None, ""),
    ],
)
def test_a_list_names_the_year_where_it_is_another_one(monkeypatch, value, text):
    monkeypatch.setattr(clock, "today", lambda: date(2023, 12, 31))
    assert Template('{{ value|day:"past" }}').render(Context({"value": value})) == text


def test_a_week_begins_on_monday():
    assert [str(dates.WEEKDAYS[date(2023, 5, day).weekday()])[-1] for day in range(22, 29)] == list("一二三四五六日")
