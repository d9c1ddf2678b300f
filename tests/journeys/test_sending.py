"""From what was adopted to what was sent, in a real browser: open an issue, take in, arrange, edit beside the preview, sign,
send to a list, watch it go.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from journeys.axe import grave
from kexie.base.kernel import clock, outbox
from kexie.base.kernel.access import Platform
from kexie.base.pages import api as pages
from kexie.domains.bulletin.actions import lists
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.rules.dispatching import Named
from kexie.domains.bulletin.tests.factories import AT, waive_all
from kexie.domains.bulletin.tests.test_issue_making import adopted

#: Where pictures of the pages go, when somebody wants to look at them.
SHOTS = os.environ.get("KEXIE_SHOTS", "")
ADOPTED = (
    ("青溪区科协举办科普讲座", "科普工作"),
    ("柳湾街道办科学集市", "基层动态"),
    ("展厅新设航空展区", "科普工作"),
)


@pytest.fixture(autouse=True)
def _site():
    pages.ensure_site(by=Platform(), at=clock.now(), site_name="云川市科协")


def shot(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)


def as_(page, cast, sign_in, member: str) -> None:
    page.context.clear_cookies()
    sign_in(page, cast.client(member))


def confirm(page, label: str) -> None:
    page.get_by_role("link", name=label, exact=True).click()
    page.get_by_role("button", name=f"确认{label}").click()


def test_from_what_was_adopted_to_what_was_sent(page, cast, sign_in):
    for title, column in (
        ("青溪区科协举办科普讲座", "科普工作"),
        ("柳湾街道办科学集市", "基层动态"),
        ("展厅新设航空展区", "科普工作"),
    ):
        adopted(cast, title, column)
    as_(page, cast, sign_in, "editor")
    page.goto("/workbench/bulletin/issues/new/")
    shot(page, "new")
    page.get_by_label("印发日期").fill("2026-09-04")
    page.get_by_role("button", name="建立").click()
    for box in page.locator("input[name=submission]").all():
        box.check()
    page.get_by_role("button", name="编入本期").click()
    expect(page.locator(".arrange__item")).to_have_count(3)
    shot(page, "arrange")
    assert grave(page) == []

    page.locator(".arrange__item", has_text="展厅新设航空展区").get_by_role("button", name="上移：").click()
    expect(page.locator("main")).to_contain_text("“展厅新设航空展区”现在是第1条")
    page.get_by_role("button", name="撤销这次移动").click()
    expect(page.locator(".arrange__item").first).to_contain_text("青溪区科协举办科普讲座")
    page.get_by_role("link", name="展厅新设航空展区", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".arrange__item").first).to_contain_text("展厅新设航空展区")

    handle = page.locator(".arrange__item", has_text="青溪区科协举办科普讲座").locator("[data-handle]")
    target = page.locator(".arrange__item", has_text="展厅新设航空展区")
    begin, end = handle.bounding_box(), target.bounding_box()
    page.mouse.move(begin["x"] + 8, begin["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 4, steps=6)
    page.mouse.up()
    expect(page.locator(".arrange__item").first).to_contain_text("青溪区科协举办科普讲座")

    page.get_by_role("link", name="柳湾街道办科学集市", exact=True).click()
    page.get_by_label("标题").fill("柳湾街道办起科学集市")
    expect(page.locator("#item-preview")).to_contain_text("柳湾街道办起科学集市")
    page.locator("[data-show=pdf]").click()
    expect(page.locator("#item-preview iframe")).to_be_visible()
    shot(page, "edit")
    page.get_by_role("button", name="保存", exact=True).first.click()
    expect(page.locator(".arrange")).to_have_count(2)
    page.get_by_role("link", name="修改记录 柳湾街道办起科学集市").click()
    expect(page.locator("main")).to_contain_text("最初的文字")
    shot(page, "history")
    assert grave(page) == []

    issue = Issue.objects.get()
    waive_all(cast, issue)
    page.goto(issue.get_workbench_url())
    confirm(page, "送审")
    for member, label in (("reviewer", "审核通过"), ("signer", "签发")):
        as_(page, cast, sign_in, member)
        page.goto(issue.get_workbench_url())
        confirm(page, label)
    shot(page, "signed")

    row = lists.make_list(by=cast.actor("keeper"), at=AT, name="各区科协")
    named = [Named(f"reader{number}@readers.example", f"读者{number}") for number in range(40)]
    lists.add_addresses(by=cast.actor("keeper"), at=AT, list_id=row.pk, named=named)
    as_(page, cast, sign_in, "keeper")
    page.goto(f"/workbench/bulletin/lists/{row.pk}/")
    shot(page, "list")
    assert grave(page) == []
    as_(page, cast, sign_in, "sender")
    page.goto("/workbench/bulletin/sending/")
    page.get_by_role("link", name="发送").and_(page.locator(".button--main")).first.click()
    page.get_by_label("各区科协").check()
    page.get_by_role("button", name="核对收件人").click()
    expect(page.locator("main")).to_contain_text("将发送给40个地址")
    shot(page, "send")
    assert grave(page) == []
    page.get_by_role("button", name="发送给40个地址").click()
    expect(page.locator("main")).to_contain_text("已办理 0 / 40")
    shot(page, "sending")
    outbox.deliver_due(at=clock.now() + timedelta(hours=12))  # by night, mail waits for the morning
    expect(page.locator("main")).to_contain_text("已发完", timeout=15_000)
    shot(page, "sent")
    assert grave(page) == []
