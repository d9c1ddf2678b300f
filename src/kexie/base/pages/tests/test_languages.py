"""English pages: a tree beside the Chinese one, served under /en/, joined to it by translations."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale, PageViewRestriction

from kexie.base.pages import api
from kexie.base.pages.models import ArticlePage, HomePage
from kexie.base.pages.models.addresses import address_of, language_of
from kexie.base.pages.queries import alternates, latest_articles, served_at
from kexie.base.pages.tests import factories
from kexie.base.pages.tests.factories import BY, body
from kexie.base.pages.tests.staff import STAFF, join

pytestmark = pytest.mark.django_db

NEWS = [{"type": "headlines", "value": {"heading": "News", "pages": [], "count": 4, "width": "full"}}]


@pytest.fixture
def chinese() -> ArticlePage:
    return factories.article()


@pytest.fixture
def home(chinese):
    return api.translate_home(**BY, language="en", title="Yunchuan Association", intro="Welcome", sections=NEWS)


@pytest.fixture
def english(home) -> ArticlePage:
    column = api.add_column(**BY, home=home, title="About", slug="about")
    return factories.article("Who we are", "who", column=column, body=body("We are a federation."), author="Office")


def read(client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def alternate(page: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', page))


@pytest.mark.parametrize(
    ("path", "address"),
    [("/home/", "/"), ("/home/kepu/a1/", "/kepu/a1/"), ("/home-en/", "/en/"), ("/home-en/about/", "/en/about/")],
)
def test_the_slug_of_the_home_page_tells_the_language_of_all_addresses(path, address):
    assert address_of(path) == address


def test_only_other_languages_are_told_by_a_slug():
    assert [language_of(slug) for slug in ("site-a", "site-a-en", "en", "site-zh-hans")] == ["", "en", "", ""]


def test_english_pages_are_served_in_english(client, english):
    assert english.url == "/en/about/who/"
    page = read(client, english.url)
    assert '<html lang="en"' in page
    assert 'href="/en/"' in page
    assert "We are a federation." in page
    assert 'lang="zh-hans">Who we are' not in page
    assert "language-note" not in page
    assert english.get_full_url().endswith("/en/about/who/")


def test_the_english_home_shows_english_news_alone_and_the_chinese_home_chinese(client, chinese, english):
    assert chinese.title not in read(client, "/en/")
    assert english.title in read(client, "/en/")
    assert english.title not in read(client, "/")
    assert [found.title for found in latest_articles()] == [chinese.title]
    assert [found.title for found in latest_articles(language="en")] == [english.title]


def test_a_page_and_its_translation_name_each_other(client, home):
    told = {"zh-hans": "http://testserver/", "en": "http://testserver/en/"}
    for address in ("/", "/en/"):
        assert alternate(read(client, address)) == told
    assert '<input type="hidden" name="next" value="/en/">' in read(client, "/")
    assert '<input type="hidden" name="next" value="/">' in read(client, "/en/")


def test_an_editors_translation_of_an_article_joins_the_two(client, chinese, home):
    column = chinese.get_parent().specific.copy_for_translation(Locale.objects.get(language_code="en"))
    translated = chinese.copy_for_translation(Locale.objects.get(language_code="en"))
    assert alternates(chinese) == {}  # a draft so far
    for page in (column, translated):
        page.save_revision(changed=False).publish()
    assert alternates(chinese) == {"en": "/en/kepu/a1/"}
    assert alternates(translated.specific) == {"zh-hans": "/kepu/a1/"}
    PageViewRestriction.objects.create(page=column, restriction_type=PageViewRestriction.LOGIN)
    assert alternates(chinese) == {}


def test_who_reads_in_english_is_told_what_there_is(client, chinese, home):
    client.cookies["language"] = "en"
    assert "available in Chinese only" in read(client, chinese.url)
    assert '<a href="/en/">This page is available in English.</a>' in read(client, "/")
    assert "language-note" not in read(client, "/search/")
    assert f'<h1 lang="zh-hans">{chinese.title}</h1>' in read(client, chinese.url)


def test_who_manages_the_site_translates_a_page_in_the_editor(cast, chinese):
    join(cast, *STAFF[-1])
    manager = cast.as_("manager")
    home = chinese.get_parent().get_parent()
    english = Locale.objects.get(language_code="en")
    for page in (home, chinese.get_parent(), chinese):
        form = manager.get(f"/editors/translation/submit/page/{page.pk}/")
        assert "译" in form.content.decode()
        answer = manager.post(f"/editors/translation/submit/page/{page.pk}/", {"locales": [english.pk]})
        made = page.get_translation(english)
        assert answer["Location"] == f"/editors/pages/{made.pk}/edit/"
    assert manager.get(f"/editors/pages/{made.pk}/edit/").status_code == 200
    assert made.url == "/en/kepu/a1/"


def test_without_an_english_tree_there_is_no_english_address(client, chinese):
    assert served_at("en") is None
    assert client.get("/en/").status_code == 404
    assert alternate(read(client, "/")) == {}


def test_a_second_home_page_is_the_one_that_is_there(home):
    assert api.translate_home(**BY, language="en", title="Another") == home


@pytest.mark.parametrize(("language", "slug"), [("en", "english"), ("zh-hans", "site-en")])
def test_a_slug_that_belies_the_language_is_refused(home, language, slug):
    page = home if language == "en" else factories.site()
    page.slug = slug
    with pytest.raises(ValidationError, match="网址名称"):
        page.full_clean()


def test_the_english_pages_cost_no_more_queries(client, english, django_assert_max_num_queries):
    for address in ("/", "/en/", english.url):
        client.get(address)
        with django_assert_max_num_queries(8):
            client.get(address)


def test_feeds_name_the_language_of_what_they_tell(client, english):
    assert '<feed xml:lang="en"' in read(client, "/about/feed.atom")
    assert 'xml:lang="zh-Hans"' in read(client, "/kepu/feed.atom")


def test_figures_and_days_read_as_english(client, english):
    activity = {
        "name": "Open night",
        "begins": "2099-12-03T19:00",
        "ends": None,
        "place": "",
        "page": None,
        "address": "",
    }
    home = HomePage.objects.get(locale__language_code="en")
    sections = [
        {"type": "activities", "value": {"heading": "Coming up", "items": [activity], "width": "full"}},
        {"type": "figures", "value": {"heading": "Numbers", "figures": ["people.units"], "width": "full"}},
    ]
    home.body = home.body.stream_block.to_python(sections)
    home.save_revision().publish()
    page = read(client, "/en/")
    assert "<span>Dec</span><b>3</b>" in page
    assert ">Organisations</a></dt>" in page
    assert "<span>in all</span>" in page
