"""A passkey and an authenticator app, in a real browser with a virtual authenticator."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Page, expect

from kexie.base.people.tests.cast import PASSWORD, prove

SECURITY = "/me/security/"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(browser, db):  # the browser first: its event loop has database connections of its own
    cache.clear()


def with_authenticator(page: Page) -> None:
    """A device of its own that keeps passkeys and verifies its user."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def at_localhost(page: Page, live_server, client) -> str:
    """Passkeys belong to a name, not to an address of numbers."""
    base = live_server.url.replace("127.0.0.1", "localhost")
    if client is not None:
        page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": base}])
    return base


def fits(page: Page) -> None:
    """Nothing sticks out to the side."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_passkey_is_added_and_logs_in(browser, live_server, cast, width):
    context = browser.new_context(viewport=SIZES[width], locale="zh-CN")
    page = context.new_page()
    base = at_localhost(page, live_server, cast.client("clerk_a"))
    with_authenticator(page)
    page.goto(base + SECURITY)
    fits(page)
    page.get_by_role("link", name="添加").click()
    page.locator("input[name=name]").fill("办公室电脑")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/accounts/recovery-codes/")
    fits(page)
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}
    context.clear_cookies()
    page.goto(base + "/accounts/login/")
    fits(page)
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url("**/workbench/")
    context.close()


def test_an_app_is_set_up_and_asked_for(desktop, cast, sign_in):
    sign_in(desktop, cast.client("clerk_a"))
    desktop.goto(SECURITY)
    desktop.get_by_role("link", name="设置").click()
    secret = desktop.locator("main code").inner_text()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    desktop.locator("input[name=code]").fill(code)
    desktop.get_by_role("button", name="启用").click()
    expect(desktop.get_by_role("heading", name="恢复码")).to_be_visible()
    recovery = desktop.locator("main code").first.inner_text()
    desktop.context.clear_cookies()
    desktop.goto("/accounts/login/")
    desktop.locator("input[name=login]").fill("clerk_a@yunchuan.example")
    desktop.locator("input[name=password]").fill(PASSWORD)
    desktop.get_by_role("button", name="登录", exact=True).click()
    expect(desktop.get_by_role("heading", name="两步验证")).to_be_visible()
    desktop.locator("input[name=code]").fill(recovery)
    desktop.get_by_role("button", name="登录", exact=True).click()
    desktop.wait_for_url("**/workbench/")


def test_confirming_leads_back_to_the_delicate_page(phone, cast, sign_in):
    client = cast.client("clerk_a")
    prove(client, cast.account("clerk_a"), age_s=2000)
    sign_in(phone, client)
    phone.goto("/me/security/phone/")
    expect(phone.get_by_role("heading", name="请确认是您本人")).to_be_visible()
    fits(phone)
    phone.locator("input[name=password]").fill(PASSWORD)
    phone.get_by_role("button", name="确认").click()
    phone.wait_for_url("**/me/security/phone/")
