"""The search page: days, order, what comes near, suggestions while one types."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kexie.base.kernel import clock
from kexie.base.search import api as search
from kexie.site.portal.forms import SearchForm
from kexie.site.portal.tests.test_views import entry

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 29)


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(datetime(2026, 11, 29, 2, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def three():
    search.put(
        entry(1, title="观星手册", on=date(2026, 11, 20)),
        entry(2, title="旧闻", body="去年的观星手册。", on=date(2026, 11, 25)),
        entry(3, title="观星手册旧版", on=date(2024, 5, 1)),
        entry(4, title="观星手册目录", on=None),
    )


def found(client, **asked):
    text = client.get("/search/", {"q": "观星手册", **asked}).content.decode()
    return sorted(
        (number for number in range(1, 5) if f"/found/{number}/" in text), key=lambda n: text.index(f"/found/{n}/")
    )


def test_a_span_keeps_what_lies_in_it(client, three):
    assert set(found(client)) == {1, 2, 3, 4}
    assert set(found(client, within="month")) == {1, 2}
    assert set(found(client, within="year")) == {1, 2}
    assert set(found(client, since="2024-01-01", until="2024-12-31")) == {3}
    assert set(found(client, since="2024-12-31", until="2024-01-01")) == {3}


def test_the_number_counts_what_lies_in_the_span(client, three):
    assert "共找到 2 条结果" in client.get("/search/", {"q": "观星手册", "within": "month"}).content.decode()


def test_the_newest_stand_first_where_that_is_asked(client, three):
    assert found(client)[0] == 1
    assert found(client, order="newest") == [2, 1, 3, 4]


def test_filters_are_links_that_keep_the_question(client, three):
    text = client.get("/search/", {"q": "观星手册", "within": "month"}).content.decode()
    assert "within=year" in text
    assert "order=newest" in text
    assert 'aria-current="true">近一月</a>' in text


@pytest.mark.parametrize("odd", [{"since": "x"}, {"until": "2026-13-45"}, {"within": "age"}, {"order": "up"}])
def test_odd_filters_are_read_as_none(odd):
    asked = SearchForm({"q": "观星", **odd}).asked(TODAY)
    assert (asked.since, asked.until, asked.within, asked.newest) == (None, None, "", False)


def test_nothing_found_leads_to_what_comes_near(client):
    search.put(entry(1, title="松岭观测站"))
    text = client.get("/search/", {"q": "松岭冠测站"}).content.decode()
    assert "没有找到相关内容" in text
    assert "您是不是要找" in text
    assert '<a href="/found/1/">松岭观测站</a>' in text


def test_suggestions_are_options_that_say_where_they_lead(client):
    search.put(entry(1, title="<b>观星</b>手册"))
    text = client.get("/search/suggest/", {"q": "观星"}).content.decode()
    assert 'role="option"' in text
    assert 'data-url="/found/1/"' in text
    assert "<b>" not in text


def test_every_search_box_offers_them(client):
    assert client.get("/search/").content.decode().count('data-suggest="/search/suggest/"') == 2
