"""A data element is revised by one person and published by another; from then on every form checks by it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.standards import api as standards
from kexie.base.standards.queries import in_force


@pytest.fixture
def loaded(cast):
    yield standards.load_standard(by=Platform(), at=clock.now())
    in_force.forget()


def test_a_revision_is_proposed_by_one_and_published_by_another(desktop: Page, cast, sign_in, loaded):
    sign_in(desktop, cast.client("system_admin"))
    desktop.goto("/workbench/standards/elements/seats/")
    desktop.get_by_role("link", name="提出修订").click()
    desktop.locator("input[name=maximum]").fill("500")
    desktop.locator("input[name=effective_from]").fill(clock.today().isoformat())
    desktop.locator("textarea[name=reason]").fill("名额过大，难以核对")
    desktop.get_by_role("button", name="提交审核").click()
    expect(desktop.locator("ins")).to_contain_text("500")
    expect(desktop.get_by_role("button", name="通过并发布")).to_have_count(0)
    address = desktop.url
    sign_in(desktop, cast.client("security_admin"))
    desktop.goto(address)
    desktop.get_by_role("button", name="通过并发布").click()
    expect(desktop.locator("main")).to_contain_text("已发布")
    desktop.goto("/workbench/standards/elements/seats/")
    desktop.locator("input[name=value]").fill("600")
    desktop.get_by_role("button", name="试一试").click()
    expect(desktop.locator("main")).to_contain_text("500")
