"""The working calendar in a browser: a day of one's own is set, seen, and taken back."""

from __future__ import annotations

from playwright.sync_api import expect

from journeys.axe import grave
from kexie.base.kernel import clock, workdays
from kexie.base.standards.queries import calendar


def test_a_day_is_set_seen_and_taken_back(page, cast, sign_in):
    sign_in(page, cast.client("system_admin"))
    day = workdays.add_workdays(clock.today(), 1)
    page.goto(f"/workbench/calendar/{day.year}/")
    assert grave(page) == []
    page.get_by_role("link", name="调整日期").click()
    page.get_by_label("开始日期").fill(day.isoformat())
    page.get_by_label("休息").check()
    page.get_by_label("原因").fill("城市马拉松")
    page.get_by_label("依据").fill("云政办〔2026〕9号")
    page.get_by_role("button", name="保存调整").click()
    words = f"{day.month}月{day.day}日"
    expect(page.locator("td.month__day--own")).to_contain_text(
        f"{words}（周{'一二三四五六日'[day.weekday()]}），休息，城市马拉松"
    )
    assert grave(page) == []
    page.get_by_role("link", name="撤销").click()
    page.get_by_label("撤销理由").fill("改期")
    page.get_by_role("button", name="撤销调整").click()
    expect(page.locator("td.month__day--own")).to_have_count(0)
    calendar.forget()
