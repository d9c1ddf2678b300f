"""Which language a page speaks: told by its address or a cookie, never guessed, and gone with the request."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils.translation import get_language, override

from kexie.base.ui import languages
from kexie.base.ui.dates import day
from kexie.base.ui.templatetags.ui import chinese_lang, content_lang


def spoken(page) -> str:
    return re.search(r'<html lang="([\w-]+)"', page.content.decode())[1]


@pytest.mark.parametrize(
    ("path", "language"),
    [("/en/", "en"), ("/en", "en"), ("/english/", None), ("/zh-hans/", None), ("/", None), ("/kepu/en/", None)],
)
def test_an_address_names_its_language_in_its_first_step(path, language):
    assert languages.of_address(path) == language


@pytest.mark.parametrize(
    ("path", "cookie", "language"),
    [
        ("/search/", "", "zh-hans"),
        ("/search/", "en", "en"),
        ("/search/", "xx", "zh-hans"),
        ("/en/", "", "en"),
        ("/en/", "zh-hans", "en"),
        ("/workbench/", "en", "zh-hans"),
        ("/editors/pages/", "en", "zh-hans"),
        ("/api/v1/", "en", "zh-hans"),
    ],
)
def test_the_language_of_a_request(rf, path, cookie, language):
    request = rf.get(path, HTTP_COOKIE=f"language={cookie}", HTTP_ACCEPT_LANGUAGE="en-GB,en")
    assert languages.of_request(request) == language


@pytest.mark.django_db
def test_a_browser_that_prefers_english_is_not_answered_in_it(client):
    page = client.get("/search/", HTTP_ACCEPT_LANGUAGE="en")
    assert (spoken(page), page["Content-Language"]) == ("zh-hans", "zh-hans")


@pytest.mark.django_db
def test_the_switch_is_kept_and_leads_back(client):
    answer = client.post("/language/", {"language": "en", "next": "/search/?q=x"})
    assert (answer.status_code, answer["Location"]) == (302, "/search/?q=x")
    page = client.get("/search/")
    assert (spoken(page), page["Content-Language"]) == ("en", "en")
    assert 'aria-label="Main navigation"' in page.content.decode()
    assert get_language() == "zh-hans"
    client.post("/language/", {"language": "zh-hans"})
    assert spoken(client.get("/search/")) == "zh-hans"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "next_"), [("xx", "/"), ("en", "https://elsewhere.example/"), ("", "//elsewhere")]
)
def test_the_switch_goes_nowhere_else_and_keeps_nothing_unknown(client, language, next_):
    answer = client.post("/language/", {"language": language, "next": next_})
    assert answer["Location"] == "/"
    assert ("language" in answer.cookies) == (language == "en")


@pytest.mark.django_db
def test_a_post_from_another_site_is_refused(client):
    answer = client.post("/language/", {"language": "en"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    assert "language" not in answer.cookies


def test_what_is_written_in_another_language_is_marked():
    assert (content_lang(), chinese_lang()) == ("", "")
    with override("en"):
        assert content_lang() == chinese_lang() == ' lang="zh-hans"'
        assert content_lang("en") == ""


def test_a_page_offers_its_translation_before_itself(rf):
    request = rf.get("/kepu/?page=2")
    assert [(choice.code, choice.address) for choice in languages.choices(request)] == [("en", "/kepu/?page=2")]
    request.alternates = {"en": "/en/science/"}
    assert [choice.address for choice in languages.choices(request)] == ["/en/science/"]
    with override("en"):
        (choice,) = languages.choices(rf.get("/en/only-here/"))
    assert (choice.code, choice.address) == ("zh-hans", "/")


def test_days_in_english():
    with override("en"):
        assert day(date(2023, 5, 23), year=True) == "Tue, 2023-5-23"
