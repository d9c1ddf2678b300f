"""Applying for a matter: conditions, rows, files, keeping by itself, bad input, and one submit that counts once."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kexie.base.kernel import clock
from kexie.base.matters.actions import versions
from kexie.base.matters.models import Case, Draft
from kexie.base.matters.queries.drafts import typed_in
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.rules.expressions import parse
from kexie.base.matters.tests.asked import ASKING, PDF
from kexie.base.matters.tests.factories import published, staff

SHOTS = os.environ.get("KEXIE_SHOTS", "")


def shot(page: Page, name: str, width: str = "") -> None:
    """A picture for who looks at it, where a folder is named."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}-{width or page.viewport_size['width']}.png", full_page=True)


@pytest.fixture
def office(cast):
    return staff(cast)


@pytest.fixture
def service(office):
    """A published matter that asks a lot."""
    return published(office, forms=ASKING)


def kept(page: Page) -> None:
    """Wait until the page says that everything is kept."""
    expect(page.locator("[data-state]")).to_contain_text(re.compile("已自动保存"), timeout=15_000)


def fill(page: Page) -> None:
    page.get_by_label("手机号码").fill("138 0013 8000")
    page.get_by_label("讲座题目").fill("月球上有什么")
    page.get_by_label("参加人次").fill("300")
    page.get_by_role("group", name="是否免费").get_by_label("是", exact=True).check()
    page.get_by_role("group", name="形式").get_by_label("教室").check()
    page.get_by_label("志愿者姓名").first.fill("林小满")


