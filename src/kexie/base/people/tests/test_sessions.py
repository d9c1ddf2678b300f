"""A person sees and ends his or her log-ins; an administrator ends those of others (security.md, 9, 10 and 12)."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.actions.posts import end_post
from kexie.base.people.models import Post
from kexie.base.people.rules.browsers import name_of
from kexie.base.people.tests.cast import AT, PASSWORD, SINCE

SECURITY = "/me/security/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Mobile MicroMessenger/8.0.5"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(db):
    cache.clear()


def logged_in(name: str, browser: str, address: str = "198.51.100.7") -> Client:
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=browser)
    client.post("/accounts/login/", {"login": f"{name}@yunchuan.example", "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_the_list_names_browser_address_and_the_present_one(cast):
    logged_in("clerk_a", WECHAT, "198.51.100.9")
    logged_in("clerk_b", WECHAT, "203.0.113.77")
    page = logged_in("clerk_a", FIREFOX).get(SECURITY).content.decode()
    assert "Firefox，Linux" in page
    assert "微信，iPhone" in page
    assert "198.51.100.9" in page
    assert page.count("本机") == 1
    assert "203.0.113.77" not in page, "of somebody else"


def test_one_log_in_is_ended_and_the_present_stays(cast):
    phone, desk = logged_in("clerk_a", WECHAT), logged_in("clerk_a", FIREFOX)
    number = UserSession.objects.get(user_agent=WECHAT).pk
    assert desk.post(f"{SECURITY}sessions/{number}/end/").status_code == 302
    assert not is_in(phone)
    assert is_in(desk)
    assert AuditEvent.objects.filter(action="account.end_session").count() == 1


def test_nobody_ends_the_log_in_of_another_here(cast):
    victim, other = logged_in("clerk_a", WECHAT), logged_in("clerk_b", FIREFOX)
    number = UserSession.objects.get(user_agent=WECHAT).pk
    assert other.post(f"{SECURITY}sessions/{number}/end/").status_code == 404
    assert is_in(victim)


def test_all_others_are_ended_and_the_present_stays(cast):
    phone, unlisted, desk = logged_in("clerk_a", WECHAT), cast.client("clerk_a"), logged_in("clerk_a", FIREFOX)
    desk.post(f"{SECURITY}sessions/end/")
    assert not is_in(phone)
    assert not is_in(unlisted)
    assert is_in(desk)
    assert "本机" in desk.get(SECURITY).content.decode()


def test_ending_needs_a_post(cast):
    desk = logged_in("clerk_a", FIREFOX)
    assert desk.get(f"{SECURITY}sessions/end/").status_code == 405


def test_an_administrator_ends_the_log_ins_of_a_person_who_is_told(cast):
    victim = logged_in("clerk_a", WECHAT)
    path = f"/workbench/persons/{cast.person('clerk_a').pk}/account/sessions/"
    assert cast.client("unit_admin_b").post(path, {"submit_key": "k"}).status_code == 404
    assert is_in(victim)
    cast.client("unit_admin_a").post(path, {"submit_key": "k"})
    assert not is_in(victim)
    outbox.deliver_due(at=clock.now())
    assert "管理员结束了您的全部登录" in mail.outbox[-1].body


def test_a_changed_password_ends_the_others(cast):
    phone, desk = logged_in("clerk_a", WECHAT), logged_in("clerk_a", FIREFOX)
    data = {"oldpassword": PASSWORD, "password1": "qingxi-harbour-77", "password2": "qingxi-harbour-77"}
    desk.post("/accounts/password/change/", data)
    assert not is_in(phone)
    assert is_in(desk)
    outbox.deliver_due(at=clock.now())
    assert "修改了密码" in mail.outbox[-1].body


def test_recent_log_ins_tell_of_refused_tries(cast):
    Client().post("/accounts/login/", {"login": "clerk_a@yunchuan.example", "password": "wrong-wrong"})
    page = logged_in("clerk_a", FIREFOX).get(SECURITY).content.decode()
    assert "未成功" in page
    assert "成功" in page


def test_who_leaves_the_last_post_loses_the_workbench_at_the_next_request(cast):
    client = logged_in("clerk_a", FIREFOX)
    assert client.get("/workbench/").status_code == 200
    end_post(by=cast.actor("security_admin"), at=AT, post=Post.objects.get(person=cast.person("clerk_a")), on=SINCE)
    assert client.get("/workbench/").status_code == 403
    assert is_in(client)


@pytest.mark.parametrize(
    ("header", "name"), [(FIREFOX, "Firefox，Linux"), (WECHAT, "微信，iPhone"), ("", ""), ("<script>", "")]
)
def test_browsers_have_names(header, name):
    assert name_of(header) == name
