"""The portal's own pages: search for everyone, 我的 for the person, the workbench for those with a post."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static
from django.test import Client

from kexie.base.search import api as search
from kexie.site.portal.forms import MAX_LENGTH, SearchForm

pytestmark = pytest.mark.django_db


def entry(number: int, **changes) -> search.Entry:
    values = {
        "source": "bulletin",
        "key": str(number),
        "title": f"第{number}次观星活动",
        "body": "松岭观测站开放六台望远镜，市民预约参加。",
        "url": f"/found/{number}/",
        "on": date(2026, 9, 1),
        "public": True,
    }
    return search.Entry(**(values | changes))


def test_a_new_site_offers_the_ways_that_every_site_has(client):
    call_command("install", verbosity=0)
    page = client.get("/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "常用服务" in main
    for address in ("/organisations/", "/bulletin/", "/search/", "/feedback/"):
        assert f'href="{address}"' in main


def test_search_asks_for_words_first(client):
    page = client.get("/search/")
    assert page.status_code == 200
    assert "请输入要查找的内容" in page.content.decode()


def test_a_visitor_finds_what_is_public_with_its_words_marked(client):
    search.put(entry(1), entry(2, public=False, ability="bulletin.view_drafts", title="未公开的观星活动"))
    text = client.get("/search/", {"q": "望远镜"}).content.decode()
    assert "共找到 1 条结果" in text
    assert "/found/1/" in text
    assert "<mark>望远镜</mark>" in text
    assert "/found/2/" not in text
    assert "未公开" not in text


def test_those_who_may_find_drafts_too(cast):
    search.put(entry(1), entry(2, public=False, ability="bulletin.view_drafts", title="未公开的观星活动"))
    text = cast.client("editor").get("/search/", {"q": "观星"}).content.decode()
    assert "/found/1/" in text
    assert "/found/2/" in text


@pytest.mark.parametrize("asked", ["guanxing", "gxhd", "观星 望远镜"])
def test_pinyin_initials_and_several_words_find(client, asked):
    search.put(entry(1))
    assert "/found/1/" in client.get("/search/", {"q": asked}).content.decode()


def test_results_are_paged_and_the_question_is_kept(client):
    search.put(*(entry(number) for number in range(45)))
    first = client.get("/search/", {"q": "观星"}).content.decode()
    third = client.get("/search/", {"q": "观星", "page": "3"}).content.decode()
    assert "共找到 45 条结果" in first
    assert first.count('class="hit"') == 20
    assert third.count('class="hit"') == 5
    assert 'rel="next"' in first
    assert 'rel="next"' not in third
    assert 'value="观星"' in third


def test_nothing_found_says_how_to_go_on(client):
    text = client.get("/search/", {"q": "量子泡沫"}).content.decode()
    assert "没有找到相关内容" in text
    assert "请换一个更短的词" in text


@pytest.mark.parametrize(
    "odd",
    ['"', "*", "a AND", "NEAR(", "'; DROP TABLE", "\x00", "<script>alert(1)</script>", "%", "观" * 5000, "🙂"],
)
def test_odd_questions_are_answered_and_escaped(client, odd):
    page = client.get("/search/", {"q": odd, "page": "minus one", "source": "<b>"})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_long_questions_are_cut():
    assert len(SearchForm({"q": "长" * 500}).asked(date(2026, 11, 29)).text) == MAX_LENGTH


def test_suggestions_are_titles_that_begin_so(client):
    search.put(entry(1), entry(2, title="防灾减灾科普展"))
    text = client.get("/search/suggest/", {"q": "防灾"}).content.decode()
    assert "/found/2/" in text
    assert "/found/1/" not in text


def test_me_needs_a_log_in_and_comes_back(client):
    answer = client.get("/me/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=%2Fme%2F"


def test_me_shows_ones_own_posts_and_no_one_elses(cast):
    text = cast.client("clerk_a").get("/me/").content.decode()
    assert cast.person("clerk_a").name in text
    assert "青溪区科学技术协会" in text
    assert "单位经办人" in text
    assert "云台区" not in text


def test_me_without_a_post_says_whom_to_ask(cast):
    assert "目前没有任职记录" in cast.client("plain").get("/me/").content.decode()


def test_the_workbench_is_for_those_with_a_post(cast):
    assert cast.client("clerk_a").get("/workbench/").status_code == 200
    assert cast.client("plain").get("/workbench/").status_code == 403


def test_the_workbench_says_that_nothing_waits(cast):
    assert "没有待办事项" in cast.client("clerk_b").get("/workbench/").content.decode()


@pytest.mark.parametrize("address", ["/search/?q=观星", "/search/suggest/?q=观星", "/robots.txt", "/favicon.ico"])
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "POST", "BREW"])
def test_what_is_only_read_takes_no_other_method(client, address, method):
    search.put(entry(1))
    answer = client.generic(method, address)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert "不接受这种请求方式" in answer.content.decode()
    assert "/found/1/" not in answer.content.decode()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "BREW"])
def test_another_method_is_not_told_to_reload_a_form(method):
    answer = Client(enforce_csrf_checks=True).generic(method, "/search/")
    assert answer.status_code == 405
    assert answer["Allow"]
    assert "不接受这种请求方式" in answer.content.decode()
    assert Client(enforce_csrf_checks=True).post("/accounts/login/").status_code == 403


def test_search_engines_are_kept_from_what_is_not_for_them(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /editors/" in lines
    assert "Disallow: /" not in lines
    assert "Disallow: /search/" in lines
    assert "Disallow: /organisations/?*&" in lines  # filters multiply; one alone leads to all that there is


def test_a_browser_finds_the_mark_at_the_old_place(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"] == static("ui/mark.svg")
    assert finders.find("ui/mark.svg")


def test_the_home_page_says_its_name_once(client, settings):
    call_command("install")
    name = settings.KEXIE_SITE["name"]
    assert f"<title>{name}</title>" in client.get("/").content.decode()
    assert f" - {name}</title>" in client.get("/search/").content.decode()