def test_from_the_hall_to_the_receipt(page, office, service, sign_in):
    page.expected = ("status of 422",)
    page.goto("/services/?q=zjjxy")
    page.get_by_role("link", name="专家进校园讲座").click()
    shot(page, "guide")
    sign_in(page, office.client("plain"))
    page.get_by_role("link", name="在线申请").click()
    expect(page.get_by_text("许一鸣").first).to_be_visible()

    # What is asked follows what is answered.
    expect(page.get_by_label("会场要求")).to_be_hidden()
    fill(page)
    page.get_by_role("group", name="形式").get_by_label("报告厅").check()
    expect(page.get_by_label("会场要求")).to_be_visible()
    expect(page.get_by_text("场地许可")).to_be_visible()
    shot(page, "asked")
    page.get_by_role("group", name="形式").get_by_label("教室").check()
    expect(page.get_by_label("会场要求")).to_be_hidden()

    # Rows come and go, up to the most.
    page.get_by_role("button", name="添加一项").click()
    page.get_by_label("志愿者姓名").nth(1).fill("周青青")
    page.get_by_role("button", name="添加一项").click()
    expect(page.get_by_role("button", name="添加一项")).to_be_disabled()
    page.get_by_role("button", name="删除这一项").nth(2).click()
    expect(page.get_by_role("button", name="添加一项")).to_be_enabled()

    # It keeps itself, and is there again after a reload.
    kept(page)
    page.reload()
    expect(page.get_by_label("讲座题目")).to_have_value("月球上有什么")
    expect(page.get_by_label("志愿者姓名").nth(1)).to_have_value("周青青")

    # Bad input is told at its place, and nothing typed is lost.
    page.get_by_label("手机号码").fill("138001")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_text("有几处需要修改")).to_be_visible()
    expect(page.get_by_label("手机号码")).to_have_value("138001")
    expect(page.get_by_text("请上传“活动方案”").first).to_be_visible()
    shot(page, "wrong")

    # A dangerous file is refused with a sentence; a good one is there at once.
    evil = PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
    place = page.locator("input[name=f-paper-plan]")
    place.set_input_files({"name": "坏方案.pdf", "mimeType": "application/pdf", "buffer": evil})
    expect(page.locator("[data-told]")).to_contain_text("含有脚本")
    page.locator("input[name=f-paper-plan]").set_input_files(
        {"name": "方案.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(page.get_by_role("link", name="方案.pdf")).to_be_visible()
    page.get_by_label("手机号码").fill("13800138000")
    kept(page)
    shot(page, "paper")

    # Looked over, sent once.
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("heading", name="请核对后提交")).to_be_visible()
    expect(page.get_by_text("周青青")).to_be_visible()
    shot(page, "review")
    page.get_by_role("button", name="提交申请").dblclick()
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    shot(page, "receipt")
    case = Case.objects.get()
    expect(page.get_by_text(case.number)).to_be_visible()
    said = answers_of(case)
    assert said["helpers"] == [{"helper_name": "林小满"}, {"helper_name": "周青青"}]
    assert "seats_word" not in said
    assert not Draft.objects.exists()
    page.go_back()
    expect(page.get_by_role("heading", name="讲座申请表")).to_be_visible()
    assert Case.objects.count() == 1


def test_without_a_line_nothing_is_lost(phone, office, service, sign_in):
    phone.expected = ("ERR_INTERNET_DISCONNECTED",)
    sign_in(phone, office.client("plain"))
    phone.goto("/services/lecture/apply/")
    phone.context.set_offline(True)
    phone.get_by_label("讲座题目").fill("断网时写的题目")
    expect(phone.locator("[data-notice]")).to_contain_text("连上后自动保存", timeout=15_000)
    shot(phone, "offline")
    phone.context.set_offline(False)
    kept(phone)
    assert typed_in(Draft.objects.get())["f-topic"] == ["断网时写的题目"]


def test_two_tabs_are_told_of_each_other(desktop, office, service, sign_in):
    desktop.expected = ("status of 409",)
    sign_in(desktop, office.client("plain"))
    desktop.goto("/services/lecture/apply/")
    other = desktop.context.new_page()
    other.goto("/services/lecture/apply/")
    desktop.get_by_label("讲座题目").fill("第一页写的")
    kept(desktop)
    other.get_by_label("讲座题目").fill("第二页写的")
    expect(other.locator("[data-notice]")).to_contain_text("在别处有了改动", timeout=15_000)
    other.get_by_role("button", name="看看怎么处理").click()
    expect(other.get_by_label("讲座题目")).to_have_value("第二页写的")
    shot(other, "conflict", "1280")
    assert typed_in(Draft.objects.get())["f-topic"] == ["第一页写的"]
    other.get_by_role("button", name="保存草稿").click()
    kept(other)
    assert typed_in(Draft.objects.get())["f-topic"] == ["第二页写的"]


def test_without_scripts(plain, office, service, sign_in):
    sign_in(plain, office.client("plain"))
    plain.goto("/services/lecture/apply/")
    expect(plain.get_by_text("是否免费 等于 否时填写")).to_be_visible()
    fill(plain)
    plain.get_by_role("button", name="添加一项").click()
    plain.get_by_label("志愿者姓名").nth(1).fill("周青青")
    plain.locator("input[name=f-paper-plan]").set_input_files(
        {"name": "方案.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    plain.get_by_role("button", name="下一步：核对").click()
    expect(plain.get_by_role("heading", name="请核对后提交")).to_be_visible()
    plain.get_by_role("button", name="提交申请").click()
    expect(plain.get_by_role("heading", name="申请已提交")).to_be_visible()


def test_a_form_is_designed_and_looked_at(page, office, service, sign_in):
    draft = versions.begin_draft(by=office.actor("keeper"), at=clock.now(), matter_id=service.matter_id)
    sign_in(page, office.client("keeper"))
    page.goto(f"/workbench/matters/versions/{draft.pk}/forms/")
    shot(page, "forms")
    page.get_by_role("link", name="讲座申请表").first.click()
    shot(page, "form")
    page.get_by_role("link", name="添加字段").nth(1).click()
    page.get_by_label("数据元的名称、拼音或代码").fill("dizhi")
    page.get_by_role("button", name="查找").click()
    shot(page, "elements")
    page.get_by_role("button", name="添加“通信地址”").click()
    page.get_by_role("link", name="修改“通信地址”").click()
    page.get_by_label("第1条：字段").select_option("kind")
    page.get_by_label("第1条：值").fill("报告厅")
    shot(page, "field")
    page.get_by_role("button", name="保存").last.click()
    expect(page.get_by_text("形式 等于 报告厅时填写")).to_be_visible()
    page.get_by_role("link", name="预览").first.click()
    expect(page.get_by_label("通信地址")).to_be_hidden()
    page.get_by_role("group", name="形式").get_by_label("报告厅").check()
    expect(page.get_by_label("通信地址")).to_be_visible()
    shot(page, "preview")


ANSWERS = {
    "a": 3,
    "b": "hall",
    "c": True,
    "d": ["x", "y"],
    "e": None,
    "f": "2027-02-06",
    "g": False,
    "h": "",
    "i": "😀",
}
CONDITIONS = (
    *("a == 3", "a == '3'", "a != 4", "a > 2", "a > '2'", "a <= 3", "b == 'hall'", "b > 'class'", "b in ['hall']"),
    *("'al' in b", "'x' in d", "d == ['x','y']", "d == ['x']", "c", "not c", "c == True", "e", "not e", "e == 1"),
    *("e != 1", "f > '2027-01-31'", "g or h", "not g and not h", "a in [1, 2, 3]", "a not in [3]", "i > 'ｚ'", "d"),
    *("c == 1", "a > 1 and (b == 'class' or c)", "unknown", "unknown > 3", "-1 < a", "h == ''", "b < i"),
)


def test_conditions_are_weighed_in_the_browser_as_on_the_server(desktop, office, service):
    desktop.goto("/services/")
    script = """async ([tree, answers]) => {
      const { holds } = await import("/static/matters/conditions.js");
      return holds(tree, (key) => answers[key] ?? null);
    }"""
    for text in CONDITIONS:
        condition = parse(text)
        there = desktop.evaluate(script, [json.loads(json.dumps(condition.as_json())), ANSWERS])
        assert there == condition.value(ANSWERS), text
