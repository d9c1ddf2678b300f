"""Work entered by hand: from the list to the entry, with scripts and without; what was typed outlives the log-in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from kexie.base.kernel import clock
from kexie.base.ledger.models import Entry
from kexie.base.people.tests.cast import PASSWORD

FORM = "/workbench/ledger/add/ledger.popular_science/"
TITLE = "航模进校园科普讲座"


def pick(page: Page, name: str, typed: str, label: str) -> None:
    """Choose from the list that opens under a box."""
    page.locator(f"input[name='{name}_text']").press_sequentially(typed)
    page.get_by_role("option", name=label).first.click()


def fill(page: Page) -> None:
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("日期", exact=True).first.fill(clock.today().isoformat())
    page.get_by_label("依据").fill("签到表存办公室")


def test_a_clerk_enters_work_with_units_and_persons_picked_by_their_initials(page, cast, sign_in):
    sign_in(page, cast.client("clerk_a"))
    page.goto("/workbench/ledger/")
    page.get_by_role("link", name="登记工作").click()
    page.get_by_role("link", name="科普活动").click()
    fill(page)
    pick(page, "partners-0", "nongxue", "云川市农学会")
    pick(page, "persons-0", "lzy", "林知遥")
    page.locator("summary", has_text="再加几项").first.click()
    pick(page, "partners-4", "hangkong", "云川市航空学会")
    page.get_by_label("参加人次").fill("120")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    entry = Entry.objects.beyond("test").get()
    names = [part.organisation.name for part in entry.units.all()]
    assert names == ["青溪区科学技术协会", "云川市农学会", "云川市航空学会"]
    assert [part.person.name for part in entry.persons.all()] == ["林知遥"]
    assert entry.measures == {"participants_count": 120}


def test_what_was_typed_is_back_after_an_expired_log_in_lines_that_were_folded_too(page, cast, sign_in):
    sign_in(page, cast.client("clerk_a"))
    page.goto(FORM)
    fill(page)
    page.locator("summary", has_text="再加几项").first.click()
    pick(page, "partners-4", "nongxue", "云川市农学会")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="登记", exact=True).click()
    page.locator("input[name=login]").fill("clerk_a@yunchuan.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.button--main[type=submit]").click()
    page.wait_for_url(f"**{FORM}")
    expect(page.get_by_label("标题")).to_have_value(TITLE)
    expect(page.locator("input[name='partners-4_text']")).to_be_visible()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    names = [part.organisation.name for part in Entry.objects.beyond("test").get().units.all()]
    assert names == ["青溪区科学技术协会", "云川市农学会"]


def test_without_scripts_names_are_typed(plain, cast, sign_in):
    sign_in(plain, cast.client("clerk_a"))
    plain.goto(FORM)
    fill(plain)
    plain.locator("input[name='partners-0_text']").fill("云川市农学会")
    plain.locator("summary", has_text="再加几项").first.click()
    plain.locator("input[name='partners-4_text']").fill("航空学会")
    plain.expected = ("status of 422",)
    plain.get_by_role("button", name="登记", exact=True).click()
    expect(plain.locator(".summary")).to_contain_text("没有找到“航空学会”")
    plain.locator("input[name='partners-1_text']").fill("云川市航空学会")
    plain.get_by_role("button", name="登记", exact=True).click()
    expect(plain.get_by_role("heading", name=TITLE)).to_be_visible()
    assert Entry.objects.beyond("test").get().units.count() == 3
