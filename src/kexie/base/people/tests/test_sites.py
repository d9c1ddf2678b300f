"""Our other sites log in here: a client that is not ours (authlib) over HTTP."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.idp.oidc.models import Client as Site
from allauth.idp.oidc.models import Token
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings as django_settings
from django.core.cache import cache

from kexie.base.kernel import clock
from kexie.base.people.actions.accounts import disable_account
from kexie.base.people.actions.identity import add_site, rotate_secret, switch_site

RETURN = "https://portal.yunchuan.example/return"
CITY = "/accounts/identity/city/"


pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(db):
    cache.clear()


@dataclass
class Peer:
    """A site that is not ours, with a person's browser beside it."""

    base: str
    site: Site
    secret: str
    browser: requests.Session

    def session(self, scope: str = "openid profile email", secret: str = "") -> OAuth2Session:
        return OAuth2Session(
            self.site.pk,
            secret or self.secret,
            scope=scope,
            redirect_uri=RETURN,
            code_challenge_method="S256",
        )

    def ask(self, session: OAuth2Session, **extra: str):
        """The question that the person is shown."""
        meta = requests.get(f"{self.base}/.well-known/openid-configuration", timeout=10).json()
        verifier = "v" * 48
        url, _ = session.create_authorization_url(
            meta["authorization_endpoint"], code_verifier=verifier, nonce="n-1", **extra
        )
        return self.browser.get(url, allow_redirects=False, timeout=10), meta, verifier

    def agree(self, page: requests.Response, scopes: tuple[str, ...], action: str = "grant") -> str:
        """Where the person's browser is led."""
        hidden = {
            name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page.text)[1])
            for name in ("csrfmiddlewaretoken", "request")
        }
        data = {**hidden, "scopes": scopes, "action": action}
        answer = self.browser.post(
            page.url.partition("?")[0], data=data, headers={"Referer": page.url}, allow_redirects=False, timeout=10
        )
        return answer.headers.get("Location", "")


@pytest.fixture
def peer(live_server, cast, settings, monkeypatch) -> Peer:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    site, secret = add_site(
        by=cast.actor("system_admin"), at=clock.now(), name="科学之家", redirect_uris=[RETURN], tells_roles=False
    )
    browser = requests.Session()
    name = django_settings.SESSION_COOKIE_NAME
    browser.cookies.set(name, cast.client("clerk_a").cookies[name].value)
    return Peer(live_server.url, site, secret, browser)


def signed_in_at(peer: Peer, scopes: tuple[str, ...] = ("openid", "profile", "email"), scope: str = ""):
    session = peer.session(scope or " ".join(scopes))
    page, meta, verifier = peer.ask(session)
    location = peer.agree(page, scopes)
    token = session.fetch_token(meta["token_endpoint"], authorization_response=location, code_verifier=verifier)
    return session, meta, token


def test_a_person_logs_in_at_our_other_site(cast, peer):
    session, meta, token = signed_in_at(peer)
    key = jwt.PyJWKClient(meta["jwks_uri"]).get_signing_key_from_jwt(token["id_token"])
    told = jwt.decode(token["id_token"], key, algorithms=["RS256"], audience=peer.site.pk)
    assert (told["iss"], told["aud"], told["nonce"]) == (peer.base, peer.site.pk, "n-1")
    assert told["sub"] == str(cast.account("clerk_a").pk)
    info = session.get(meta["userinfo_endpoint"]).json()
    assert info["name"] == "林知遥"
    assert info["email"] == "clerk_a@yunchuan.example"
    assert "units" not in info


def test_the_question_is_ours_in_chinese_and_its_form_may_lead_back(peer):
    page, _, _ = peer.ask(peer.session())
    assert "“科学之家”请求使用您在本平台的身份登录" in page.text
    assert "您的邮箱" in page.text
    assert "https://portal.yunchuan.example" in page.headers["Content-Security-Policy"]
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]


def test_only_what_was_agreed_to_is_told(peer):
    session, meta, _ = signed_in_at(peer, ("openid",), scope="openid profile email")
    assert set(session.get(meta["userinfo_endpoint"]).json()) == {"sub"}


