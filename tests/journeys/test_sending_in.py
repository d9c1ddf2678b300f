"""A clerk writes, on a phone and at a desk: the page keeps itself, takes paste, papers and pictures, and loses no word."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.axe import grave
from journeys.looking import FITS
from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.pages import api as pages
from kexie.base.people.tests.cast import PASSWORD
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.tests.test_pasting import WORD
from kexie.domains.bulletin.tests.writing import begun, paper, picture, work_done

OWN = "/workbench/bulletin/submissions/"
TITLE = "青溪区科协举办防汛科普讲座"
BODY = "5月23日，青溪区科协在柳湾街道举办防汛科普讲座。"
PASTE = """(field, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "dirt");
  field.focus();
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def _site():
    pages.ensure_site(by=Platform(), at=clock.now(), site_name="云川市科协")


def kept(page: Page) -> None:
    """The page has kept itself."""
    expect(page.locator("[data-state]")).to_contain_text("已自动保存", timeout=20_000)


def fits(page: Page) -> bool:
    return page.evaluate(FITS)


def test_from_the_first_word_to_the_desk(page, cast, sign_in):
    work_done(cast, on=clock.today())
    sign_in(page, cast.client("clerk_a"))
    page.goto(OWN)
    page.get_by_role("link", name="写第一条信息").click()
    expect(page.locator("details.writing__work")).to_contain_text("可报送的工作")
    page.locator("#id_title").fill(TITLE)
    kept(page)
    expect(page).to_have_url(re.compile(rf"{OWN}[0-9a-f-]+/edit/$"))

    page.locator("#id_text").evaluate(PASTE, WORD)
    expect(page.locator("#id_text")).to_have_value("5月23日，青溪区科协举办科普讲座。\n1. 三百人参加")
    expect(page.locator("[data-count]")).to_contain_text("字")
    expect(page.locator("[data-findings]")).to_contain_text("不影响报送", timeout=20_000)
    expect(page.locator("[data-findings]")).to_contain_text("正文只有")

    page.locator("#id_credit_new").press_sequentially("kpb")
    page.get_by_role("option", name="科普部").click()
    expect(page.locator(".credits__unit")).to_have_count(2)
    page.get_by_role("button", name="上移科普部").click()
    expect(page.locator(".credits__name").first).to_have_text("科普部")

    pictures = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": picture(n)} for n in (1, 2)]
    page.locator("#id_pictures").set_input_files(pictures)
    expect(page.locator(".picture")).to_have_count(2)
    page.locator(".picture input[name^=caption]").first.fill("讲座现场")
    page.locator(".picture select").first.select_option("1")
    page.get_by_role("button", name="移除第2张图片").click()
    expect(page.locator(".picture")).to_have_count(1)
    kept(page)
    assert grave(page) == []
    assert fits(page)

    page.reload()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    expect(page.locator(".picture input[name^=caption]")).to_have_value("讲座现场")
    expect(page.locator("form .notice")).to_have_count(0)

    page.get_by_role("button", name="预览").click()
    expect(page.locator(".sheet figcaption")).to_have_text("讲座现场")
    expect(page.locator(".sheet")).to_contain_text("（科普部、青溪区科协）")
    assert page.locator(".sheet img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 60
    assert grave(page) == []
    page.get_by_role("button", name="报送").click()
    expect(page.locator("main")).to_contain_text("待初审")
    expect(page.locator("main")).to_contain_text("已报送")
    found = Submission.objects.get()
    assert (found.state, found.credit_line, found.pictures.get().after) == ("sent", "科普部、青溪区科协", 1)
    assert grave(page) == []
    assert fits(page)


def test_a_word_file_fills_the_page(page, cast, sign_in, tmp_path):
    word = tmp_path / "报送.docx"
    word.write_bytes(
        paper(TITLE, BODY, picture(3), "图为讲座现场", "三百人参加。（科普部、青溪区科协）", "联系人：张三")
    )
    sign_in(page, cast.client("clerk_a"))
    page.goto(f"{OWN}upload/")
    page.locator("input[type=file]").set_input_files(word)
    assert grave(page) == []
    page.get_by_role("button", name="读取并填好草稿").click()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    expect(page.locator("#id_text")).to_have_value(f"{BODY}\n三百人参加。")
    expect(page.locator(".credits__name")).to_have_text(["科普部", "青溪区科协"])
    expect(page.locator(".picture input[name^=caption]")).to_have_value("图为讲座现场")
    expect(page.locator("main")).to_contain_text("联系人：张三")
    assert grave(page) == []


def test_no_word_is_lost_when_the_log_in_ends(desktop, cast, sign_in):
    submission = begun(cast)
    sign_in(desktop, cast.client("clerk_a"))
    desktop.goto(f"{OWN}{submission.pk}/edit/")
    desktop.context.clear_cookies(name="session")
    desktop.expected = ("status of 401", "status of 403")
    desktop.locator("#id_text").fill(BODY)
    notice = desktop.locator("[data-notice]")
    expect(notice).to_contain_text("登录已过期", timeout=20_000)
    with desktop.context.expect_page() as opened:
        notice.get_by_role("link", name="在新窗口登录").click()
    other = opened.value
    other.locator("input[name=login]").fill("clerk_a@yunchuan.example")
    other.locator("input[name=password]").fill(PASSWORD)
    other.locator("main form button.button--main[type=submit]").click()
    expect(other.locator("main")).to_contain_text("待办", timeout=20_000)
    other.close()
    desktop.evaluate("window.dispatchEvent(new Event('focus'))")
    kept(desktop)
    expect(notice).to_be_hidden()
    submission.refresh_from_db()
    assert submission.text == BODY


def test_of_two_tabs_both_texts_are_shown(desktop, cast, sign_in):
    submission = begun(cast)
    sign_in(desktop, cast.client("clerk_a"))
    address = f"{OWN}{submission.pk}/edit/"
    desktop.goto(address)
    other = desktop.context.new_page()
    other.goto(address)
    other.locator("#id_text").fill("另一个窗口写的。")
    kept(other)
    desktop.expected = ("status of 409",)
    desktop.locator("#id_text").fill("这个窗口写的。")
    expect(desktop.locator("[data-notice]")).to_contain_text("别处有了改动", timeout=20_000)
    desktop.get_by_role("button", name="对照两份文字").click()
    expect(desktop.locator(".stored").first).to_contain_text("另一个窗口写的。")
    expect(desktop.locator("#id_text")).to_have_value("这个窗口写的。")
    expect(desktop.get_by_text("已恢复您未保存的内容")).to_have_count(0)
    assert grave(desktop) == []
    desktop.get_by_role("button", name="保存草稿").last.click()
    kept(desktop)
    submission.refresh_from_db()
    assert submission.text == "这个窗口写的。"


def test_what_is_filled_in_by_now_is_blamed_no_longer(desktop, cast, sign_in):
    sign_in(desktop, cast.client("clerk_a"))
    desktop.goto(f"{OWN}new/")
    desktop.expected = ("status of 422",)
    desktop.get_by_role("button", name="报送").click()
    expect(desktop.locator(".summary li")).to_have_count(2)
    desktop.locator("#id_title").fill(TITLE)
    kept(desktop)
    expect(desktop.locator(".summary li")).to_have_text(["请填写正文，再报送。"])
    desktop.locator("#id_text").fill(BODY)
    expect(desktop.locator(".summary, .field--wrong, .field__error")).to_have_count(0, timeout=20_000)


def test_what_is_typed_is_kept_when_the_page_is_left(desktop, cast, sign_in):
    submission = begun(cast)
    sign_in(desktop, cast.client("clerk_a"))
    desktop.goto(f"{OWN}{submission.pk}/edit/")
    desktop.locator("#id_place").fill("文化站")
    desktop.goto(OWN)
    for _ in range(40):
        submission.refresh_from_db()
        if submission.place == "文化站":
            return
        desktop.wait_for_timeout(250)
    pytest.fail("what was typed last did not arrive")


def test_without_scripts_it_works_all_the_same(plain, cast, sign_in):
    sign_in(plain, cast.client("clerk_a"))
    plain.goto(f"{OWN}new/")
    plain.locator("#id_title").fill(TITLE)
    plain.locator("#id_text").fill(BODY)
    plain.locator("#id_credit_new").fill("科普部")
    plain.get_by_role("button", name="添加", exact=True).click()
    expect(plain.locator(".credits__name")).to_have_text(["青溪区科协", "科普部"])
    plain.locator("#id_pictures").set_input_files([{"name": "a.png", "mimeType": "image/png", "buffer": picture(1)}])
    plain.get_by_role("button", name="上传", exact=True).click()
    expect(plain.locator(".picture")).to_have_count(1)
    plain.get_by_role("button", name="报送").click()
    expect(plain.locator("main")).to_contain_text("待初审")
    assert Submission.objects.get().state == "sent"
