"""A unit is looked up by its initials, moved after a look at the preview, and seen on the tree and on the map."""

from __future__ import annotations

from playwright.sync_api import expect

from journeys.axe import grave
from kexie.base.people.models import Organisation


def test_a_unit_is_found_previewed_and_moved(page, cast, sign_in):
    sign_in(page, cast.client("system_admin"))
    page.goto("/workbench/organisations/?text=lwjd")
    page.get_by_role("link", name="青溪区柳湾街道科学技术协会").click()
    page.get_by_role("link", name="调整隶属").click()
    picker = page.locator("input[name=parent_text]")
    picker.fill("ytqkx")
    page.get_by_role("option", name="云台区科学技术协会").click()
    page.get_by_role("button", name="预览影响").click()
    expect(page.locator("main")).to_contain_text("苏明远（单位管理员）不能再办理青溪区柳湾街道科学技术协会的事项")
    expect(page.locator("main")).to_contain_text("程砚秋水（单位管理员）将能办理")
    page.get_by_role("button", name="确认调整隶属").click()
    expect(page.locator(".notice")).to_contain_text("隶属关系已调整")
    assert Organisation.objects.get(short_name="柳湾街道科协").get_parent().short_name == "云台区科协"
    expect(page.locator(".timeline")).to_contain_text("调整隶属")
    page.goto("/workbench/organisations/tree/")
    page.locator("summary", has_text="云台区科学技术协会").focus()
    page.goto("/workbench/organisations/?view=map")
    expect(page.locator("figcaption")).to_contain_text("无审图号")
    assert grave(page) == []
