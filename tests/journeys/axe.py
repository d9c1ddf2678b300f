"""axe-core over a page: what keeps people with a screen reader, a keyboard or weak eyes from using it.

axe-core is a development dependency of package.json; `npm ci` puts it there.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a page breaks: its name, how grave it is, and the elements that break it."""

    rule: str
    impact: str
    where: tuple[str, ...]

    @property
    def is_grave(self) -> bool:
        return self.impact in GRAVE


def findings(page: Page) -> list[Finding]:
    """Everything that axe finds on the page as it stands now; skips the test where axe-core is not installed."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; run `npm ci`")
    size = page.viewport_size
    page.set_viewport_size(
        size | {"height": page.evaluate("document.documentElement.scrollHeight") + 300}
    )  # else the tab bar, which one scrolls away from, covers half a target
    page.evaluate(AXE.read_text("utf-8"))  # not as a script element: the content security policy stays as it is
    result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    page.set_viewport_size(size)
    return [
        Finding(broken["id"], broken["impact"] or "", tuple(str(node["html"])[:160] for node in broken["nodes"]))
        for broken in result["violations"]
    ]


def grave(page: Page) -> list[Finding]:
    """The findings that may not be: serious and critical ones."""
    return [finding for finding in findings(page) if finding.is_grave]
