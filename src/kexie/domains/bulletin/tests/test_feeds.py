"""The archive for feed readers and for those who share: Atom, canonical addresses, the QR code of an item."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from kexie.base.kernel.addresses import absolute
from kexie.base.ui import qr
from kexie.domains.bulletin.tests.factories import SECRET, approved, drafted, signed

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/bulletin/feed.atom"


def feed(cast, who: str = "visitor") -> ElementTree.Element:
    response = cast.as_(who).get(FEED)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries(cast, who: str = "visitor") -> list[ElementTree.Element]:
    return feed(cast, who).findall(ATOM + "entry")


def link(element: ElementTree.Element, rel: str) -> str:
    return next(found.get("href") for found in element.findall(ATOM + "link") if found.get("rel") == rel)


def test_an_issue_is_an_entry_with_what_a_reader_needs(cast):
    issue = signed(cast)
    (entry,) = entries(cast)
    assert entry.findtext(ATOM + "title") == "科协每周动态 2023年第17期（总第70期）"
    assert urlsplit(link(entry, "alternate")).path == issue.get_absolute_url()
    assert entry.findtext(ATOM + "id") == f"urn:uuid:{issue.pk}"
    assert entry.findtext(ATOM + "summary") == "<ul><li>市科协到青溪区调研科普场馆</li><li>航空学会进校园</li></ul>"
    assert [category.get("term") for category in entry.findall(ATOM + "category")] == ["科普工作", "基层动态"]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "云川市科协办公室"
    assert entry.findtext(ATOM + "updated").startswith("2023-05-26T")
    pdf = next(found for found in entry.findall(ATOM + "link") if found.get("rel") == "enclosure")
    given = cast.as_("visitor").get(urlsplit(pdf.get("href")).path)
    assert (pdf.get("type"), int(pdf.get("length"))) == (given["Content-Type"], len(given.content))


def test_the_feed_says_what_it_is_and_where(cast):
    signed(cast)
    found = feed(cast)
    assert found.findtext(ATOM + "title") == "科协每周动态"
    assert urlsplit(link(found, "self")).path == FEED
    assert urlsplit(link(found, "alternate")).path == "/bulletin/"


@pytest.mark.parametrize("who", ["visitor", "editor", "signer"])
def test_drafts_are_in_nobodys_feed(cast, who):
    drafted(cast, 15)
    approved(cast, 16)
    assert entries(cast, who) == []
    signed(cast, 17)
    assert len(entries(cast, who)) == 1
    assert SECRET not in ElementTree.tostring(feed(cast, who), encoding="unicode")


def test_an_issue_without_highlights_tells_its_titles(cast):
    signed(cast, highlights=())
    (entry,) = entries(cast)
    assert "柳湾街道办起科学集市" in entry.findtext(ATOM + "summary")


def test_words_are_no_markup(cast):
    signed(cast, highlights=("<b>甲</b> & 乙",))
    (entry,) = entries(cast)
    assert entry.findtext(ATOM + "summary") == "<ul><li>&lt;b&gt;甲&lt;/b&gt; &amp; 乙</li></ul>"


def test_newest_first_and_few_queries(cast, django_assert_num_queries):
    for number in (15, 16, 17):
        signed(cast, number)
    client = cast.as_("visitor")
    client.get(FEED)
    with django_assert_num_queries(2):
        response = client.get(FEED)
    titles = [entry.findtext(ATOM + "title") for entry in ElementTree.fromstring(response.content).iter(ATOM + "entry")]
    assert [re.search("第(.+?)期", title)[1] for title in titles] == ["17", "16", "15"]


def test_who_has_it_is_told_so(cast):
    signed(cast)
    client = cast.as_("visitor")
    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    signed(cast, 18)
    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_empty_feed_is_a_feed(cast):
    assert entries(cast) == []


def test_pages_name_the_feed_and_their_own_address(cast):
    issue = signed(cast)
    item = issue.items.first()
    for address in ("/bulletin/", issue.get_absolute_url(), item.get_absolute_url()):
        page = cast.as_("visitor").get(f"{address}?utm=1").content.decode()
        assert f'<link rel="alternate" type="application/atom+xml" title="科协每周动态" href="{FEED}">' in page
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)">', page)
        assert canonical == absolute(address)


def test_a_year_of_the_archive_has_an_address_of_its_own(cast):
    signed(cast)
    page = cast.as_("visitor").get("/bulletin/?year=2023&page=1&utm=1").content.decode()
    assert f'<link rel="canonical" href="{absolute("/bulletin/?year=2023")}">' in page


def test_addresses_of_the_feed_are_public_whatever_the_host_says(cast, settings):
    settings.WAGTAILADMIN_BASE_URL, settings.ALLOWED_HOSTS = "https://kexie.yunchuan.example", ["*"]
    signed(cast)
    text = cast.as_("visitor").get(FEED, headers={"host": "evil.example"}).content.decode()
    assert "evil.example" not in text
    assert 'href="https://kexie.yunchuan.example/bulletin/2023/17/"' in text


def test_an_item_is_told_to_machines_as_news(cast):
    item = signed(cast).items.first()
    page = cast.as_("visitor").get(item.get_absolute_url()).content.decode()
    news, way = (json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page))
    assert (news["@type"], news["headline"], news["datePublished"]) == ("NewsArticle", item.title, "2023-05-26")
    assert news["sourceOrganization"]["name"] == "科普部、青溪区科协"
    assert [step["name"] for step in way["itemListElement"]][:2] == ["首页", "每周动态"]
    assert way["itemListElement"][-1]["item"] == absolute(item.get_absolute_url())


def test_signed_issues_and_items_stand_in_the_map_and_drafts_do_not(cast):
    issue = signed(cast)
    drafted(cast, 18)
    text = cast.as_("visitor").get("/sitemap.xml").content.decode()
    for path in ("/bulletin/", issue.get_absolute_url(), issue.items.first().get_absolute_url()):
        assert f"<loc>{absolute(path)}</loc>" in text
    assert "/bulletin/2023/18/" not in text


def test_drafts_have_no_address_to_share(cast):
    issue = drafted(cast)
    for address in (issue.get_absolute_url(), issue.items.first().get_absolute_url()):
        page = cast.as_("editor").get(address).content.decode()
        assert 'rel="canonical"' not in page
        assert 'class="qr"' not in page


def test_an_item_is_shared_by_link_and_by_code(cast):
    item = signed(cast).items.first()
    page = cast.as_("visitor").get(item.get_absolute_url()).content.decode()
    address = unescape(re.search(r'id="share"[^>]*value="([^"]+)"', page)[1])
    assert urlsplit(address).path == item.get_absolute_url()
    assert qr.svg(address) in page
    assert qr.svg(address) != qr.svg(f"{address}x")
    assert 'aria-hidden="true"' in qr.svg(address)
