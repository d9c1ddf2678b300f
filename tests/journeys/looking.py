"""Looking at a page of a journey: it fits its screen, keeps nobody out, and is there as a picture for whoever wants one."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from journeys.axe import grave

#: Nothing stands beyond the right edge.
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
#: Milliseconds that a page may take to come to rest: scripts and pictures arrive after it.
REST = 5_000


def comes_true(page: Page, condition: str, name: str) -> None:
    """``condition`` holds once the page has come to rest; ``name`` is told where it does not."""
    try:
        page.wait_for_function(condition, timeout=REST)
    except PlaywrightTimeoutError:
        raise AssertionError(name) from None


def seen(page: Page, name: str, *, axe: bool = True) -> None:
    """The page fits and, with ``axe``, nobody is kept from it; a picture of it goes to the folder that KEXIE_PICTURES names."""
    if folder := os.environ.get("KEXIE_PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    comes_true(page, FITS, name)
    if axe:
        assert grave(page) == [], name
