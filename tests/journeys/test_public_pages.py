"""Every kind of public page of the told demo: accessible in every dress, no wider than its screen, for a finger."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from journeys.axe import grave
from journeys.looking import FITS
from journeys.test_components import TARGETS
from kexie.base.kernel.access import Platform, Visitor
from kexie.base.pages import api as pages
from kexie.domains.bulletin import api as bulletin
from kexie.site.demo import story

DRESSES = ["", "dark", "elder", "elder.dark"]


@pytest.fixture
def addresses(settings, tmp_path) -> list[str]:
    """One address of each kind of public page, with the demo told behind them."""
    settings.MEDIA_ROOT = tmp_path
    pages.ensure_site(by=Platform(), at=story.BEGIN, site_name="云川市科协")
    call_command("standards", "load", verbosity=0)
    story.tell()
    issue = bulletin.latest_issue(Visitor())
    return [
        "/",
        "/news/",
        "/popular-science/science-day/",
        "/science-day-2026/",
        "/about/",
        "/accessibility/",
        "/bulletin/",
        issue.get_absolute_url(),
        "/search/",
        "/search/?q=科技",
        "/search/?q=没有这样的东西",
        "/accounts/login/",
        "/no-such-page/",
        *OTHERS,
    ]


#: Pages of other rooms, by their addresses.
OTHERS = ["/organisations/", "/feedback/", "/sitemap/", "/offline/", "/api/"]


def test_axe_finds_nothing_serious_in_any_dress(page, display, addresses):
    page.expected = ("status of 404",)
    found = {}
    for dress in DRESSES:
        page.context.clear_cookies()
        if dress:
            display(page, dress)
        for address in addresses:
            page.goto(address)
            if wrong := grave(page):
                found[f"{address} {dress}"] = wrong
    assert found == {}


def test_no_page_is_wider_than_its_screen_and_every_target_is_large_enough(page, display, addresses):
    page.expected = ("status of 404",)
    found = []
    for dress, least in (("", 44), ("elder", 60)):
        page.context.clear_cookies()
        if dress:
            display(page, dress)
        for address in addresses:
            page.goto(address)
            if not page.evaluate(FITS):
                found.append(f"{address} {dress}: wider than its screen")
            found += [f"{address} {dress}: {small}" for small in page.evaluate(TARGETS, least)]
    assert found == []


def test_a_banner_is_turned_by_its_buttons(phone, addresses):
    phone.goto("/")
    phone.get_by_role("button", name="下一张").click()
    phone.wait_for_function("() => document.querySelector('.banner__slides').scrollLeft > 100")
    phone.get_by_role("button", name="上一张").click()
    phone.wait_for_function("() => document.querySelector('.banner__slides').scrollLeft < 10")


def test_the_size_of_the_text_is_remembered_on_this_device(page, addresses):
    page.goto("/popular-science/science-day/")
    size = "parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)"
    middle = page.evaluate(size)
    page.get_by_role("button", name="大", exact=True).click()
    assert page.evaluate(size) > middle * 1.2
    page.goto("/popular-science/observatory/")
    assert page.evaluate(size) > middle * 1.2
    assert page.get_by_role("button", name="大", exact=True).get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="中", exact=True).click()
    assert page.evaluate(size) == middle
