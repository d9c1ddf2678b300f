"""The night, addresses, Message-IDs."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.notifications import rules

moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=rules.HOME)
)


def home(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=rules.HOME)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2023-05-23 07:00", "2023-05-23 07:00"),
        ("2023-05-23 12:30", "2023-05-23 12:30"),
        ("2023-05-23 21:59:59", "2023-05-23 21:59:59"),
        ("2023-05-23 22:00", "2023-05-24 07:00"),
        ("2023-05-23 23:59", "2023-05-24 07:00"),
        ("2023-05-24 00:00", "2023-05-24 07:00"),
        ("2023-05-24 06:59:59", "2023-05-24 07:00"),
        ("2023-12-31 22:30", "2024-01-01 07:00"),
        ("2024-02-28 22:30", "2024-02-29 07:00"),
    ],
)
def test_no_mail_at_night(at, due):
    assert rules.mail_time(home(at)) == home(due)


def test_the_night_is_that_of_china_wherever_the_clock_stands():
    assert rules.mail_time(datetime(2023, 5, 23, 14, 0, tzinfo=UTC)) == datetime(2023, 5, 23, 23, 0, tzinfo=UTC)
    assert rules.mail_time(datetime(2023, 5, 23, 13, 59, tzinfo=UTC)) == datetime(2023, 5, 23, 13, 59, tzinfo=UTC)


@given(moments)
def test_mail_goes_by_day_and_waits_no_longer_than_one_night(at):
    due = rules.mail_time(at)
    assert time(7) <= due.astimezone(rules.HOME).time() < time(22)
    assert timedelta(0) <= due - at <= timedelta(hours=9)
    assert due == at or due.astimezone(rules.HOME).time() == time(7)


@given(moments)
def test_asking_again_changes_nothing(at):
    assert rules.mail_time(rules.mail_time(at)) == rules.mail_time(at)


@given(moments.map(lambda at: at.astimezone(UTC)))
def test_what_asks_in_utc_is_answered_in_utc(at):
    assert rules.mail_time(at).tzinfo is UTC


@pytest.mark.parametrize("url", ["", "/", "/bulletin/2023/17/", "/search/?q=a&b=%20", "/me/#notice"])
def test_addresses_of_this_site(url):
    assert rules.is_own_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\/evil.example",
        "/a\\b",
        "javascript:alert(1)",
        "bulletin/",
        " /bulletin/",
        "/\nSet-Cookie: a",
        "/\t/evil.example",
    ],
)
def test_addresses_that_lead_away(url):
    assert not rules.is_own_address(url)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"title": "主题\r\nBcc: all@example.cn"}, "title"),
        ({"title": "主题\u2028Bcc"}, "title"),
        ({"body": "长" * 2001}, "body"),
        ({"url": "https://evil.example/"}, "url"),
        ({"url": "/" + "a" * 300}, "url"),
        ({"key": ""}, "key"),
        ({"key": "k" * 121}, "key"),
    ],
)
def test_a_wrong_notice_is_told_by_its_field(said, field):
    right = {"title": "待审核", "body": "第一行\n第二行", "url": "/me/", "key": "tests.key:1"}
    assert rules.faults(**right) == {}
    assert list(rules.faults(**(right | said))) == [field]


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_message_id_is_stable_and_tells_keys_apart(key, other):
    first = rules.message_id(key, "kexie.example")
    assert first == rules.message_id(key, "kexie.example")
    assert (first == rules.message_id(other, "kexie.example")) == (key == other)
    assert first.isascii()
    assert first.startswith("<")
    assert first.endswith("@kexie.example>")


@pytest.mark.parametrize(("code", "permanent"), [(250, False), (421, False), (451, False), (550, True), (554, True)])
def test_a_reply_of_five_hundred_is_for_good(code, permanent):
    assert rules.is_permanent(code) is permanent
