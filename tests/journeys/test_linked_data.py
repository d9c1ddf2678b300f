"""What pages say to machines is data in a browser too: the content security policy has nothing to refuse, nothing runs."""

import json

from journeys.looking import FITS
from kexie.base.pages.tests import factories

NASTY = "</script><script>document.title='ran'</script><img src=x onerror=alert(1)>"


def test_a_nasty_title_is_read_as_a_title(page):
    factories.article(NASTY, summary=NASTY, source_text=NASTY)
    for address in ("/", "/kepu/", "/kepu/a1/"):
        page.goto(address)
        blocks = page.locator('script[type="application/ld+json"]').evaluate_all(
            "all => all.map(one => one.textContent)"
        )
        said = {block["@type"]: block for block in map(json.loads, blocks)}
        assert said
    assert said["NewsArticle"]["headline"] == NASTY
    assert page.title().startswith(NASTY)
    assert page.locator('meta[property="og:title"]').get_attribute("content") == NASTY
    assert page.locator("main script, main img[onerror], head img").count() == 0


def test_the_page_about_the_interface_fits_a_screen(page):
    page.goto("/api/")
    assert page.locator("article").count() >= 10
    assert page.evaluate(FITS)
