"""我的 and the workbench's first page: what waits, what is unread, and ways that lead somewhere."""

from __future__ import annotations

import re

import pytest

from kexie.base.kernel import clock
from kexie.base.notifications import api as notifications
from kexie.base.ui import todos
from kexie.base.ui.todos import Source, ToDo

pytestmark = pytest.mark.django_db


def tell(cast, member: str, count: int) -> None:
    for number in range(count):
        notifications.notify(
            at=clock.now(),
            persons=[cast.person(member)],
            kind="tests.note",
            title=f"第{number}条消息",
            key=f"tests.note:{number}",
            url="/",
        )


@pytest.fixture
def waiting(monkeypatch):
    """Five to-dos for everybody in the workbench, and no others."""
    found = [ToDo(f"第{number}件事", "审核", f"/workbench/?{number}") for number in range(5)]
    monkeypatch.setattr(todos.sources, "_things", {})
    todos.sources.register("tests", Source("tests", "测试事项", lambda actor, at: found))


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", ["/me/", "/workbench/"])
def test_the_newest_three_unread_notices_are_shown_and_counted(cast, address):
    tell(cast, "clerk_a", 5)
    tell(cast, "clerk_b", 1)
    text = text_of(cast.client("clerk_a"), address)
    assert re.findall("第([0-9])条消息</a>", text) == ["4", "3", "2"]
    assert "查看全部5条未读消息" in text
    said = re.findall(r'class="count">5<span class="hidden">(\w+)</span>', text)
    assert said
    assert set(said) == {"条未读消息"}
    assert "未读消息" not in text_of(cast.client("plain"), "/me/")


def test_the_first_to_dos_are_shown_to_who_may_do_them(cast, waiting):
    text = text_of(cast.client("clerk_a"), "/me/")
    assert text.index("第0件事") < text.index("第2件事")
    assert "第3件事" not in text
    assert "查看全部5件待办" in text
    assert "第0件事" not in text_of(cast.client("plain"), "/me/")


def test_to_dos_come_before_what_is_unread_in_the_workbench(cast, waiting):
    tell(cast, "clerk_a", 1)
    text = text_of(cast.client("clerk_a"), "/workbench/")
    assert text.index("第4件事") < text.index("第0条消息")


def test_a_workbench_with_news_alone_says_that_nothing_is_to_be_done(cast):
    tell(cast, "clerk_a", 1)
    text = text_of(cast.client("clerk_a"), "/workbench/")
    assert "没有待办事项。" in text
    assert "需要您办理的事项会出现在这里" not in text


@pytest.mark.parametrize("member", ["plain", "clerk_a"])
def test_every_way_leads_to_a_page_that_is_there(cast, member):
    person = cast.client(member)
    text = text_of(person, "/me/")
    ways = re.findall('<a class="way" href="([^"]+)"', text)
    assert {"/me/privacy/", "/me/security/", "/me/notices/"} <= set(ways)
    assert ("/workbench/" in ways) == (member == "clerk_a")
    for way in [*ways, *re.findall('<a class="way" href="([^"]+)"', text_of(person, "/me/privacy/"))]:
        assert person.get(way).status_code == 200, way
    for words in ("登记了我的什么", "两步验证", "长辈版大字号"):
        assert words in text


def test_the_way_back_stands_on_the_pages_behind_it(cast):
    person = cast.client("plain")
    assert "返回我的" in text_of(person, "/me/security/")
    assert "返回我的" not in text_of(person, "/me/")


def test_the_head_of_public_pages_leads_in_and_to_ones_own_pages(client, cast):
    visitor = text_of(client, "/search/")
    assert 'href="/accounts/login/">登录' in visitor
    assert "menu--account" not in visitor
    known = text_of(cast.client("clerk_a"), "/search/")
    assert "top__log-in" not in known
    assert cast.person("clerk_a").name in known


def test_whose_session_is_over_is_offered_to_log_in(client, cast, settings):
    person = cast.client("clerk_a")
    person.cookies[settings.SESSION_COOKIE_NAME] = "0" * 32
    assert "top__log-in" in text_of(person, "/search/")


def test_what_is_unread_is_counted_for_persons_alone(client, cast):
    tell(cast, "clerk_a", 2)
    assert 'class="count"' not in text_of(client, "/search/")
    known = text_of(cast.client("clerk_a"), "/search/")
    assert known.count('<span class="count">2<') == 2, "in the head and in the phone's tab bar"
