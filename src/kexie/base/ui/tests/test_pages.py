"""The three faces and the single pages: whole, cheap for a visitor, and without a cookie that nobody needs."""

import pytest
from django.template import engines
from django.test import RequestFactory, override_settings

from kexie.base.kernel.access import Platform, Visitor
from kexie.base.kernel.errors import Conflict, Unavailable
from kexie.base.kernel.web import refusal_response
from kexie.base.ui.icons import DRAWINGS
from kexie.base.ui.tones import TONES

FACES = ("base", "workbench", "me")


@pytest.fixture(autouse=True)
def _nobody_has_edited(settings):
    settings.KEXIE_IDENTITY = "kexie.base.ui.identity.nothing_edited"


def page(face: str, actor=None, **extra) -> str:
    request = RequestFactory().get("/somewhere/", **extra)
    request.actor = actor or Visitor()
    template = engines["django"].from_string(
        f'{{% extends "ui/{face}.html" %}}{{% block title %}}甲<乙{{% endblock %}}{{% block content %}}正文{{% endblock %}}'
    )
    return template.render({}, request)


@pytest.mark.parametrize("face", FACES)
def test_a_page_has_one_main_a_way_to_it_and_its_title(face):
    html = page(face)
    assert html.count("<main ") == 1
    assert 'href="#main"' in html
    assert "<title>甲<乙 - 云川市科协</title>" in html
    assert 'lang="zh-hans"' in html


def test_the_workbench_repeats_the_title_as_its_heading():
    assert "<h1>甲<乙</h1>" in page("workbench")


def test_only_the_faces_that_write_carry_a_token():
    assert "X-CSRFToken" in page("workbench")
    assert "X-CSRFToken" in page("me")
    assert "csrf" not in page("base").lower()


def test_a_visitor_s_page_sets_no_cookie_and_asks_nothing_of_the_database(client, db, django_assert_num_queries):
    client.get("/components/")
    with django_assert_num_queries(0):
        answer = client.get("/components/")
    assert answer.status_code == 200
    assert not answer.cookies


def test_the_policy_needs_no_nonce_on_a_public_page(client):
    policy = client.get("/components/")["Content-Security-Policy"]
    assert "nonce-" not in policy
    assert "unsafe" not in policy


def test_htmx_may_not_evaluate_nor_write_styles():
    html = page("base")
    assert '"allowEval": false' in html
    assert '"includeIndicatorStyles": false' in html


@override_settings(
    KEXIE_SITE={
        "name": "甲市科协",
        "title": "",
        "sponsor": "",
        "contact": "010",
        "address": "",
        "icp": "",
        "police": "",
    }
)
def test_the_footer_prints_what_is_set_and_nothing_else():
    html = page("base")
    assert "甲市科协" in html
    assert "联系方式：<span>010" in html
    for label in ("主办：", "地址：", "beian"):
        assert label not in html


def test_the_account_menu_stands_where_somebody_is_known(db):
    assert "menu--account" in page("workbench", actor=Platform("导入<script>"))
    assert "导入&lt;script&gt;" in page("workbench", actor=Platform("导入<script>"))
    assert "menu--account" not in page("workbench")


def test_a_refusal_is_a_page_with_the_way_back():
    request = RequestFactory().get("/somewhere/?a=1")
    request.actor = Visitor()
    answer = refusal_response(request, Conflict("内容已被<b>改过</b>。"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<h1>内容已被&lt;b&gt;改过&lt;/b&gt;。</h1>" in html
    assert 'href="/somewhere/?a=1"' in html
    assert "返回首页" in html


def test_a_missing_page_says_so_and_leads_back(client, db):
    answer = client.get("/no-such-page-at-all/")
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()
    assert "返回首页" in answer.content.decode()


def test_after_a_failure_nobody_is_asked_who_is_there():
    class Nobody:
        def __getattr__(self, name):
            raise AssertionError("somebody was asked for")

    request = RequestFactory().get("/")
    request.COOKIES = {"session": "x", "display": "dark"}
    request.actor = Nobody()
    answer = refusal_response(request, Unavailable())
    assert answer.status_code == 503
    assert 'class="dark"' in answer.content.decode()
    assert "返回首页" in answer.content.decode()


def test_a_confirmation_posts_once_and_leads_back():
    request = RequestFactory().get("/")
    request.actor = Visitor()
    words = {
        "title": "撤回？",
        "text": "可以再报。",
        "action": "撤回",
        "danger": True,
        "action_url": "/x/",
        "cancel_url": "/y/",
    }
    html = engines["django"].get_template("ui/confirm.html").render(words, request)
    assert '<form class="confirm" method="post" action="/x/">' in html
    assert html.count('name="submit_key"') == 1
    assert "csrfmiddlewaretoken" in html
    assert 'href="/y/"' in html
    assert "button--danger" in html


def test_the_living_page_shows_every_icon_and_every_tone(client):
    html = client.get("/components/").content.decode()
    assert all(f"<code>{name}</code>" in html for name in DRAWINGS)
    assert all(f"status--{tone}" in html for tone in TONES)
    assert client.post("/components/").status_code == 405
