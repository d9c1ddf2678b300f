"""A department changes a process by drawing, and a second person publishes it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from journeys.axe import grave
from journeys.canvas import choose, drawing, drop_task, element, field, fill, saved
from kexie.base.kernel import clock
from kexie.base.matters.actions import versions
from kexie.base.matters.models import MatterVersion, VersionState
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.tests.factories import published, staff
from kexie.base.people.tests.cast import Cast

SHOTS = os.environ.get("KEXIE_SHOTS", "")


def look(page: Page, name: str) -> None:
    """A picture for whoever wants to see it: KEXIE_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.fixture
def office(cast) -> Cast:
    staff(cast)
    published(cast)
    return cast


def begin(page: Page) -> MatterVersion:
    """A draft of the next version, begun from the matter's page."""
    matter = MatterVersion.objects.get().matter_id
    page.goto(reverse("matters:matter", args=[matter]))
    page.get_by_role("button", name="编制新的一版").click()
    return MatterVersion.objects.get(state=VersionState.DRAFT)


def test_a_department_draws_and_a_second_person_publishes(office, desktop, sign_in):
    page = desktop
    sign_in(page, office.as_("keeper"))
    draft = begin(page)
    page.get_by_role("link", name="流程图").click()
    drawing(page)
    look(page, "drawing")
    drop_task(page, "f6")
    expect(page.locator("[data-problems]")).to_contain_text("没有选表单")
    look(page, "dropped")
    fill(page, "名称", "会签")
    field(page, "表单").select_option("受理意见")
    fill(page, "办理时限", "2")
    expect(page.locator("[data-problems]")).to_have_text("检查没有发现问题。")
    look(page, "filled")
    saved(page)
    draft.refresh_from_db()
    model = read(draft.process)
    made = next(node for node in model.nodes.values() if node.name == "会签")
    assert (made.kind, made.form, made.limit, model.lanes[made.lane_id].name) == ("userTask", "accept", "2d", "科普部")
    assert [flow.source for flow in model.incoming[made.id]] == ["decide"]
    assert [flow.target for flow in model.outgoing[made.id]] == ["tell"]
    proposed_and_published(page, office, sign_in, draft)


def proposed_and_published(page: Page, office: Cast, sign_in, draft: MatterVersion) -> None:
    page.get_by_role("link", name="办事指南").click()
    page.get_by_role("link", name="提交发布").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text("待发布", exact=True)).to_be_visible()
    page.context.clear_cookies()
    sign_in(page, office.as_("reviewer"))
    page.goto(reverse("matters:version", args=[draft.pk]))
    page.get_by_role("link", name="审核发布").click()
    expect(page.get_by_text("会签").first).to_be_visible()
    look(page, "publish")
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_text("已发布").first).to_be_visible()
    draft.refresh_from_db()
    assert draft.state == VersionState.PUBLISHED
    page.get_by_role("link", name="流程图").click()
    expect(page.locator(".still svg")).to_be_visible()
    look(page, "published")


def test_lanes_conditions_and_what_is_undone(office, desktop, sign_in):
    page = desktop
    sign_in(page, office.as_("keeper"))
    draft = begin(page)
    page.goto(reverse("matters:process", args=[draft.pk]))
    drawing(page)
    choose(page, "lane_lead")
    look(page, "lane")
    field(page, "由谁办理").select_option("指定的单位")
    expect(page.locator("[data-problems]")).to_contain_text("请写明是哪个单位")
    fill(page, "办理单位", "宣文部")
    field(page, "角色").select_option("办理人")
    expect(page.locator("[data-problems]")).to_have_text("检查没有发现问题。")
    element(page, "to_mend_label").locator(".djs-hit").last.click()
    expect(page.locator("[data-panel]")).to_contain_text("走这条线的条件")
    look(page, "flow")
    page.get_by_role("button", name="直接写条件").click()
    box = page.locator("[data-panel] textarea").first
    box.fill("acceptance = 'mend'")
    box.press("Tab")
    expect(page.locator("[data-problems]")).to_contain_text("两个等号")
    expect(page.locator(".mark--error")).to_be_visible()
    look(page, "wrong")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-problems]")).to_have_text("检查没有发现问题。")
    saved(page)
    draft.refresh_from_db()
    lane = read(draft.process).lanes["lane_lead"]
    assert (lane.who, lane.unit, lane.role) == ("unit", "宣文部", "handler")
    # Somebody else has saved meanwhile: what is drawn stays.
    colleague, at = office.actor("system_admin"), clock.now()
    versions.save_draft(by=colleague, at=at, version_id=draft.pk, seen=draft.revision, changes={"note": "别人的说明"})
    choose(page, "lane_window")
    fill(page, "名称", "综合窗口")
    page.expected = ("status of 409",)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[data-state]")).to_contain_text("已被他人修改")
    expect(element(page, "lane_window")).to_contain_text("综合窗口")


