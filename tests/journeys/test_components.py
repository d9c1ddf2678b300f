"""The living page in a real browser: accessible in every dress, usable by finger, keyboard, and without scripts."""

import re

import pytest

from journeys.axe import grave
from journeys.looking import FITS

DRESSES = ["", "dark", "light.elder", "elder.dark"]
PAGES = ["/components/", "/components/workbench/", "/components/confirm/"]


@pytest.mark.parametrize("dress", DRESSES, ids=lambda dress: dress or "standard")
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(page, display, path, dress):
    if dress:
        display(page, dress)
    page.goto(path)
    assert grave(page) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dress", ["", "elder"], ids=["standard", "elder"])
def test_no_page_is_wider_than_its_screen(page, display, path, dress):
    if dress:
        display(page, dress)
    page.goto(path)
    assert page.evaluate(FITS)


TARGETS = """least => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
  .filter(e => e.offsetParent && !e.closest('p:not(.buttons), .hidden, dialog, .list'))
  .filter(e => !e.matches('.skip, input[type=file]'))
  .map(e => e.matches('input[type=checkbox], input[type=radio]') ? e.closest('label') : e)
  .filter(e => e.getBoundingClientRect().height < least - 0.5)
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(("dress", "least"), [("", 44), ("elder", 60)], ids=["standard", "elder"])
@pytest.mark.parametrize("path", PAGES)
def test_targets_are_large_enough_for_a_thumb(page, display, path, dress, least):
    if dress:
        display(page, dress)
    page.goto(path)
    assert page.evaluate(TARGETS, least) == []


def test_the_elders_read_large_type(page, display):
    display(page, "elder")
    page.goto("/components/")
    small = """() => [...document.querySelectorAll('main *')]
      .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.offsetParent)
      .filter(e => parseFloat(getComputedStyle(e).fontSize) < 18).map(e => e.outerHTML.slice(0, 90))"""
    assert page.evaluate(small) == []


def test_the_display_changes_at_once_and_is_remembered(page):
    page.goto("/components/")
    page.locator(".menu--display summary").click()
    with page.expect_response("**/display/"):
        page.get_by_role("button", name="长辈版").click()
    assert page.locator("html").get_attribute("class") == "elder"
    with page.expect_response("**/display/"):
        page.get_by_role("button", name="深色").click()
    page.reload()
    assert page.locator("html").get_attribute("class") == "elder dark"


def test_the_display_changes_without_scripts(plain):
    plain.goto("/components/")
    plain.locator(".menu--display summary").click()
    plain.get_by_role("button", name="长辈版").click()
    assert plain.url.endswith("/components/")
    assert plain.locator("html").get_attribute("class") == "elder"


def test_a_menu_closes_on_escape_and_on_a_click_elsewhere(desktop):
    desktop.goto("/components/")
    menu = desktop.locator(".menu--display")
    menu.locator("summary").click()
    desktop.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    desktop.locator("h1").click()
    assert menu.get_attribute("open") is None


def test_the_first_tab_stop_leads_to_the_text(page):
    page.goto("/components/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_a_unit_is_picked_by_initials_from_the_keyboard(page):
    page.goto("/components/")
    box = page.get_by_role("combobox", name="报送单位").first
    box.fill("qx")
    option = page.get_by_role("option", name="青溪区科协")
    option.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    assert box.input_value() == "青溪区科协"
    assert page.locator('input[type=hidden][name="unit"]').input_value() == "unit-3"
    box.press("End")
    box.press("Backspace")
    assert page.locator('input[type=hidden][name="unit"]').input_value() == ""


def test_a_unit_that_is_not_there_is_told(page):
    page.goto("/components/")
    page.get_by_role("combobox", name="报送单位").first.fill("zzzz")
    page.get_by_text("没有匹配的项").wait_for()


def test_without_scripts_the_picker_is_a_text_box(plain):
    plain.goto("/components/")
    box = plain.locator('input[name="unit_text"]')
    box.fill("科普部")
    assert plain.locator('input[name="unit"]').is_disabled()
    assert box.get_attribute("role") is None


def test_a_dialog_opens_holds_the_focus_and_closes(page):
    page.goto("/components/")
    page.get_by_role("link", name="撤回报送").click()
    dialog = page.get_by_role("dialog", name="撤回这条报送？")
    assert dialog.is_visible()
    assert grave(page) == []
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.get_by_role("link", name="撤回报送").click()
    dialog.get_by_role("button", name="取消").click()
    assert not dialog.is_visible()


def test_tabs_follow_the_arrow_keys(page):
    page.goto("/components/")
    limits, papers = page.get_by_role("tab", name="时限"), page.get_by_role("tab", name="材料")
    assert page.get_by_text("受理后五个工作日内办结").is_visible()
    limits.focus()
    page.keyboard.press("ArrowRight")
    assert papers.get_attribute("aria-selected") == "true"
    assert page.get_by_text("申请表一份").is_visible()
    assert not page.get_by_text("受理后五个工作日内办结").is_visible()


def test_without_scripts_all_that_tabs_hide_is_there(plain):
    plain.goto("/components/")
    assert plain.get_by_text("受理后五个工作日内办结").is_visible()
    assert plain.get_by_text("申请表一份").is_visible()


def test_a_filter_submits_itself_and_leaves_empty_fields_out(page):
    page.goto("/components/workbench/")
    with page.expect_navigation():
        page.get_by_label("栏目").select_option("works")
    assert re.search(r"\?f-column=works$", page.url)


def test_a_column_sorts_and_says_so(desktop):
    desktop.goto("/components/workbench/")
    desktop.get_by_role("link", name="计分").click()
    assert desktop.get_by_role("columnheader", name="计分").get_attribute("aria-sort") == "ascending"


def test_a_file_is_listed_with_its_size_and_a_large_one_is_told(page, tmp_path):
    large = tmp_path / "年报.docx"
    large.write_bytes(b"0" * (10 * 1024 * 1024 + 1))
    page.goto("/components/")
    drop = page.locator("[data-drop]").first
    drop.locator("input").set_input_files(
        {"name": "通报.docx", "mimeType": "application/msword", "buffer": b"0" * 2048}
    )
    assert drop.get_by_text("通报.docx").is_visible()
    assert drop.get_by_text("2.0 KB").is_visible()
    drop.locator("input").set_input_files(large)
    assert drop.get_by_text("超过大小限制").is_visible()


SEND = """() => {
  const form = document.querySelector('[data-drop]').closest('form');
  Object.assign(form, {method: 'post', action: '/upload-here/', noValidate: true});
  form.dataset.upload = '';
  document.dispatchEvent(new CustomEvent('htmx:load', {detail: {elt: form}}));
}"""


def send_a_file(page, answer):
    page.route("**/upload-here/", answer)
    page.goto("/components/")
    page.evaluate(SEND)
    form = page.locator("form[data-upload]")
    form.locator("input[type=file]").set_input_files({"name": "a.docx", "mimeType": "x/y", "buffer": b"0" * 5000})
    form.get_by_role("button", name="保存").click()


def test_an_upload_that_is_refused_shows_the_answer_in_place(desktop):
    desktop.expected = ("status of 422",)
    html = "<html><head><title>请修改</title></head><body><main id='main'><h1>文件读不懂</h1></main></body></html>"
    send_a_file(desktop, lambda route: route.fulfill(status=422, content_type="text/html; charset=utf-8", body=html))
    desktop.get_by_role("heading", name="文件读不懂").wait_for()
    assert desktop.title() == "请修改"
    assert desktop.locator("main").count() == 1


def test_an_upload_without_a_network_says_so_and_can_be_repeated(desktop):
    desktop.expected = ("ERR_FAILED",)
    send_a_file(desktop, lambda route: route.abort())
    desktop.get_by_text("上传没有完成，请检查网络后重试").wait_for()
    assert desktop.locator("form[data-upload]").get_by_role("button", name="保存").is_enabled()


def test_the_rail_is_a_menu_on_a_phone(phone):
    phone.goto("/components/workbench/")
    assert not phone.locator(".bench__rail").is_visible()
    phone.get_by_label("打开工作台导航").click()
    assert phone.locator(".menu--rail .menu__panel").is_visible()


def test_paper_carries_no_controls(desktop):
    desktop.goto("/components/workbench/")
    desktop.emulate_media(media="print")
    for control in (".menu--display", ".filters", ".paging ul", ".heading__actions"):
        assert not desktop.locator(control).first.is_visible()
    assert desktop.locator("table").is_visible()
