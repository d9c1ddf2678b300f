"""A column narrowed down, and what stands below an article."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kexie.base.pages.tests import factories
from kexie.base.pages.tests.staff import readable

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(city):
    made = [
        factories.article("春季报告会", "a", day=date(2022, 4, 1), source_unit=city["科普部"]),
        factories.article("夏季报告会", "b", day=date(2023, 7, 1), source_unit=city["科普部"]),
        factories.article("夏季开放日", "c", day=date(2023, 7, 2)),
    ]
    return {article.slug: article for article in made}


def titles(client, query=""):
    return re.findall(r'list__title"><a href="/kepu/(\w)/"', client.get(f"/kepu/{query}").content.decode())


def test_a_column_is_narrowed_down_by_year_source_and_words(client, articles):
    unit = articles["a"].source_unit_id
    assert titles(client) == ["c", "b", "a"]
    assert titles(client, "?year=2023") == ["c", "b"]
    assert titles(client, f"?unit={unit}") == ["b", "a"]
    assert titles(client, f"?year=2023&unit={unit}") == ["b"]
    assert titles(client, "?words=夏季 开放") == ["c"]


def test_what_is_offered_is_what_there_is(client, articles):
    page = client.get("/kepu/").content.decode()
    assert re.findall(r'<option value="(\d{4})"', page) == ["2023", "2022"]
    assert page.count(str(articles["a"].source_unit)) >= 1


def test_nothing_found_says_how_to_go_on(client, articles):
    page = client.get("/kepu/?words=没有这样的").content.decode()
    assert "没有符合条件的文章" in page
    assert 'href="/kepu/"' in page


@pytest.mark.parametrize("odd", ["?year=1999", "?year=x", "?unit=-1", "?unit=99999999999999999999", "?words=%00"])
def test_odd_filters_change_nothing_or_find_nothing(client, articles, odd):
    answer = client.get(f"/kepu/{odd}")
    assert answer.status_code == 200
    assert b"\0" not in answer.content


def test_paging_keeps_the_filter(client):
    for number in range(25):
        factories.article(f"报告会{number}", f"n{number}", day=date(2023, 5, 1))
    factories.article("旧闻", "old", day=date(2020, 5, 1))
    page = client.get("/kepu/?year=2023").content.decode()
    assert "共 25 篇" in page
    assert "year=2023&amp;page=2" in page


def test_related_are_the_chosen_ones_or_the_newest_of_the_column(client, articles):
    page = client.get("/kepu/a/").content.decode().partition("related-title")[2]
    assert re.findall(r'href="/kepu/(\w)/"', page) == ["c", "b"]
    article = articles["a"]
    article.related = article.related.stream_block.to_python([{"type": "article", "value": articles["b"].pk}])
    article.save()
    page = client.get("/kepu/a/").content.decode().partition("related-title")[2]
    assert re.findall(r'href="/kepu/(\w)/"', page) == ["b"]


def test_an_article_alone_has_no_related_ones(client):
    factories.article()
    assert "related-title" not in client.get("/kepu/a1/").content.decode()


#: Where an article or its column stands beside its own page.
PLACES = ("/", "/api/v1/articles/", "/api/v1/columns/", "/sitemap.xml", "/sitemap/", "/kepu/", "/kepu/feed.atom")
#: Where it is found until Wagtail's job has taken down what is over.
SEARCHED = ("/search/?q=科学之家", "/search/suggest/?q=科学之家")


def public_places(client, article, *, places=PLACES + SEARCHED) -> dict[str, bool]:
    """Per place whether the article is there; an address that is gone shows nothing."""
    own = (article.url, f"/api/v1/articles/{article.pk}/", f"/share/{article.pk}.png")
    shown = {path: client.get(path).status_code == 200 for path in own}
    for path in places:
        answer = client.get(path)
        there = readable(answer) if answer.status_code == 200 else ""
        shown[path] = any(word in there for word in (article.title, article.slug, "科普工作"))
    return shown


@pytest.fixture
def furnished():
    """An article that the home page leads to by headlines, a service and its column."""
    article = factories.article(slug="unveiled")
    service = {"page": article.pk, "address": "", "icon": "book", "label": "unveiled", "note": ""}
    sections = [
        ("headlines", {"heading": "要闻", "pages": [article.pk], "count": 3}),
        ("column", {"heading": "科普", "column": article.get_parent().pk, "count": 3}),
        ("services", {"heading": "服务", "items": [service]}),
    ]
    rows = [{"type": kind, "value": value | {"width": "full"}, "id": kind} for kind, value in sections]
    factories.api.compose_home(**factories.BY, sections=rows)
    return article


def test_articles_go_with_their_column_and_come_back_with_it(client, furnished):
    before = public_places(client, furnished)
    assert all(before.values()), before
    column = furnished.get_parent().specific
    column.unpublish()
    after = public_places(client, furnished)
    assert not any(after.values()), after
    column.save_revision().publish()
    assert public_places(client, furnished) == before


def test_articles_of_a_column_that_is_over_are_gone_before_any_job_has_run(client, furnished):
    column = furnished.get_parent().specific
    column.expire_at = factories.AT
    column.save()
    after = public_places(client, furnished, places=PLACES)
    assert not any(after.values()), after


def test_what_stands_below_a_home_page_that_is_taken_down_is_gone(client):
    article = factories.article()
    article.get_parent().get_parent().specific.unpublish()
    assert client.get(article.url).status_code == 404
    assert client.get("/kepu/").status_code == 404


def test_an_article_offers_its_size_its_card_and_its_editor(client):
    article = factories.article(editor="沈南星")
    page = client.get(article.url).content.decode()
    for said in ("沈南星", "data-reading-size", f"/share/{article.pk}.png", '<svg aria-hidden="true"'):
        assert said in page
