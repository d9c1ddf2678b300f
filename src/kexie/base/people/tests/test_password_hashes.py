"""An old hash, or one of other costs, is renewed when its owner logs in (security.md, 34)."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher, make_password
from django.test import Client
from django.urls import reverse

from kexie.base.kernel.hashing import OfficeArgon2
from kexie.base.people.models import Account
from kexie.base.people.tests.cast import PASSWORD

SERVICE = ["kexie.base.kernel.hashing.OfficeArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


def cheaper() -> str:
    hasher = OfficeArgon2()
    hasher.time_cost = 1
    return hasher.encode(PASSWORD, hasher.salt())


def earlier() -> str:
    return PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6, iterations=1000)


def log_in(email: str, password: str):
    return Client().post(reverse("account_login"), {"login": email, "password": password})


def costs(encoded: str) -> tuple[str, int, int, int]:
    told = OfficeArgon2().decode(encoded)
    return identify_hasher(encoded).algorithm, told["time_cost"], told["memory_cost"], told["parallelism"]


@pytest.mark.parametrize("old", [cheaper, earlier], ids=["other costs", "PBKDF2"])
def test_an_old_hash_is_renewed_at_log_in_and_stays_as_it_is_after_a_wrong_password(cast, settings, old):
    settings.PASSWORD_HASHERS = SERVICE
    account = cast.account("plain")
    Account.objects.filter(pk=account.pk).update(password=(before := old()))
    log_in(account.email, "wrong-password-2023")
    assert Account.objects.get(pk=account.pk).password == before
    assert log_in(account.email, PASSWORD).status_code == 302
    renewed = Account.objects.get(pk=account.pk)
    assert costs(renewed.password) == ("argon2", 2, 19 * 1024, 1)
    assert renewed.check_password(PASSWORD)


def test_a_present_hash_is_left_alone(cast, settings):
    settings.PASSWORD_HASHERS = SERVICE
    account = cast.account("plain")
    Account.objects.filter(pk=account.pk).update(password=(before := make_password(PASSWORD)))
    assert log_in(account.email, PASSWORD).status_code == 302
    assert Account.objects.get(pk=account.pk).password == before
