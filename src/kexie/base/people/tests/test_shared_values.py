"""What all processes must see of log-ins: a cache of two parts, used codes, the key that signs (security.md, 8)."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client

from kexie.base.kernel import clock
from kexie.base.people.models import SharedValue
from kexie.base.people.tests.cast import PASSWORD

SHARED, LOCAL, FLOODS = "allauth:rl:x", "wagtail:x", "allauth:rl:allauth.account:login:x"


@pytest.fixture
def parts(db):
    cache.clear()
    return cache


def test_only_what_all_must_see_stands_in_the_table(parts):
    for key in (SHARED, LOCAL, FLOODS):
        parts.set(key, [1.5, 2])
    assert [row.key for row in SharedValue.objects.all()] == [f":1:{SHARED}"]
    assert [parts.get(key) for key in (SHARED, LOCAL, FLOODS)] == [[1.5, 2]] * 3


@pytest.mark.parametrize("key", [SHARED, LOCAL])
def test_both_parts_behave_alike(parts, key):
    assert parts.get(key, "none") == "none"
    assert parts.add(key, "first")
    assert not parts.add(key, "second")
    assert parts.get(key) == "first"
    parts.set(key, {"a": [None, True]})
    assert parts.get(key) == {"a": [None, True]}
    assert parts.has_key(key)
    assert parts.touch(key, 60)
    assert parts.delete(key)
    assert not parts.delete(key)
    assert not parts.touch(key, 60)
    parts.set(key, 1)
    parts.clear()
    assert key not in parts


def test_what_has_expired_is_gone_and_its_key_is_free(parts):
    parts.set(SHARED, 1, timeout=60)
    parts.set("allauth.always", 1, timeout=None)
    with clock.fixed(clock.now() + timedelta(seconds=61)):
        assert parts.get(SHARED) is None
        assert not parts.delete(SHARED)
        assert parts.get("allauth.always") == 1
        assert parts.add(SHARED, 2)
        assert parts.get(SHARED) == 2


def test_expired_rows_are_swept_away(parts):
    SharedValue.objects.create(key="old", value="1", expires_at=clock.now() - timedelta(hours=1))
    for number in range(60):
        parts.set("allauth.n", number)
    assert not SharedValue.objects.filter(key="old").exists()


def test_the_table_holds_no_pickles(parts):
    with pytest.raises(TypeError):
        parts.set(SHARED, object())


def now_code(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def second_step(code: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": "clerk_a@yunchuan.example", "password": PASSWORD})
    client.post("/accounts/second-factor/", {"code": code})
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.mark.parametrize("spaced", [False, True])
def test_a_code_is_used_up_for_as_long_as_it_would_be_right(cast, spaced):
    cache.clear()
    secret = generate_totp_secret()
    TOTP.activate(cast.account("clerk_a"), secret)
    code = now_code(secret, 1)  # the app's clock is ahead: right for a minute and more
    assert is_in(second_step(code))
    cache.delete(
        f"allauth.mfa.totp.used?user={cast.account('clerk_a').pk}&code={code}"
    )  # the library forgets after 30 s
    assert not is_in(second_step(f"{code[:3]} {code[3:]}" if spaced else code))


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/.well-known/jwks.json", "/identity/authorize"])
def test_without_it_there_is_no_provider(cast, settings, path):
    settings.KEXIE_OIDC_KEY_FILE = None
    assert Client().get(path).status_code == 404
    assert "还没有启用" in cast.client("system_admin").get("/workbench/sites/").content.decode()
    for door in ("token", "userinfo", "revoke"):
        assert Client().post(f"/identity/{door}").status_code == 404
