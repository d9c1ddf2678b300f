"""What the editors' pages say to machines: map, feeds, Open Graph, schema.org; titles stay titles in each of them."""

from __future__ import annotations

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from wagtail.models import PageViewRestriction

from kexie.base.pages.tests import factories
from kexie.base.ui.tests.test_head import CORPUS, Reader

pytestmark = pytest.mark.django_db
HOST = "https://kexie.yunchuan.example"
ATOM = "{http://www.w3.org/2005/Atom}"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.WAGTAILADMIN_BASE_URL = HOST


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def said(html: str) -> dict[str, dict]:
    """The blocks of JSON-LD by their types."""
    return {block["@type"]: block for block in map(json.loads, BLOCK.findall(html))}


def shared(html: str) -> dict[str, str]:
    """Open Graph by property."""
    metas = [attributes for tag, attributes in Reader(html).found if tag == "meta"]
    return {each["property"]: each["content"] for each in metas if "property" in each}


def entries(client, path: str = "/kepu/feed.atom") -> list[ElementTree.Element]:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def restrict(found) -> None:
    PageViewRestriction.objects.create(page=found, restriction_type=PageViewRestriction.LOGIN)


def test_an_article_says_what_it_is(client):
    article = factories.article(summary="孩子们来了", source_text="云川日报")
    html = page(client, article.url)
    news = said(html)["NewsArticle"]
    assert (news["headline"], news["datePublished"], news["articleSection"]) == (
        "科学之家揭牌",
        "2023-05-23",
        "科普工作",
    )
    assert (news["author"]["name"], news["sourceOrganization"]["name"]) == ("林知遥", "云川日报")
    assert (news["url"], news["image"]) == (HOST + article.url, [f"{HOST}/share/{article.pk}.png"])
    steps = said(html)["BreadcrumbList"]["itemListElement"]
    assert [(step["name"], step["item"]) for step in steps] == [
        ("首页", f"{HOST}/"),
        ("科普工作", f"{HOST}/kepu/"),
        ("科学之家揭牌", HOST + article.url),
    ]
    graph = shared(html)
    assert (graph["og:type"], graph["og:title"], graph["og:description"]) == ("article", "科学之家揭牌", "孩子们来了")
    assert graph["og:image"] == f"{HOST}/share/{article.pk}.png"
    assert html.count('rel="canonical"') == 1


def test_home_says_whose_site_it_is_and_how_to_search_it(client):
    factories.column()
    html = page(client, "/")
    assert set(said(html)) == {"Organization", "WebSite"}
    assert shared(html)["og:type"] == "website"
    assert f'<link rel="canonical" href="{HOST}/">' in html


def test_a_column_names_its_feed_and_keeps_its_second_page_apart(client):
    column = factories.column()
    for number in range(21):
        factories.article(f"第{number}场报告会", f"a{number}")
    html = page(client, f"{column.url}?page=2")
    assert f'<link rel="canonical" href="{HOST}/kepu/?page=2">' in html
    assert '<link rel="alternate" type="application/atom+xml" title="科普工作" href="/kepu/feed.atom">' in html
    assert "BreadcrumbList" in said(html)


def test_the_feed_of_a_column_tells_its_newest_articles(client, django_assert_max_num_queries):
    other = factories.column("科创工作", "kechuang")
    factories.article("别的栏目", "x", column=other)
    for day in range(1, 24):
        factories.article(f"第{day}场报告会", f"a{day}", day=date(2023, 5, day), summary="<b>甲</b>")
    client.get("/kepu/feed.atom")
    with django_assert_max_num_queries(4):
        found = entries(client)
    assert [entry.findtext(f"{ATOM}title") for entry in found] == [f"第{day}场报告会" for day in range(23, 3, -1)]
    assert found[0].findtext(f"{ATOM}summary") == "&lt;b&gt;甲&lt;/b&gt;"
    assert found[0].find(f"{ATOM}link").get("href") == f"{HOST}/kepu/a23/"
    assert found[0].findtext(f"{ATOM}author/{ATOM}name") == "林知遥"


def test_nobody_is_told_what_he_may_not_read(client):
    article = factories.article()
    column = article.get_parent()
    assert len(entries(client)) == 1
    restrict(column)
    assert client.get("/kepu/feed.atom").status_code == 404
    assert "/kepu/" not in client.get("/sitemap.xml").content.decode()
    assert client.get("/none/feed.atom").status_code == 404


def test_the_map_has_every_page_with_its_day_until_it_is_taken_back(client):
    article = factories.article()
    text = client.get("/sitemap.xml").content.decode()
    assert f"<loc>{HOST}/</loc>" in text
    assert f"<loc>{HOST}/kepu/</loc>" in text
    assert f"<loc>{HOST}{article.url}</loc><lastmod>20" in text
    article.unpublish()
    assert article.url not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("words", CORPUS)
def test_a_title_stays_a_title(client, words):
    article = factories.article(words, summary=words, source_text=words, author=words[:60])
    html = page(client, article.url)
    assert said(html)["NewsArticle"]["headline"] == words
    assert shared(html)["og:title"] == words.strip()
    scripts = [attributes for tag, attributes in Reader(html.split("</head>")[0]).found if tag == "script"]
    assert all(each.get("type") == "application/ld+json" or each.get("src") for each in scripts)
    [entry] = entries(client)
    assert entry.findtext(f"{ATOM}title") == words
