"""Somebody new is looked for, registered, found by initials, and merged with a double."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from kexie.base.kernel.access import Platform
from kexie.base.people.actions.persons import add_person
from kexie.base.people.tests.cast import AT


def test_register_look_up_and_merge(desktop: Page, sign_in, cast):
    add_person(by=Platform(), at=AT, name="谷一川", registered_in=cast.unit("青溪区科协"))
    page = desktop
    sign_in(page, cast.client("unit_admin_a"))
    page.goto("/workbench/persons/")
    page.get_by_role("link", name="登记人员").click()
    page.locator("input[name=name]").fill("谷一川")
    page.locator("input[name=unit_text]").fill("青溪区科协")
    page.get_by_role("option", name=re.compile("青溪区科学技术协会")).first.click()
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", name="可能是同一个人")).to_be_visible()
    page.get_by_role("button", name="确实是新人员，登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("谷一川")
    page.goto("/workbench/persons/?text=gyc")
    expect(page.get_by_role("link", name="谷一川")).to_have_count(2)
    page.get_by_role("link", name="谷一川").first.click()
    page.get_by_role("link", name="合并记录").click()
    page.get_by_role("link", name="谷一川").first.click()
    page.locator("input[name=reason]").fill("重复登记")
    page.get_by_role("button", name="确认合并").click()
    expect(page.get_by_text("已合并")).to_be_visible()
    page.goto("/workbench/persons/?text=gyc")
    expect(page.get_by_role("link", name="谷一川")).to_have_count(1)