def test_who_does_not_agree_is_led_back_without_a_code(peer):
    page, _, _ = peer.ask(peer.session())
    asked = parse_qs(urlsplit(peer.agree(page, ("openid",), action="cancel")).query)
    assert asked["error"] == ["access_denied"]
    assert "code" not in asked


def test_units_and_roles_only_for_a_site_that_may_know_them(cast, peer):
    page, _, _ = peer.ask(peer.session("openid roles"))
    assert "invalid_scope" in page.headers.get("Location", page.text)
    allowed, secret = add_site(
        by=cast.actor("system_admin"), at=clock.now(), name="数据平台", redirect_uris=[RETURN], tells_roles=True
    )
    peer.site, peer.secret = allowed, secret
    session, meta, _ = signed_in_at(peer, ("openid", "roles"))
    units = session.get(meta["userinfo_endpoint"]).json()["units"]
    assert [(row["name"], row["role"]) for row in units] == [("青溪区科学技术协会", "clerk")]


def test_a_code_is_exchanged_once_and_only_with_secret_and_verifier(peer):
    page, meta, verifier = peer.ask(peer.session())
    code = parse_qs(urlsplit(peer.agree(page, ("openid",))).query)["code"][0]
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": RETURN}

    def exchange(secret: str, **extra: str) -> int:
        auth = (peer.site.pk, secret)
        return requests.post(meta["token_endpoint"], data=asked | extra, auth=auth, timeout=10).status_code

    assert exchange("wrong", code_verifier=verifier) in {400, 401}
    assert exchange(peer.secret, code_verifier="w" * 48) in {400, 401}
    page, meta, verifier = peer.ask(peer.session())
    asked["code"] = parse_qs(urlsplit(peer.agree(page, ("openid",))).query)["code"][0]
    assert exchange(peer.secret, code_verifier=verifier) == 200
    assert exchange(peer.secret, code_verifier=verifier) in {400, 401}


@pytest.mark.parametrize("other", [RETURN + "/", RETURN + "?x=1", "https://evil.example/return", RETURN.upper()])
def test_another_way_back_is_refused_on_our_own_page(peer, other):
    session = peer.session()
    session.redirect_uri = other
    page, _, _ = peer.ask(session)
    assert "Location" not in page.headers
    assert "不能登录这个站点" in page.text


def test_without_pkce_nobody_passes(peer):
    session = OAuth2Session(peer.site.pk, peer.secret, scope="openid", redirect_uri=RETURN)
    page, _, _ = peer.ask(session)
    assert page.status_code == 400
    assert "PKCE" in page.text


def test_a_visitor_logs_in_first(peer):
    peer.browser.cookies.clear()
    page, _, _ = peer.ask(peer.session())
    assert page.headers["Location"].startswith("/accounts/login/?next=")


def test_a_site_that_is_switched_off_gets_nothing(cast, peer):
    session, meta, _ = signed_in_at(peer)
    switch_site(by=cast.actor("system_admin"), at=clock.now(), site=peer.site, on=False)
    assert not Token.objects.exists()
    assert session.get(meta["userinfo_endpoint"]).status_code in {401, 403}
    page, _, _ = peer.ask(peer.session())
    assert 'name="request"' not in page.text
    switch_site(by=cast.actor("system_admin"), at=clock.now(), site=peer.site, on=True)
    signed_in_at(peer)


def test_a_disabled_person_is_told_of_no_more(cast, peer):
    session, meta, _ = signed_in_at(peer)
    disable_account(by=cast.actor("system_admin"), at=clock.now(), account=cast.account("clerk_a"))
    assert session.get(meta["userinfo_endpoint"]).status_code in {401, 403}


def test_a_new_secret_voids_the_earlier_one(cast, peer):
    fresh = rotate_secret(by=cast.actor("system_admin"), at=clock.now(), site=peer.site)
    site = Site.objects.get()
    assert not site.check_secret(peer.secret)
    assert site.check_secret(fresh)
    assert fresh not in str(vars(site))
