"""A real browser at the width of a phone and of a desktop, in front of a live server.

`page` runs a test at both widths; `phone` and `desktop` at one. Whatever test it is, a page may not raise an error, write
one to the console (a breach of the content security policy is one) or ask another host for anything.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from journeys.playing import Play, Watch

#: Playwright runs an event loop in this thread, and Django would therefore refuse its own queries here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("KEXIE_CHROMIUM", "/usr/bin/chromium")
WIDTHS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
#: What stays in the browser; the last is the PDF viewer that it brings.
HARMLESS = ("blob:", "data:", "about:", "chrome:", "chrome-extension:")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything beside this file is a journey, and finds what the migrations have put into the database.

    All of them or none: a test that does not restore it leaves rows behind on which the next restoring one stumbles.
    """
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def django_db_setup(playwright, django_db_setup) -> None:
    """The database is made after Playwright's loop has begun: inside it Django's connection is another than outside,
    and only the one that made the database knows what the migrations have put there."""


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}; set KEXIE_CHROMIUM")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()


@contextmanager
def watched(browser: Browser, origin: str, width: str, **options: object) -> Iterator[Page]:
    """A page of its own context; what it may not do is asserted when the test has ended.

    A test that walks into trouble on purpose names it in ``page.expected``: words of the console, such as "status of 422".
    There is no service worker but where ``service_workers="allow"`` asks for it: pages come from the server.
    """
    options = {"service_workers": "block"} | options
    context = browser.new_context(
        base_url=origin, viewport=WIDTHS[width], locale="zh-CN", timezone_id="Asia/Shanghai", **options
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.expected = ()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    page.on("console", lambda message: wrong.append(message.text) if _is_wrong(page, message) else None)
    page.on(
        "request", lambda request: wrong.append(f"asked {request.url}") if _is_abroad(request.url, origin) else None
    )
    yield page
    context.close()
    assert wrong == []


def _is_wrong(page: Page, message: object) -> bool:
    return message.type == "error" and not any(words in message.text for words in page.expected)


def _is_abroad(url: str, origin: str) -> bool:
    return not url.startswith(HARMLESS) and urlsplit(url).netloc != urlsplit(origin).netloc


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def page(browser: Browser, live_server, width: str) -> Iterator[Page]:
    with watched(browser, live_server.url, width) as page:
        yield page


@pytest.fixture
def phone(browser: Browser, live_server) -> Iterator[Page]:
    with watched(browser, live_server.url, "phone") as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, live_server) -> Iterator[Page]:
    with watched(browser, live_server.url, "desktop") as page:
        yield page


@pytest.fixture
def reader(browser: Browser, live_server) -> Iterator[Page]:
    """A phone with the service worker."""
    with watched(browser, live_server.url, "phone", service_workers="allow") as page:
        yield page


@pytest.fixture
def plain(browser: Browser, live_server) -> Iterator[Page]:
    """A desktop without scripts."""
    with watched(browser, live_server.url, "desktop", java_script_enabled=False) as page:
        yield page


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, Client], None]:
    """Give a page the session of a test client, such as ``cast.as_("editor")``."""

    def lend(page: Page, client: Client) -> None:
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return lend


@pytest.fixture
def display(live_server) -> Callable[[Page, str], None]:
    """Set the display cookie, such as "elder.dark"."""

    def choose(page: Page, words: str) -> None:
        page.context.add_cookies([{"name": "display", "value": words, "url": live_server.url}])

    return choose


@pytest.fixture
def play(told, desktop: Page, phone: Page, sign_in: Callable[[Page, Client], None], monkeypatch) -> Play:
    """The demo, a desktop for the office and a phone for whoever applies."""
    return Play(desktop, phone, sign_in, Watch(monkeypatch))
