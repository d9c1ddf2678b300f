"""A department redraws a matter of the demo, a second person publishes it: new cases go the new way, running ones theirs."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from journeys.canvas import bring_near, choose, drawing, drop_task, field, fill, saved
from journeys.looking import seen
from journeys.playing import Play, account_of, logged_in, version_of
from journeys.plays import APPLICATIONS, USUAL
from kexie.base.matters.models import MatterVersion, VersionState
from kexie.base.matters.rules.bpmn.reading import read

CODE, KEEPER, PUBLISHER = "membership-proof", "温若水", "唐若溪"


def redrawn(play: Play) -> MatterVersion:
    """The keeper renames a task and draws another one; what is checked is mended, kept and proposed."""
    page = play.office
    play.lend(page, logged_in(account_of(KEEPER)))
    page.goto(reverse("matters:matters"))
    page.get_by_role("link", name="会员证明开具").click()
    page.get_by_role("button", name="编制新的一版").click()
    draft = MatterVersion.objects.get(matter__code=CODE, state=VersionState.DRAFT)
    page.get_by_role("link", name="流程图").click()
    drawing(page)
    bring_near(page, "to_number")
    seen(page, "redrawn-before")
    drop_task(page, "to_number")
    expect(page.locator("[data-problems]")).to_contain_text("没有选表单")
    fill(page, "名称", "复核证明")
    field(page, "表单").select_option("会籍核对")
    fill(page, "办理时限", "1")
    expect(page.locator("[data-problems]")).to_have_text("检查没有发现问题。")
    choose(page, "make")
    fill(page, "名称", "制作会员证明")
    saved(page)
    seen(page, "redrawn")
    page.get_by_role("link", name="办事指南").click()
    page.get_by_role("link", name="提交发布").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text("待发布", exact=True)).to_be_visible()
    return draft


def published(play: Play, draft: MatterVersion) -> MatterVersion:
    """A second person looks at what has changed, and publishes it."""
    page = play.office
    play.lend(page, logged_in(account_of(PUBLISHER)))
    page.goto(reverse("matters:version", args=[draft.pk]))
    page.get_by_role("link", name="审核发布").click()
    expect(page.get_by_text("复核证明").first).to_be_visible()
    seen(page, "redrawn-differences")
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_text("已发布").first).to_be_visible()
    draft.refresh_from_db()
    return draft


def test_a_new_case_goes_the_new_way_and_a_running_one_its_own(play):
    usual = USUAL[CODE]
    play.applies(CODE, APPLICATIONS[CODE])
    running, old = play.case, version_of(CODE)
    version = published(play, redrawn(play))
    assert version_of(CODE) == version
    made = next(node for node in read(version.process).nodes.values() if node.name == "复核证明")

    play.applies(CODE, APPLICATIONS[CODE])
    assert play.case.version == version
    play.does("confirm", usual["confirm"])
    play.does("make", usual["make"])
    expect(play.office.locator("main")).to_contain_text("制作会员证明")
    play.does(made.id, usual["confirm"])
    play.ended("ended", "done")

    play.case = running
    assert running.version == old
    play.does("confirm", usual["confirm"])
    play.does("make", usual["make"])
    expect(play.office.locator("main")).not_to_contain_text("制作会员证明")
    play.ended("ended", "done")
