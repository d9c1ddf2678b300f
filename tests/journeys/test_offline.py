"""Reading without the network: what was read is there, marked; nothing personal is; a newer site says so and waits."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from journeys.axe import grave
from kexie.base.people.tests.cast import PASSWORD
from kexie.site.portal import queries

#: The addresses in each cache of the browser, by its name.
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    found[name] = requests.map(({ url }) => new URL(url).pathname);
  }
  return found;
}"""
#: All that is kept, as one text.
WORDS = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text());
  }
  return texts.join(" ");
}"""
AWAY = re.compile("离线内容，保存于[0-9]+月[0-9]+日[0-9]{2}:[0-9]{2}")


@pytest.fixture(autouse=True)
def _house():
    call_command("install")


def kept(page: Page, name: str = "pages") -> list[str]:
    return page.evaluate(KEPT).get(name, [])


def wait_for(page: Page, told: str) -> None:
    """Until the browser says so: ``told`` is an expression of JavaScript that may await; after ten seconds it fails."""
    page.evaluate(
        f"""async () => {{
          for (let tries = 0; tries < 200; tries += 1) {{
            if ({told}) return;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }}
          throw new Error("in vain");
        }}"""
    )


def wait_until_kept(page: Page, address: str) -> None:
    wait_for(page, f"await (await caches.open('pages')).match('{address}')")


def test_what_was_read_is_there_without_the_network(reader):
    reader.goto("/")
    wait_until_kept(reader, "/")  # the page that was open before there was a worker
    reader.goto("/bulletin/")
    wait_until_kept(reader, "/bulletin/")
    assert reader.get_by_text(AWAY).count() == 0
    title = reader.title()

    reader.context.set_offline(True)
    reader.goto("/bulletin/")
    expect(reader).to_have_title(title)
    expect(reader.get_by_text(AWAY)).to_be_visible()
    colour = "getComputedStyle(document.querySelector('.top')).borderTopColor"
    assert reader.evaluate(colour) == "rgb(179, 33, 30)", "the style sheets are there too"
    assert grave(reader) == []
    reader.goto("/")
    expect(reader.get_by_text(AWAY)).to_be_visible()

    reader.expected = ("status of 503",)
    reader.goto("/search/")
    expect(reader.get_by_role("heading", name="离线阅读")).to_be_visible()
    expect(reader.locator("[data-kept-pages] a")).to_have_count(2)
    assert grave(reader) == []
    reader.locator("[data-kept-pages] a").first.click()
    expect(reader.get_by_text(AWAY)).to_be_visible()

    reader.context.set_offline(False)
    reader.reload()
    expect(reader.get_by_text(AWAY)).to_have_count(0)


def test_a_question_is_not_kept(reader):
    reader.goto("/")
    wait_until_kept(reader, "/")
    reader.goto("/search/?q=天文")
    reader.goto("/search/")
    wait_until_kept(reader, "/search/")
    assert "天文" not in reader.evaluate(WORDS)
    assert kept(reader) == ["/", "/search/"]


def test_the_look_is_the_present_one_on_older_pages(reader):
    reader.goto("/")
    wait_until_kept(reader, "/")
    reader.goto("/bulletin/")
    reader.get_by_text("显示", exact=True).click()
    reader.get_by_role("button", name="长辈版").click()
    reader.get_by_role("button", name="深色").click()
    wait_for(reader, "await (await (await caches.open('look')).match('/offline/')).text() === 'elder dark'")
    reader.expected = ("status of 503", "ERR_INTERNET_DISCONNECTED")
    reader.context.set_offline(True)
    reader.goto("/")
    expect(reader.locator("html")).to_have_class("elder dark")
    reader.get_by_text("显示", exact=True).click()
    expect(reader.get_by_role("button", name="长辈版")).to_have_attribute("aria-pressed", "true")
    reader.get_by_role("button", name="标准").click()
    expect(reader.locator("html")).to_have_class("dark")
    reader.goto("/search/")
    expect(reader.locator("html")).to_have_class("dark")


def test_after_a_log_in_and_a_log_out_nothing_is_left(reader, cast):
    reader.goto("/bulletin/")
    wait_until_kept(reader, "/bulletin/")
    reader.goto("/accounts/login/?next=/me/")
    reader.get_by_label("邮箱").fill(cast.account("clerk_a").email)
    reader.get_by_label("密码").fill(PASSWORD)
    reader.get_by_role("button", name="登录", exact=True).click()
    name = cast.person("clerk_a").name
    expect(reader.get_by_role("heading", name=name)).to_be_visible()
    assert kept(reader) == []
    reader.goto("/bulletin/")
    reader.goto("/me/notices/")
    reader.goto("/me/")
    assert kept(reader) == []

    reader.goto("/accounts/logout/")
    reader.get_by_role("main").get_by_role("button", name="退出登录").click()
    expect(reader.get_by_role("link", name="登录").first).to_be_visible()
    wait_until_kept(reader, "/")  # the home page, read by a visitor again
    assert kept(reader) == ["/"]
    words = reader.evaluate(WORDS)
    assert name not in words
    assert cast.account("clerk_a").email not in words
    reader.context.set_offline(True)
    reader.expected = ("status of 503",)
    reader.goto("/me/")
    expect(reader.get_by_role("heading", name="离线阅读")).to_be_visible()


def test_a_log_in_elsewhere_is_noticed_with_the_next_page(reader, sign_in, cast):
    reader.goto("/bulletin/")
    wait_until_kept(reader, "/bulletin/")
    sign_in(reader, cast.as_("clerk_a"))
    reader.goto("/")
    assert kept(reader) == []
    reader.context.clear_cookies()
    reader.goto("/bulletin/")
    wait_until_kept(reader, "/bulletin/")


def test_a_newer_site_says_so_and_waits(reader, monkeypatch):
    reader.goto("/")
    wait_until_kept(reader, "/")
    reader.goto("/search/")
    line = reader.get_by_text("网站有更新")
    expect(line).to_be_hidden()
    queries.worker.cache_clear()
    monkeypatch.setattr(queries, "_contents", lambda: (b"another style sheet",))
    reader.goto("/search/")
    expect(line).to_be_visible()
    reader.get_by_role("combobox", name="检索内容").fill("天文")
    assert grave(reader) == []
    expect(reader.get_by_role("combobox", name="检索内容")).to_have_value("天文")  # nothing has reloaded by itself
    with reader.expect_navigation():
        reader.get_by_role("button", name="刷新").click()
    expect(line).to_be_hidden()
    reader.goto("/search/")
    expect(line).to_be_hidden()


def test_a_withdrawn_page_is_not_kept_any_longer(reader):
    reader.goto("/")
    wait_until_kept(reader, "/")
    reader.goto("/bulletin/")
    wait_until_kept(reader, "/bulletin/")
    reader.evaluate("async () => (await caches.open('pages')).put('/nowhere/', new Response('old'))")
    reader.expected = ("status of 404",)
    reader.goto("/nowhere/")
    wait_for(reader, "!(await (await caches.open('pages')).match('/nowhere/'))")
    assert kept(reader) == ["/", "/bulletin/"]