def test_only_what_runs_can_be_drawn(office, desktop, sign_in):
    page = desktop
    sign_in(page, office.as_("keeper"))
    draft = begin(page)
    page.goto(reverse("matters:process", args=[draft.pk]))
    drawing(page)
    choose(page, "decide")
    page.locator('.djs-context-pad [data-action="replace"]').click()
    expect(page.locator(".djs-popup")).to_be_visible()
    entries = page.locator(".djs-popup [data-id^=replace-with]").evaluate_all("all => all.map(one => one.dataset.id)")
    assert "replace-with-manual-task" in entries
    assert not {"replace-with-script-task", "replace-with-rule-task", "replace-with-transaction"} & set(entries)
    words = page.locator(".djs-popup").inner_text()
    assert not re.search("[a-z]{3,}", words), words
    look(page, "menu")
    page.keyboard.press("Escape")
    titles = page.locator(".djs-palette [data-action]").evaluate_all("all => all.map(one => one.title)")
    assert len(titles) == 13
    assert not [title for title in titles if re.search("[a-z]{3,}", title)]


def test_a_file_comes_in_and_goes_out(office, desktop, sign_in, tmp_path):
    page = desktop
    sign_in(page, office.as_("keeper"))
    draft = begin(page)
    page.goto(reverse("matters:process", args=[draft.pk]))
    drawing(page)
    file = tmp_path / "another.bpmn"
    file.write_text(draft.process.replace("补正材料", "补齐材料"), encoding="utf-8")
    page.locator("[data-file]").set_input_files(file)
    expect(page.locator("[data-state]")).to_contain_text("已读入文件")
    expect(element(page, "mend")).to_contain_text("补齐")
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出文件").click()
    assert "补齐材料" in Path(taken.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出图片").click()
    assert "<svg" in Path(taken.value.path()).read_text(encoding="utf-8")
    file.write_text("<!DOCTYPE x><x/>", encoding="utf-8")
    page.expected = ("status of 422",)
    page.locator("[data-file]").set_input_files(file)
    expect(page.locator("[data-state]")).to_contain_text("DOCTYPE")
    saved(page)
    draft.refresh_from_db()
    assert "补齐材料" in draft.process


def test_a_file_that_is_too_large_is_told_in_the_form_and_not_sent(office, desktop, sign_in, tmp_path):
    page = desktop
    sign_in(page, office.as_("keeper"))
    draft = begin(page)
    page.goto(reverse("matters:process-upload", args=[draft.pk]))
    large = tmp_path / "large.bpmn"
    with large.open("wb") as file:
        file.truncate(61 * 1024 * 1024)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator('input[type="file"]').set_input_files(large)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("超过大小限制，请换一个小一些的文件")
    expect(page.get_by_text("每个文件不超过")).to_be_visible()
    assert sent == []
    good = tmp_path / "good.bpmn"
    good.write_text(draft.process.replace("补正材料", "补齐材料"), encoding="utf-8")
    page.locator('input[type="file"]').set_input_files(good)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("流程图已上传。")).to_be_visible()
    assert [address.endswith("/upload/") for address in sent][:1] == [True]


def test_a_process_is_tried_out_and_its_texts_are_written(office, page, sign_in):
    sign_in(page, office.as_("keeper"))
    page.goto(reverse("matters:matters"))
    look(page, "register")
    draft = begin(page)
    look(page, "matter-version")
    page.get_by_role("link", name="修改办事指南").click()
    page.get_by_role("button", name="增加一项材料").click()
    page.locator("[name=materialform-2-name]").fill("加盖公章的申请表")
    page.get_by_role("button", name="增加一个协办单位").click()
    unit = page.locator("[name=assistform-2-unit_text]")
    unit.press_sequentially("xwb")
    page.get_by_role("option", name="宣文部").click()
    look(page, "texts")
    assert grave(page) == []
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("加盖公章的申请表")).to_be_visible()
    expect(page.get_by_text("宣文部")).to_be_visible()
    draft.refresh_from_db()
    assert draft.materials[0]["name"] == "加盖公章的申请表"
    page.get_by_role("link", name="试运行").click()
    page.get_by_role("button", name="提交申请，开始试运行").click()
    expect(page.get_by_text("受理窗口（办理人）")).to_be_visible()
    page.get_by_label("acceptance").fill("mend")
    page.get_by_role("button", name="办完这一步").click()
    expect(page.get_by_role("heading", name="补正材料")).to_be_visible()
    look(page, "trial")
    assert grave(page) == []
    page.get_by_role("button", name="办完这一步").click()
    page.get_by_label("acceptance").fill("refuse")
    page.get_by_role("button", name="办完这一步").click()
    expect(page.get_by_text("流程已结束")).to_be_visible()
    expect(page.get_by_text("不予受理").first).to_be_visible()
    look(page, "trial-end")


def test_on_a_phone_the_drawing_is_looked_at(office, phone, sign_in):
    page = phone
    sign_in(page, office.as_("keeper"))
    draft = begin(page)
    page.goto(reverse("matters:process", args=[draft.pk]))
    expect(page.get_by_text("手机上只能查看流程图，请在电脑上修改。")).to_be_visible()
    expect(page.locator(".still svg")).to_be_visible()
    expect(page.locator("[data-drawing]")).to_be_hidden()
    look(page, "phone")
