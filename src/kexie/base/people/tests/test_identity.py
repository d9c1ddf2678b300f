"""OpenID Connect with real peers over HTTP: a provider that is not ours, and a client that is not ours (authlib)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
import requests
from allauth.idp.oidc.models import Client as Site
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.actions.accounts import disable_account
from kexie.base.people.actions.identity import add_site, map_identity, unlink_identity
from kexie.base.people.errors.accounts import AddressWrong, IdentityTaken
from kexie.base.people.models import Account

RETURN = "https://portal.yunchuan.example/return"
CITY = "/accounts/identity/city/"

#: The peer's own: it calls authlib in a way that goes out of use.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(db):
    cache.clear()


# The city logs people in here


def claims(email: str, verified: bool = True) -> dict[str, object]:
    return {"email": email, "email_verified": verified}


@pytest.fixture
def city_service(settings):
    users = [
        User(sub="c-1", claims=claims("clerk_a@yunchuan.example")),
        User(sub="c-2", claims=claims("clerk_a@yunchuan.example", verified=False)),
        User(sub="c-3", claims=claims("stranger@yunchuan.example")),
    ]
    with run_server_in_thread(user_claims=users) as server:
        issuer = f"http://localhost:{server.server_port}"
        settings.KEXIE_IDENTITY_ISSUER = issuer
        app = {
            "provider_id": "city",
            "name": "城市统一身份认证",
            "client_id": "kexie",
            "secret": "s3cret",
            "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield issuer


def through_the_city(client: Client, sub: str, query: str = ""):
    """Go there, say who one is, and come back."""
    away = client.get(CITY + query)["Location"]
    assert "code_challenge_method=S256" in away
    back = requests.post(away, data={"sub": sub}, allow_redirects=False, timeout=10).headers["Location"]
    return client.get(urlsplit(back).path + "?" + urlsplit(back).query)


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_without_configuration_there_is_neither_button_nor_door(cast):
    assert "城市统一身份认证" not in Client().get("/accounts/login/").content.decode()
    assert Client().get(CITY).status_code == 404


def test_the_button_is_there_when_it_is_configured(cast, city_service):
    assert "城市统一身份认证" in Client().get("/accounts/login/").content.decode()


@pytest.mark.parametrize("sub", ["c-1", "c-3"])
def test_an_identity_that_is_not_linked_opens_nothing(cast, city_service, sub):
    client, before = Client(), Account.objects.count()
    response = through_the_city(client, sub)
    assert response.status_code == 403
    assert "还没有关联" in response.content.decode()
    assert not is_in(client)
    assert Account.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_the_person_links_a_verified_identity_and_logs_in_by_it(cast, city_service):
    member = cast.client("clerk_a")
    assert "去认证并关联" in member.get("/me/security/identity/").content.decode()
    assert through_the_city(member, "c-1", "?process=connect")["Location"] == "/me/security/"
    assert SocialAccount.objects.get().user_id == cast.account("clerk_a").pk
    assert AuditEvent.objects.filter(action="account.link_identity").count() == 1
    client = Client()
    through_the_city(client, "c-1")
    assert is_in(client)


@pytest.mark.parametrize("sub", ["c-2", "c-3"])
def test_what_the_city_has_not_verified_or_says_otherwise_is_not_linked(cast, city_service, sub):
    response = through_the_city(cast.client("clerk_a"), sub, "?process=connect")
    assert response.status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_administrator_maps_an_identity_within_reach(cast, city_service):
    with pytest.raises(NotPermitted):
        map_identity(by=cast.actor("unit_admin_b"), at=clock.now(), account=cast.account("clerk_a"), subject="c-3")
    path = f"/workbench/persons/{cast.person('clerk_a').pk}/account/identity/"
    assert cast.client("unit_admin_a").post(path, {"subject": "c-3", "submit_key": "k"}).status_code == 302
    client = Client()
    through_the_city(client, "c-3")
    assert is_in(client)


def test_one_identity_is_of_one_account(cast):
    at = clock.now()
    map_identity(by=cast.actor("system_admin"), at=at, account=cast.account("clerk_a"), subject="c-1")
    for name in ("clerk_a", "clerk_b"):
        with pytest.raises(IdentityTaken):
            map_identity(by=cast.actor("system_admin"), at=at, account=cast.account(name), subject="c-1")


def test_a_disabled_account_is_not_let_in_by_the_city(cast, city_service):
    account = cast.account("clerk_a")
    map_identity(by=cast.actor("system_admin"), at=clock.now(), account=account, subject="c-1")
    disable_account(by=cast.actor("system_admin"), at=clock.now(), account=account)
    client = Client()
    assert through_the_city(client, "c-1").status_code == 403
    assert not is_in(client)


def test_a_link_that_is_taken_away_opens_nothing(cast, city_service):
    account = cast.account("clerk_a")
    map_identity(by=cast.actor("system_admin"), at=clock.now(), account=account, subject="c-1")
    assert cast.client("clerk_a").post("/me/security/identity/remove/", {"submit_key": "k"}).status_code == 302
    assert through_the_city(Client(), "c-1").status_code == 403
    assert unlink_identity(by=cast.actor("clerk_a"), at=clock.now(), account=account) == 0


def test_the_way_back_needs_the_state_of_this_browser(cast, city_service):
    away = Client().get(CITY)["Location"]
    back = requests.post(away, data={"sub": "c-1"}, allow_redirects=False, timeout=10).headers["Location"]
    other = Client()
    response = other.get(urlsplit(back).path + "?" + urlsplit(back).query)
    assert response.status_code in {403, 503}
    assert not is_in(other)


# The register of our other sites


def test_only_system_administrators_keep_the_sites(cast):
    for name in ("unit_admin_a", "security_admin", "audit_admin", "clerk_a"):
        assert cast.client(name).get("/workbench/sites/").status_code == 403
        with pytest.raises(NotPermitted):
            add_site(by=cast.actor(name), at=clock.now(), name="x", redirect_uris=[RETURN], tells_roles=False)


@pytest.mark.parametrize(
    "uri", ["", "http://portal.example/", "https://*.example/", "javascript:alert(1)", "https://a/#b"]
)
def test_a_way_back_is_https_and_whole(cast, uri):
    with pytest.raises(AddressWrong):
        add_site(by=cast.actor("system_admin"), at=clock.now(), name="x", redirect_uris=[uri], tells_roles=False)


def test_everything_is_done_from_the_pages(cast):
    client = cast.client("system_admin")
    assert "还没有站点接入" in client.get("/workbench/sites/").content.decode()
    wrong = client.post("/workbench/sites/add/", {"name": "科学之家", "redirect_uris": "http://x.example/"})
    assert wrong.status_code == 422
    assert "https://" in wrong.content.decode()
    shown = client.post("/workbench/sites/add/", {"name": "科学之家", "redirect_uris": RETURN}).content.decode()
    site = Site.objects.get()
    secret = re.search(r"client_secret）</dt><dd><code>([^<]+)", shown)[1]
    assert site.check_secret(secret)
    one = f"/workbench/sites/{site.pk}/"
    assert secret not in client.get(one).content.decode()
    assert "只在这里显示一次" in client.post(f"{one}secret/").content.decode()
    assert client.post(f"{one}switch/", {"submit_key": "k"}).status_code == 302
    assert "已停用" in client.get(one).content.decode()
