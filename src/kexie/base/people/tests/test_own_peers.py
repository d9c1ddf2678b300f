"""Our own client logs people in through our own provider, over HTTP on loopback (security.md, 4 and 10).

One server answers under two names: `localhost` is the city that knows the person, `127.0.0.1` the platform that asks. A
browser keeps their cookies apart, and the platform fetches description, keys, token and claims from the city by itself.
Whom the one calls 贺云舒 is 林知遥 for the other, so that a session of the one is never taken for one of the other.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import requests
from allauth.idp.oidc.models import Client as Site
from django.core.cache import cache

from kexie.base.kernel import clock
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.actions.accounts import disable_account
from kexie.base.people.actions.identity import add_site, map_identity, rotate_secret, switch_site
from kexie.base.people.tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@dataclass
class Town:
    """The two houses, and a person's browser between them."""

    cast: Cast
    city: str
    platform: str
    site: Site
    browser: requests.Session

    def go(self, path: str = "/accounts/identity/city/") -> requests.Response:
        """From the platform to where the city asks something of the person."""
        return self.browser.get(self.platform + path, timeout=10)

    def send(self, page: requests.Response, **data: object) -> requests.Response:
        """Fill in the form of ``page`` and follow wherever it leads."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        filled = {name: html.unescape(value) for name, value in hidden.items()} | data
        return self.browser.post(page.url, data=filled, headers={"Referer": page.url}, timeout=10)

    def known_to_the_city(self, member: str) -> requests.Response:
        """The city asks who it is; the page that asks for consent."""
        page = self.go()
        assert urlsplit(page.url).netloc == urlsplit(self.city).netloc
        assert urlsplit(page.url).path == "/accounts/login/"
        return self.send(page, login=f"{member}@yunchuan.example", password=PASSWORD)

    def agreed(self, page: requests.Response) -> requests.Response:
        """The person agrees; where that ends."""
        assert "您在本平台的身份登录" in page.text
        return self.send(page, scopes=["openid", "profile", "email"], action="grant")

    def name_at(self, house: str) -> str:
        """Whom a house takes the browser for; empty for a visitor."""
        page = self.browser.get(f"{house}/me/", timeout=10)
        found = [name for name in ("林知遥", "贺云舒") if name in page.text]
        return found[0] if found and page.ok and "/accounts/login/" not in page.url else ""


@pytest.fixture
def town(live_server, cast, settings, monkeypatch) -> Town:
    cache.clear()
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    settings.ALLOWED_HOSTS = ["*"]
    city = live_server.url.replace("127.0.0.1", "localhost")
    platform = city.replace("localhost", "127.0.0.1")
    settings.WAGTAILADMIN_BASE_URL = settings.KEXIE_IDENTITY_ISSUER = city
    site, secret = add_site(
        by=cast.actor("system_admin"),
        at=clock.now(),
        name="云川科协平台",
        redirect_uris=[f"{platform}/accounts/identity/city/return/"],
        tells_roles=False,
    )
    app = {"provider_id": "city", "name": "城市统一身份认证", "client_id": site.pk, "secret": secret}
    app["settings"] = {"server_url": city, "oauth_pkce_enabled": True}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return Town(cast, city, platform, site, requests.Session())


def linked(town: Town, known_as: str = "clerk_b", here: str = "clerk_a") -> None:
    subject = str(town.cast.account(known_as).pk)
    map_identity(by=town.cast.actor("system_admin"), at=clock.now(), account=town.cast.account(here), subject=subject)


def test_whom_the_city_knows_is_in_under_the_name_that_is_linked_here(town):
    linked(town)
    answer = town.agreed(town.known_to_the_city("clerk_b"))
    assert (answer.status_code, urlsplit(answer.url).netloc) == (200, urlsplit(town.platform).netloc)
    assert (town.name_at(town.platform), town.name_at(town.city)) == ("林知遥", "贺云舒")
    told = AuditEvent.objects.filter(action="account.log_in").order_by("number").values_list("account_id", flat=True)
    assert list(told) == [town.cast.account("clerk_b").pk, town.cast.account("clerk_a").pk]


def test_whom_nobody_has_linked_stays_outside(town):
    answer = town.agreed(town.known_to_the_city("clerk_b"))
    assert answer.status_code == 403
    assert "还没有关联" in answer.text
    assert (town.name_at(town.platform), town.name_at(town.city)) == ("", "贺云舒")


def test_who_does_not_agree_stays_outside(town):
    linked(town)
    answer = town.send(town.known_to_the_city("clerk_b"), scopes=["openid"], action="cancel")
    assert urlsplit(answer.url).netloc == urlsplit(town.platform).netloc
    assert town.name_at(town.platform) == ""


def test_a_way_back_opens_once_and_in_no_other_browser(town):
    linked(town)
    page = town.known_to_the_city("clerk_b")
    answer = town.agreed(page)
    back = next(step.headers["Location"] for step in answer.history if "code=" in step.headers.get("Location", ""))
    assert town.browser.get(back, timeout=10).status_code in {403, 503}, "used up"
    town.browser = requests.Session()
    assert town.browser.get(back, timeout=10).status_code in {403, 503}, "another browser"
    assert town.name_at(town.platform) == ""


@pytest.mark.parametrize("stop", ["switched off", "another secret", "disabled in the city", "disabled here"])
def test_what_ends_between_the_question_and_the_answer_opens_nothing(town, stop):
    linked(town)
    page = town.known_to_the_city("clerk_b")
    by, at = town.cast.actor("system_admin"), clock.now()
    if stop == "switched off":
        switch_site(by=by, at=at, site=town.site, on=False)
    elif stop == "another secret":
        rotate_secret(by=by, at=at, site=town.site)
    else:
        member = "clerk_b" if stop == "disabled in the city" else "clerk_a"
        disable_account(by=by, at=at, account=town.cast.account(member))
    town.send(page, scopes=["openid", "profile", "email"], action="grant")
    assert town.name_at(town.platform) == ""
