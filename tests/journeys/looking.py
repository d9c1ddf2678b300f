"""Looking at a page of a journey: it fits its screen, keeps nobody out, and is there as a picture for whoever wants one."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

from journeys.axe import grave


def fits(page: Page) -> bool:
    """Whether nothing stands beyond the right edge."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def seen(page: Page, name: str, *, axe: bool = True) -> None:
    """The page fits and, with ``axe``, nobody is kept from it; a picture of it goes to the folder that KEXIE_PICTURES names."""
    if folder := os.environ.get("KEXIE_PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    assert fits(page), name
    if axe:
        assert grave(page) == [], name
