"""Second factors and fresh log-ins (security.md, 3, 4, 5, 7 and 11)."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.actions.factors import reset_factors
from kexie.base.people.models import Account
from kexie.base.people.tests.cast import PASSWORD, prove

LOG_IN, SECOND = "/accounts/login/", "/accounts/second-factor/"
REGISTER, SECURITY = "/workbench/organisations/", "/me/security/"
DELICATE = "/accounts/app/set-up/"
HERE, THERE = "198.51.100.7", "198.51.100.8"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(db):
    cache.clear()


def now_code(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def with_app(cast, name: str) -> str:
    secret = generate_totp_secret()
    TOTP.activate(cast.account(name), secret)
    return secret


def first_step(name: str, address: str = HERE) -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post(LOG_IN, {"login": f"{name}@yunchuan.example", "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_the_password_alone_does_not_let_somebody_with_an_app_in(cast):
    secret = with_app(cast, "clerk_a")
    client = first_step("clerk_a")
    assert not is_in(client)
    assert client.post(SECOND, {"code": now_code(secret)}).status_code == 302
    assert is_in(client)


def test_a_code_of_the_app_works_once(cast):
    secret = with_app(cast, "clerk_a")
    code = now_code(secret)
    first_step("clerk_a").post(SECOND, {"code": code})
    again = first_step("clerk_a")
    again.post(SECOND, {"code": code})
    assert not is_in(again)


def test_a_recovery_code_works_once(cast):
    with_app(cast, "clerk_a")
    request = RequestFactory().get("/")
    request.user = cast.account("clerk_a")
    codes = RecoveryCodes.activate(request.user).get_unused_codes()
    assert len(codes) == 10
    client = first_step("clerk_a")
    client.post(SECOND, {"code": codes[0]})
    assert is_in(client)
    again = first_step("clerk_a")
    again.post(SECOND, {"code": codes[0]})
    assert not is_in(again)


def test_the_sixth_wrong_code_is_locked_out_and_the_colleague_beside_is_not(cast):
    secret, beside = with_app(cast, "clerk_a"), with_app(cast, "clerk_b")
    client = first_step("clerk_a")
    for _ in range(5):
        client.post(SECOND, {"code": "abcdef"})
    assert client.post(SECOND, {"code": now_code(secret)}).status_code == 429
    other = first_step("clerk_b")
    assert other.post(SECOND, {"code": now_code(beside)}).status_code == 302


def test_guessing_from_many_addresses_is_slowed_by_person(cast):
    secret = with_app(cast, "clerk_a")
    for number in range(7):
        client = first_step("clerk_a", f"203.0.113.{number}")
        for _ in range(3):
            client.post(SECOND, {"code": "abcdef"})
    last = first_step("clerk_a", THERE)
    last.post(SECOND, {"code": now_code(secret)})
    assert not is_in(last)


def test_what_is_shared_with_an_app_is_sealed(cast):
    secret = with_app(cast, "clerk_a")
    stored = str(Authenticator.objects.get().data)
    assert secret not in stored
    assert "k1.aes-gcm." in stored


def test_a_second_factor_is_asked_for_after_a_reset_of_the_password(cast):
    secret = with_app(cast, "clerk_a")
    Client().post("/accounts/password/reset/", {"email": "clerk_a@yunchuan.example"})
    outbox.deliver_due(at=clock.now())
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    client = Client()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "qingxi-harbour-77", "password2": "qingxi-harbour-77"})
    assert not is_in(client)
    data = {"login": "clerk_a@yunchuan.example", "password": "qingxi-harbour-77"}
    assert client.post(LOG_IN, data)["Location"] == SECOND
    client.post(SECOND, {"code": now_code(secret)})
    assert is_in(client)


# Staff


@pytest.fixture
def strict(settings):
    settings.KEXIE_STAFF_MFA = True


def by_password(cast, name: str) -> Client:
    client = cast.client(name)
    prove(client, cast.account(name), method="password")
    return client


@pytest.mark.parametrize("path", ["/workbench/", REGISTER, "/workbench/persons/", "/workbench/bulletin/"])
def test_a_password_alone_is_led_from_staff_pages_to_setting_up_and_back(cast, strict, path):
    response = by_password(cast, "unit_admin_a").get(path)
    assert response.status_code in {302, 403}
    if response.status_code == 302:
        assert response["Location"].startswith(f"{SECURITY}?next=%2Fworkbench%2F")


def test_setting_up_leads_back_to_the_page_that_wanted_it(cast, strict):
    client = by_password(cast, "clerk_a")
    assert "工作台需要两步验证" in client.get(client.get(REGISTER)["Location"]).content.decode()
    client.get(DELICATE)
    secret = client.session["mfa.totp.secret"]
    assert client.post(DELICATE, {"code": now_code(secret)})["Location"] == "/accounts/recovery-codes/"
    assert f'href="{REGISTER}"' in client.get("/accounts/recovery-codes/").content.decode()
    assert client.get(REGISTER).status_code == 200
    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert AuditEvent.objects.filter(action="account.add_factor", data__kind="totp").count() == 1


def test_who_has_an_app_steps_up_with_it(cast, strict):
    secret = with_app(cast, "clerk_a")
    client = by_password(cast, "clerk_a")
    way = client.get(REGISTER)["Location"]
    assert way.startswith("/accounts/confirm/code/?next=")
    assert client.post("/accounts/confirm/code/", {"code": now_code(secret), "next": REGISTER})["Location"] == REGISTER
    assert client.get(REGISTER).status_code == 200


def test_ones_own_pages_need_no_second_factor_and_strong_sessions_pass(cast, strict):
    assert by_password(cast, "clerk_a").get("/me/").status_code == 200
    assert cast.client("clerk_a").get(REGISTER).status_code == 200


def test_a_machine_is_told_instead_of_led(cast, strict):
    reply = by_password(cast, "clerk_a").get(REGISTER, headers={"accept": "application/json"})
    assert reply.status_code == 401
    assert reply.json()["type"] == "urn:kexie:confirm_first"


def test_without_the_switch_a_password_is_enough(cast, settings):
    settings.KEXIE_STAFF_MFA = False
    assert by_password(cast, "clerk_a").get(REGISTER).status_code == 200


@pytest.mark.parametrize(("days", "age", "led"), [(0, 4000, False), (90, 89, False), (90, 91, True)])
def test_an_old_password_is_replaced_where_the_switch_says_so(cast, settings, days, age, led):
    settings.KEXIE_PASSWORD_DAYS = days
    Account.objects.update(password_set_at=clock.now() - timedelta(days=age))
    client = cast.client("clerk_a")
    response = client.get(REGISTER)
    assert (response.status_code == 302) is led
    if led:
        assert response["Location"].startswith("/accounts/password/change/?next=")
        data = {"oldpassword": PASSWORD, "password1": "qingxi-harbour-77", "password2": "qingxi-harbour-77"}
        client.post("/accounts/password/change/", data)
        assert client.get(REGISTER).status_code == 200


# Fresh log-ins


def test_a_delicate_door_wants_a_fresh_log_in_and_leads_back(cast):
    client = cast.client("clerk_a")
    prove(client, cast.account("clerk_a"), age_s=901)
    way = client.get(DELICATE)["Location"]
    assert way == "/accounts/confirm/?next=%2Faccounts%2Fapp%2Fset-up%2F"
    assert client.post("/accounts/confirm/", {"password": "wrong", "next": DELICATE}).status_code == 200
    assert client.post("/accounts/confirm/", {"password": PASSWORD, "next": DELICATE})["Location"] == DELICATE
    assert client.get(DELICATE).status_code == 200


def test_a_fresh_log_in_passes(cast):
    client = cast.client("clerk_a")
    prove(client, cast.account("clerk_a"), age_s=899)
    assert client.get(DELICATE).status_code == 200


def test_an_interrupted_form_leads_back_to_its_page(cast):
    client = cast.client("clerk_a")
    prove(client, cast.account("clerk_a"), age_s=901)
    referer = {"referer": "http://testserver/me/security/phone/"}
    way = client.post("/me/security/phone/", {"mobile": "13900005678"}, headers=referer)["Location"]
    assert way == "/accounts/confirm/?next=%2Fme%2Fsecurity%2Fphone%2F"


def test_the_proof_of_one_person_is_not_that_of_the_next(cast):
    client = cast.client("clerk_a")
    client.force_login(cast.account("clerk_b"))
    assert client.get(DELICATE).status_code == 302


def test_confirming_is_counted_like_logging_in(cast):
    client = cast.client("clerk_a", REMOTE_ADDR=HERE)
    for _ in range(5):
        client.post("/accounts/confirm/", {"password": "wrong-wrong"})
    assert client.post("/accounts/confirm/", {"password": PASSWORD}).status_code == 429


def test_who_can_only_log_in_by_code_is_told_how_to_confirm(cast):
    account = cast.account("clerk_a")
    account.set_unusable_password()
    account.save()
    client = cast.client("clerk_a")
    prove(client, cast.account("clerk_a"), age_s=901)
    assert client.get(DELICATE)["Location"].startswith("/me/security/again/?next=")
    assert client.get("/me/security/again/").status_code == 200


# Administrators


def test_an_administrator_resets_a_persons_factors_and_the_person_is_told(cast):
    with_app(cast, "clerk_a")
    victim, admin = cast.client("clerk_a"), cast.client("unit_admin_a")
    path = f"/workbench/persons/{cast.person('clerk_a').pk}/account/factors/"
    assert admin.get(path).status_code == 200
    assert admin.post(path, {"submit_key": "k"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert not is_in(victim)
    outbox.deliver_due(at=clock.now())
    assert "管理员重置了您的两步验证" in mail.outbox[-1].body
    assert AuditEvent.objects.filter(action="account.reset_factors", outcome="done").count() == 1


@pytest.mark.parametrize("name", ["unit_admin_b", "clerk_a", "audit_admin", "plain"])
def test_others_do_not(cast, name):
    with_app(cast, "clerk_a")
    with pytest.raises(NotPermitted):
        reset_factors(by=cast.actor(name), at=clock.now(), account=cast.account("clerk_a"))
    path = f"/workbench/persons/{cast.person('clerk_a').pk}/account/factors/"
    assert cast.client(name).post(path, {"submit_key": "k"}).status_code in {403, 404}
    assert Authenticator.objects.count() == 1


def test_an_app_is_removed_with_its_recovery_codes(cast):
    with_app(cast, "clerk_a")
    client = cast.client("clerk_a")
    client.post("/accounts/recovery-codes/new/")
    assert client.post("/accounts/app/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.filter(action="account.remove_factor").count() == 1


def test_recovery_codes_are_taken_away_as_a_file(cast):
    with_app(cast, "clerk_a")
    client = cast.client("clerk_a")
    client.post("/accounts/recovery-codes/new/")
    body = client.get("/accounts/recovery-codes/file/").content.decode()
    assert len(body.split()) == 10
    prove(client, cast.account("clerk_a"), age_s=901)
    assert client.get("/accounts/recovery-codes/file/").status_code == 302
