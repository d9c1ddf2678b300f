"""我的 and the pages behind it in a real browser: in every dress, no wider than the screen, each way there and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from journeys.axe import grave
from kexie.base.kernel import clock
from kexie.base.notifications import api as notifications

PAGES = ("/me/", "/me/notices/", "/me/privacy/", "/me/security/", "/workbench/")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def _told(cast):
    for number in range(4):
        notifications.notify(
            at=clock.now(),
            persons=[cast.person("clerk_a")],
            kind="tests.note",
            title=f"第{number}条关于青溪区科协报送的信息的消息",
            key=f"tests.note:{number}",
            url="/",
        )


@pytest.mark.parametrize("dress", ["", "elder.dark"])
def test_ones_own_pages_are_for_everybody(page, display, sign_in, cast, dress):
    sign_in(page, cast.as_("clerk_a"))
    if dress:
        display(page, dress)
    page.set_viewport_size({"width": page.viewport_size["width"], "height": 3000})  # no target half below the tab bar
    for address in PAGES:
        page.goto(address)
        assert grave(page) == [], address
        assert page.evaluate(OVERFLOW) <= 0, address


def test_ways_lead_there_and_back(phone, sign_in, cast):
    sign_in(phone, cast.as_("clerk_a"))
    phone.expected = ("status of 404",)  # nobody has set up a home page, which a log-out leads to
    phone.goto("/search/")
    expect(phone.get_by_role("link", name="登录", exact=True)).to_have_count(0)
    tab = phone.get_by_role("navigation", name="底部导航").get_by_role("link", name="消息")
    expect(tab.locator(".count")).to_contain_text("4")
    phone.get_by_role("navigation", name="底部导航").get_by_role("link", name="我的").click()
    expect(phone.get_by_role("link", name=re.compile("^第[0-9]条"))).to_have_count(3)
    for words in ("个人资料与隐私", "登录与安全", "我的意见"):
        phone.get_by_role("main").get_by_role("link", name=re.compile(f"^{words}")).click()
        expect(phone.get_by_role("heading", level=1)).not_to_have_text(cast.person("clerk_a").name)
        phone.get_by_role("link", name="返回我的").click()
    phone.get_by_role("main").get_by_text("显示方式").click()
    phone.get_by_role("main").get_by_role("button", name="长辈版").click()
    expect(phone.locator("html")).to_have_class("elder")
    phone.get_by_role("main").get_by_role("button", name="退出登录").click()
    phone.wait_for_url("**/")
    phone.goto("/search/")
    expect(phone.get_by_role("link", name="登录", exact=True)).to_be_visible()
