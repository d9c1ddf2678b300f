"""What a page says to machines: one address, Open Graph, schema.org; no words of anybody may become markup."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.ui import head
from kexie.base.ui.identity import Identity

HOST = "https://kexie.yunchuan.example"
SITE = Identity(name="云川市科协", sponsor="云川市科学技术协会")
#: Ways in which a title has become a script elsewhere.
CORPUS = (
    "</script><script>alert(1)</script>",
    "</ScRiPt ><img src=x onerror=alert(1)>",
    "<!--<script>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "]]><x/>&lt;b&gt;&amp;",
    "\u2028alert(1)\u2029",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "\\u003c/script>\\",
)
WORDS = st.text(max_size=60) | st.sampled_from(CORPUS)


class Reader(HTMLParser):
    """The elements of a piece of HTML with their attributes, and the text of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.found and self.found[-1][0] == "script":
            self.data.append(data)


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.WAGTAILADMIN_BASE_URL = HOST


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/kepu/", "/kepu/"),
        ("/kepu/?page=1", "/kepu/"),
        ("/kepu/?page=2&utm_source=x", "/kepu/?page=2"),
        ("/kepu/?page=2&unit=3", "/kepu/"),
        ("/kepu/?page=-2", "/kepu/"),
        ("/kepu/?page=２", "/kepu/"),
        ("/kepu/?page=9999999", "/kepu/"),
        ("/bulletin/?page=3&year=2023", "/bulletin/?year=2023&page=3"),
        ("/kepu/?year=<script>", "/kepu/"),
    ],
)
def test_a_page_has_one_address(asked, address):
    request = RequestFactory().get(asked, headers={"host": "evil.example"})
    assert head.canonical(request) == HOST + address


@given(WORDS)
def test_words_stay_words_in_attributes(words):
    html = head.open_graph({"title": words, "description": words})
    reader = Reader(str(html))
    assert {tag for tag, _ in reader.found} <= {"meta"}
    for _, attributes in reader.found:
        assert set(attributes) == {"property", "content"}
        assert attributes["content"] == words


@given(WORDS)
def test_words_stay_words_in_linked_data(words):
    html = str(
        head.linked_data(head.news(title=words, address="/a/", site=SITE, published=date(2023, 5, 23), author=words))
    )
    assert re.fullmatch(r'<script type="application/ld\+json">[^<>&\u2028\u2029]*</script>', html)
    said = json.loads(html.removeprefix('<script type="application/ld+json">').removesuffix("</script>"))
    assert said.get("headline", "") == words
    assert said["author"].get("name", "") == (words or SITE.name)


def test_what_is_empty_is_not_said():
    said = json.loads(re.search(r">(.*)<", str(head.linked_data(head.organization(SITE))))[1])
    assert said == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "云川市科学技术协会",
        "url": f"{HOST}/",
    }
    assert str(head.open_graph({"title": "", "description": ""})) == ""


def test_the_site_can_be_searched():
    target = head.website(SITE)["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{HOST}/search/?q={{words}}"


def test_the_way_to_a_page_is_numbered():
    steps = head.breadcrumbs([("首页", "/"), ("科普工作", "/kepu/"), ("正文", "")])["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "首页", f"{HOST}/"),
        (2, "科普工作", f"{HOST}/kepu/"),
        (3, "正文", ""),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/search/?q=x", "/accounts/login/", "/none/"])
def test_what_is_no_page_of_its_own_has_no_address(client, path):
    assert 'rel="canonical"' not in client.get(path).content.decode()


@pytest.mark.django_db
def test_every_public_page_says_what_it_is_called(client):
    page = client.get("/api/").content.decode()
    assert f'<link rel="canonical" href="{HOST}/api/">' in page
    assert '<meta property="og:title" content="开放接口">' in page
    assert f'<meta property="og:url" content="{HOST}/api/">' in page
