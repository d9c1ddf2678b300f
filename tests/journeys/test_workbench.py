"""The workbench in a real browser: a view is saved, rows are ticked and done with a report, an export finds its second person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from journeys.axe import grave
from kexie.base.kernel import clock, outbox
from kexie.base.people.models import Account


@pytest.fixture(autouse=True)
def _alone(settings):
    settings.KEXIE_EXPORT_ALONE = 1


def test_a_view_many_rows_and_an_export_for_two(page, sign_in, cast):
    sign_in(page, cast.as_("unit_admin_a"))
    page.goto("/workbench/persons/?text=林知遥")
    page.get_by_role("link", name="保存为视图").click()
    page.get_by_label("视图名称").fill("林的账号")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="林的账号")).to_have_attribute("aria-current", "page")
    assert grave(page) == []

    page.get_by_role("checkbox", name="选择 林知遥").check()
    page.get_by_role("button", name="停用账号").click()
    page.get_by_role("button", name="确认停用账号 1 条").click()
    expect(page.get_by_text("账号已停用，登录已结束")).to_be_visible()
    assert not Account.objects.get(person=cast.person("clerk_a")).is_active
    assert grave(page) == []

    page.goto("/workbench/persons/")
    page.get_by_role("link", name="CSV").click()
    page.get_by_label("用途").fill("核对代表资格，用完删除。")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("待审批")).to_be_visible()
    request = page.url

    sign_in(page, cast.as_("security_admin"))
    page.goto("/workbench/")
    page.get_by_role("link", name=re.compile("^苏明远申请导出.*条$")).click()
    page.get_by_role("button", name="同意导出").click()
    expect(page.get_by_text("已同意，文件由申请人下载。")).to_be_visible()
    assert grave(page) == []

    sign_in(page, cast.as_("unit_admin_a"))
    page.goto(request)
    page.get_by_role("link", name="查看并下载文件").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    outbox.deliver_due(at=clock.now())
    expect(page.get_by_role("link", name=re.compile("^下载"))).to_be_visible()  # the page has asked by itself
    assert grave(page) == []
