"""The drawing tool, as somebody uses it with a mouse and a keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def drawing(page: Page) -> None:
    expect(page.locator("[data-drawing][data-ready]")).to_be_visible()
    expect(page.locator("[data-problems]")).to_contain_text("检查")


def element(page: Page, key: str):
    return page.locator(f'.djs-element[data-element-id="{key}"]')


def choose(page: Page, key: str) -> None:
    """Click an element where nothing lies over it."""
    element(page, key).locator(".djs-hit").last.click(position={"x": 12, "y": 24})


def field(page: Page, label: str):
    return page.locator("[data-panel]").get_by_label(label, exact=True)


def fill(page: Page, label: str, text: str) -> None:
    field(page, label).fill(text)
    field(page, label).press("Tab")


def saved(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[data-state]")).to_have_text("已保存。")


def bring_near(page: Page, key: str) -> None:
    """Roll the wheel until an element of a wide drawing stands in the middle."""
    canvas, wanted = page.locator(".djs-container").bounding_box(), element(page, key).bounding_box()
    middle = canvas["x"] + canvas["width"] / 2
    page.mouse.move(middle, canvas["y"] + canvas["height"] / 2)
    page.mouse.wheel(wanted["x"] + wanted["width"] / 2 - middle, 0)
    page.wait_for_function(
        "([key, before]) => document.querySelector(`[data-element-id=${key}]`).getBoundingClientRect().x !== before",
        arg=[key, wanted["x"]],
    )


def drop_task(page: Page, flow: str) -> None:
    """A task between two others: taken out of the palette and dropped onto the line."""
    line = element(page, flow).locator(".djs-hit").bounding_box()
    tool = page.locator('.djs-palette [data-action="create.task"]').bounding_box()
    page.mouse.move(tool["x"] + 15, tool["y"] + 15)
    page.mouse.down()
    middle = line["x"] + line["width"] / 2, line["y"] + line["height"] / 2
    page.mouse.move(*middle, steps=12)
    page.mouse.move(middle[0] + 1, middle[1], steps=2)
    page.mouse.up()
    page.keyboard.press("Escape")
