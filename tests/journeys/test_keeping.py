"""What was typed is not lost: not when the log-in has expired, not when the form is left; and nobody else gets to see it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import AuditEvent
from kexie.base.pages import api as pages
from kexie.base.people.tests.cast import PASSWORD, posts_of
from kexie.domains.bulletin import api as bulletin
from kexie.domains.bulletin.models import Item
from kexie.domains.bulletin.tests.factories import said

TYPED = "科普大篷车开进青溪区柳湾街道，三百名学生动手做实验。"


@pytest.fixture
def item(cast) -> Item:
    pages.ensure_site(by=Platform(), at=clock.now(), site_name="云川市科协")
    issue = bulletin.import_issue(by=cast.actor("editor"), at=clock.now(), understood=said())
    return Item.objects.filter(issue=issue).first()


def log_in(page: Page, member: str) -> None:
    page.locator("input[name=login]").fill(f"{member}@yunchuan.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.button--main[type=submit]").click()


def kept(page: Page) -> str:
    """What this tab's storage holds of ours."""
    return page.evaluate("JSON.stringify(Object.entries(sessionStorage).filter(([key]) => key.startsWith('keep')))")


def expire(page: Page) -> None:
    page.context.clear_cookies(name="session")


def type_and_send(page: Page, item: Item) -> str:
    address = f"/workbench/bulletin/items/{item.pk}/"
    page.goto(address)
    page.locator("textarea[name=text]").fill(TYPED)
    expire(page)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("input[name=password]")).to_be_visible()
    return address


def test_the_text_is_back_after_an_expired_log_in_and_gone_once_it_is_saved(page, cast, sign_in, item):
    sign_in(page, cast.client("editor"))
    address = type_and_send(page, item)
    log_in(page, "editor")
    page.wait_for_url(f"**{address}")
    expect(page.locator("textarea[name=text]")).to_have_value(TYPED)
    expect(page.locator("form .notice")).to_contain_text("已恢复您未保存的内容")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/workbench/bulletin/{item.issue_id}/#item-{item.pk}")
    item.refresh_from_db()
    assert item.text == TYPED
    page.goto(address)
    expect(page.locator("form .notice")).to_have_count(0)
    assert kept(page) == "[]"


def test_what_was_kept_can_be_dropped(desktop, cast, sign_in, item):
    sign_in(desktop, cast.client("editor"))
    type_and_send(desktop, item)
    log_in(desktop, "editor")
    desktop.get_by_role("button", name="放弃").click()
    expect(desktop.locator("form .notice")).to_have_count(0)
    expect(desktop.locator("textarea[name=text]")).to_have_value(item.text)


def test_the_next_person_at_the_same_computer_finds_nothing(desktop, cast, sign_in, item):
    sign_in(desktop, cast.client("editor"))
    type_and_send(desktop, item)
    desktop.expected = ("status of 403",)
    log_in(desktop, "reviewer")
    expect(desktop.locator("main")).to_be_visible()
    desktop.goto("/workbench/")
    assert kept(desktop) == "[]"


def test_a_form_of_one_line_keeps_it_too_and_a_code_never(desktop, cast, sign_in):
    sign_in(desktop, cast.client("system_admin"))
    address = f"/workbench/organisations/{cast.unit('云川市航空学会').uid}/close/"
    desktop.goto(address)
    desktop.locator("input[name=basis]").fill("云科协发〔2026〕8号")
    expire(desktop)
    desktop.locator("main form button.button--main, main form button[type=submit]").last.click()
    expect(desktop.locator("input[name=password]")).to_be_visible()
    log_in(desktop, "system_admin")
    desktop.wait_for_url(f"**{address}")
    expect(desktop.locator("input[name=basis]")).to_have_value("云科协发〔2026〕8号")
    post = posts_of(cast.person("clerk_a"))[0]
    desktop.goto("/accounts/logout/")
    desktop.locator("main form button[type=submit]").click()
    sign_in(desktop, cast.client("unit_admin_a"))
    desktop.goto(f"/workbench/posts/{post.pk}/end/")
    desktop.locator("input[name=end]").fill("2030-01-01")
    assert "2030-01-01" in kept(desktop)
    desktop.goto("/accounts/app/set-up/")
    desktop.locator("input[name=code]").fill("123456")
    assert "123456" not in kept(desktop)


def test_logging_out_clears_what_was_kept_and_an_open_form_never_held_a_password(desktop, cast, sign_in, item):
    sign_in(desktop, cast.client("editor"))
    desktop.goto(f"/workbench/bulletin/items/{item.pk}/")
    desktop.locator("textarea[name=text]").fill(TYPED)
    assert TYPED in kept(desktop)
    desktop.goto("/accounts/password/change/")
    desktop.locator("input[name=oldpassword]").fill("never-kept-2023")
    assert "never-kept" not in kept(desktop)
    desktop.goto("/accounts/logout/")
    desktop.locator("main form button[type=submit]").click()
    desktop.wait_for_url("**/")
    assert kept(desktop) == "[]"
    assert AuditEvent.objects.filter(action="account.log_out").exists()
