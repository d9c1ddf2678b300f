"""个人资料与隐私 in a real browser: agree, withdraw, take one's data away, ask to be erased."""

from __future__ import annotations

import re
import zipfile

from playwright.sync_api import Page, expect

from kexie.base.people.models import Erasure
from kexie.base.people.queries.consents import consented


def test_a_person_decides_about_the_own_data(cast, page: Page, sign_in):
    person = cast.person("plain")
    sign_in(page, cast.client("plain"))
    page.goto("/me/privacy/")
    expect(page.get_by_role("heading", name="个人资料与隐私")).to_be_visible()
    page.get_by_role("link", name=re.compile("^同意.*短信提醒")).click()
    expect(page.get_by_text("只说有新消息")).to_be_visible()
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("已记录您的同意。")).to_be_visible()
    assert consented(person.pk, "notice_texts")
    page.get_by_role("link", name=re.compile("^撤回.*短信提醒")).click()
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("已撤回，这项使用已经停止。")).to_be_visible()
    assert not consented(person.pk, "notice_texts")

    page.get_by_role("link", name="登记了我的什么").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "许一鸣" in archive.read("data.html").decode()

    page.goto("/me/privacy/erasure/")
    page.get_by_label("申请理由").fill("不再参加活动")
    page.get_by_role("button", name="提出申请").click()
    expect(page.get_by_text("待办理")).to_be_visible()
    page.get_by_role("link", name="撤回申请").click()
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("已撤回申请。")).to_be_visible()
    assert Erasure.objects.get().state == "withdrawn"
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, "nothing sticks out to the side"
