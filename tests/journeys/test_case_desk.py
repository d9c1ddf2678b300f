"""A case at the desk, on a phone and on a large screen: claimed, handed on, given back; the applicant follows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from journeys.looking import seen
from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.matters.actions import cases
from kexie.base.matters.models import Case, MatterVersion
from kexie.base.matters.tests.factories import published, staff
from kexie.base.matters.tests.test_case_pages import FORMS
from kexie.base.pages import api as pages


@pytest.fixture
def case(cast) -> Case:
    pages.ensure_site(by=Platform(), at=clock.now(), site_name="云川市科协")
    office, at = staff(cast), clock.now()
    version = published(office, at=at - timedelta(days=1))
    MatterVersion.objects.filter(pk=version.pk).update(forms=FORMS)
    answers = {"topic": "月球上有什么", "phone": "13800005678"}
    return cases.start(by=office.actor("plain"), at=at, matter_id=version.matter_id, answers=answers)


def test_a_case_from_the_inbox_to_its_end(page, cast, sign_in, case):
    sign_in(page, cast.client("editor"))
    page.goto("/workbench/tasks/")
    seen(page, "inbox")
    page.get_by_role("link", name=case.number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("专家进校园讲座")
    expect(page.locator("main")).to_contain_text("还剩")
    seen(page, "case")
    page.get_by_role("button", name="认领").click()
    expect(page.locator("main")).to_contain_text("已认领，由您办理。")

    page.locator("#notes ~ form textarea").fill("去年来过一次")
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator("main")).to_contain_text("去年来过一次")

    page.get_by_role("radio", name="受理", exact=True).check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("main")).to_contain_text("已办理，办件进入下一步。")
    seen(page, "case-handed-on")

    sign_in(page, cast.client("reviewer"))
    page.goto(f"/workbench/cases/{case.pk}/")
    page.get_by_role("link", name="退回上一环节").click()
    page.get_by_label("理由").fill("请核对日期")
    seen(page, "give-back")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator("main")).to_contain_text("已退回上一环节。")

    sign_in(page, cast.client("plain"))
    page.goto("/me/cases/")
    seen(page, "my-cases")
    page.get_by_role("link", name="专家进校园讲座").click()
    expect(page.locator("main")).to_contain_text("办公室正在办理“受理”")
    expect(page.locator("main")).not_to_contain_text("去年来过一次")
    seen(page, "my-case")


def test_what_is_typed_for_colleagues_never_stands_in_the_box_to_the_applicant(page, cast, sign_in, case):
    sign_in(page, cast.client("editor"))
    address = f"/workbench/cases/{case.pk}/"
    page.goto(address)
    assert page.locator("#filling").count() == 1  # the page has the form of a task as well
    for_colleagues, to_applicant = page.locator("#note-form textarea"), page.locator("#talk-form textarea")
    for_colleagues.fill("不要告诉申请人")
    page.goto(address)
    expect(for_colleagues).to_have_value("不要告诉申请人")
    expect(to_applicant).to_have_value("")
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator("main")).to_contain_text("备注已保存。")
    for _again in range(2):
        expect(for_colleagues).to_have_value("")
        expect(to_applicant).to_have_value("")
        expect(page.locator("main")).not_to_contain_text("已恢复您未保存的内容")
        page.goto(address)


def test_everything_is_done_without_scripts(plain, cast, sign_in, case):
    sign_in(plain, cast.client("editor"))
    plain.goto(f"/workbench/cases/{case.pk}/")
    plain.get_by_role("link", name="转办").click()
    plain.get_by_label("转给").select_option(label="梁望京")
    plain.get_by_label("理由").fill("出差")
    plain.get_by_role("button", name="转办").click()
    expect(plain.locator("main")).to_contain_text("已转办，对方会收到通知。")
    expect(plain.locator("main")).to_contain_text("办公室 梁望京")


def test_what_was_typed_for_a_task_that_has_gone_is_there_to_be_copied(page, cast, sign_in, case):
    page.expected = ("status of 409",)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, cast.client("editor"))
    page.goto(f"/workbench/cases/{case.pk}/")
    page.get_by_role("radio", name="补正", exact=True).check()
    expect(page.locator("[data-state]")).to_contain_text("已自动保存")
    seen_now = Case.objects.beyond("a test").get(pk=case.pk).revision
    cases.withdraw(by=cast.actor("plain"), at=clock.now(), case_id=case.pk, seen=seen_now, reason="不办了")
    page.get_by_role("radio", name="受理", exact=True).check()
    expect(page.locator("[data-notice]")).to_contain_text("这项任务已经办过")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("main [role=alert]")).to_contain_text("您填写的内容没有提交")
    expect(page.locator("#typed-words")).to_contain_text("受理")
    seen(page, "task-gone")
    page.get_by_role("button", name="复制", exact=True).click()
    expect(page.get_by_role("button", name="已复制", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "受理\n是否受理：受理"
