"""The map of the site: what apps have registered, as one map or as an index of several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from kexie.base.ui import machine_map
from kexie.base.ui.machine_map import Mapped, Part

pytestmark = pytest.mark.django_db
HOST = "https://kexie.yunchuan.example"
NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def parts(monkeypatch, settings):
    """Two parts of a site, of so many places."""
    settings.WAGTAILADMIN_BASE_URL = HOST
    registry = type(machine_map.parts)("part of the test")
    monkeypatch.setattr(machine_map, "parts", registry)

    def add(name: str, count: int) -> None:
        def places() -> Iterator[Mapped]:
            for number in range(count):
                yield Mapped(f"/{name}/{number}/?a=1&b=<", date(2023, 5, number % 28 + 1))

        registry.register(name, Part(name, places))

    return add


def root(client, path: str = "/sitemap.xml") -> ElementTree.Element:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def test_a_small_site_has_one_map(client, parts):
    parts("news", 2)
    parts("units", 1)
    found = root(client)
    assert found.tag == f"{NS}urlset"
    assert [each.findtext(f"{NS}loc") for each in found] == [
        f"{HOST}/news/0/?a=1&b=<",
        f"{HOST}/news/1/?a=1&b=<",
        f"{HOST}/units/0/?a=1&b=<",
    ]
    assert found[1].findtext(f"{NS}lastmod") == "2023-05-02"


def test_a_large_site_has_an_index_that_leads_to_all(client, parts, monkeypatch):
    monkeypatch.setattr(machine_map, "MOST", 3)
    parts("news", 7)
    parts("units", 1)
    index = root(client)
    assert index.tag == f"{NS}sitemapindex"
    maps = [each.findtext(f"{NS}loc").removeprefix(HOST) for each in index]
    assert maps == ["/sitemap-news-1.xml", "/sitemap-news-2.xml", "/sitemap-news-3.xml", "/sitemap-units-1.xml"]
    assert index[0].findtext(f"{NS}lastmod") == "2023-05-03"
    assert [len(root(client, path)) for path in maps] == [3, 3, 1, 1]


@pytest.mark.parametrize("path", ["news-0", "news-9", "none-1", "news-99999999999999999999"])
def test_a_map_that_is_none_is_not_found(client, parts, path):
    parts("news", 2)
    assert client.get(f"/sitemap-{path}.xml").status_code == 404


def test_who_has_the_map_is_told_so(client, parts):
    parts("news", 1)
    first = client.get("/sitemap.xml")
    assert client.get("/sitemap.xml", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_moments_are_written_with_their_zone(client, settings):
    moment = Mapped("/a/", datetime(2023, 5, 23, 1, tzinfo=UTC))
    assert "<lastmod>2023-05-23T01:00:00+00:00</lastmod>" in machine_map._map([moment])


def test_robots_name_the_map(client, settings):
    settings.WAGTAILADMIN_BASE_URL = HOST
    assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").content.decode()
