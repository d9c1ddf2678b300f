"""The site map, the footer, and pages that say what went wrong: in plain words, with a way on, without a trace."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client
from wagtail.models import PageViewRestriction

from kexie.base.kernel import clock, web
from kexie.base.kernel.access import Platform
from kexie.base.kernel.web import TooOften, address_words
from kexie.base.pages import api as pages
from kexie.base.ui import sitemap
from kexie.site.portal.views import pages as views

pytestmark = pytest.mark.django_db


def test_the_site_map_names_what_there_is(client, city):
    call_command("install")
    by = {"by": Platform(), "at": clock.now()}
    pages.add_column(**by, title="科普园地", slug="kepu")
    hidden = pages.add_column(**by, title="内部栏目", slug="inner")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    text = client.get("/sitemap/").content.decode()
    for words in ("机构名录", "每周动态", "使用本站", "检索", "无障碍说明"):
        assert words in text
    assert '<a href="/kepu/">科普园地</a>' in text
    assert "内部栏目" not in text
    assert 'href="/organisations/?kind=society"' in text
    assert 'href="/bulletin/"' in text


def test_a_branch_that_fails_leaves_the_others(client, monkeypatch):
    things = {name: sitemap.branches[name] for name in sitemap.branches.names()}
    broken = sitemap.Branch("broken", "坏了", lambda request: 1 / 0)
    monkeypatch.setattr(sitemap.branches, "_things", things | {"broken": broken})
    text = client.get("/sitemap/").content.decode()
    assert "坏了" not in text
    assert "使用本站" in text


def test_the_footer_leads_to_both(client):
    text = client.get("/search/").content.decode()
    foot = text[text.index("<footer") :]
    assert 'href="/sitemap/"' in foot
    assert 'href="/help/accessibility/"' in foot


def test_the_note_on_accessibility_claims_no_certificate(client):
    assert "尚未经过第三方测评" in client.get("/help/accessibility/").content.decode()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/news/2023/kepu-wenzhang.html", "2023 kepu wenzhang"),
        ("/动态/科技馆_开放/", "动态 科技馆 开放"),
        ("/x/01a226db-c39c-75c3-bba2-15ff885d8a66/", "x 01a226db c39c 75c3 bba2 15ff885d8a66"),
        ("/<script>alert(1)</script>/", "script script"),
        (f"/{'长' * 300}/", ""),
        ("/", ""),
    ],
)
def test_of_an_address_the_words_are_kept(path, words):
    assert address_words(path) == words or set(address_words(path).split()) <= set(words.split()) | {"alert", "1"}


def test_an_address_that_is_not_there_leads_on(client):
    answer = client.get("/没有/科技馆开放/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert 'id="refusal-q" type="search" name="q" value="没有 科技馆开放"' in text
    assert 'href="/sitemap/"' in text


@pytest.mark.parametrize(
    ("raised", "status"),
    [(OperationalError("database is locked"), 503), (ValueError("秘密"), 500)],
)
def test_failures_say_so_and_ask_the_database_nothing(client, monkeypatch, django_assert_num_queries, raised, status):
    def broken(*given, **named):
        raise raised

    monkeypatch.setattr(views, "plan", broken)
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        answer = client.get("/sitemap/")
    text = answer.content.decode()
    assert answer.status_code == status
    assert "秘密" not in text
    assert "Traceback" not in text
    assert 'href="/sitemap/"' in text
    machine = client.get("/sitemap/", headers={"accept": "application/json"})
    assert machine.status_code == status
    assert machine["Content-Type"] == "application/problem+json"
    assert machine.json()["status"] == status


def test_the_page_of_a_failure_stands_while_the_database_is_away(client, monkeypatch):
    def away(*given, **named):
        raise OperationalError("connection refused")

    monkeypatch.setattr(CursorWrapper, "execute", away)
    client.raise_request_exception = False
    answer = client.get("/organisations/")
    assert answer.status_code == 503
    assert "返回首页" in answer.content.decode()
    assert 'href="/sitemap/"' in answer.content.decode()
    assert answer["Retry-After"]


@pytest.mark.parametrize("method", ["post", "put"])
def test_a_wrong_method_is_told_which_ones_are_right(client, method):
    answer = getattr(client, method)("/sitemap/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert "网站地图" in answer.content.decode()


def test_too_much_at_once_is_told_what_to_do(client):
    answer = client.generic("POST", "/search/", b"", CONTENT_LENGTH="99999999999")
    assert answer.status_code == 413
    assert "拆分" in answer.content.decode()


def test_a_form_without_its_token_is_a_page_with_ways_on():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/")
    assert answer.status_code == 403
    assert 'href="/sitemap/"' in answer.content.decode()


def test_a_malformed_request_is_a_page(rf):
    request = rf.get("/sitemap/")
    answer = web.handler400(request, ValueError())
    assert answer.status_code == 400
    assert "请求的格式不正确" in answer.content.decode()


def test_too_often_is_told_that_nothing_was_sent(client, monkeypatch):
    def hurried(*given, **named):
        raise TooOften

    monkeypatch.setattr(views, "plan", hurried)
    answer = client.get("/sitemap/")
    assert answer.status_code == 429
    assert "没有提交" in answer.content.decode()
