"""Log-in by a code: single use, six tries, ten minutes, the same for everyone (security.md, 5, 6 and 8)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock, outbox, texting_simulator
from kexie.base.kernel.models import AuditEvent, OutboxMessage
from kexie.base.people.actions.accounts import disable_account
from kexie.base.people.actions.phones import remove_phone, verify_phone
from kexie.base.people.errors.accounts import NotOnesOwn, PhoneTaken
from kexie.base.people.rules import codes
from kexie.base.people.tests.cast import AT

ASK, TAKE = "/accounts/code/", "/accounts/code/confirm/"
REGISTER = "/workbench/organisations/"
PHONE = "13900005678"
HERE, THERE = "198.51.100.7", "198.51.100.8"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(db):
    cache.clear()


@pytest.fixture
def gateway(settings):
    with texting_simulator.running(key="key") as running:
        settings.KEXIE_TEXTS, settings.KEXIE_TEXTS_URL, settings.KEXIE_TEXTS_KEY = "gateway", running.url, "key"
        yield running


def ask(client: Client, address: str, **extra: str):
    return client.post(ASK, {"address": address}, REMOTE_ADDR=HERE, **extra)


def take(client: Client, code: str, address: str = HERE):
    return client.post(TAKE, {"code": code}, REMOTE_ADDR=address)


def arrived() -> str:
    outbox.deliver_due(at=clock.now())
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def is_in(client: Client) -> bool:
    return client.get(REGISTER).status_code == 200


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def shown(response) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    return re.sub(r"\S+@yunchuan.example", "", page)


def test_a_mailed_code_logs_in_once(cast):
    client = Client()
    assert ask(client, " Clerk_A@Yunchuan.example ")["Location"] == TAKE
    code = arrived()
    assert mail.outbox[-1].to == ["clerk_a@yunchuan.example"]
    assert take(client, code).status_code == 302
    assert is_in(client)
    client.post("/accounts/logout/")
    assert take(client, code)["Location"] == ASK
    assert not is_in(client)


def test_a_code_is_of_the_browser_that_asked(cast):
    one, other = Client(), Client()
    ask(one, "clerk_a@yunchuan.example")
    code = arrived()
    ask(other, "clerk_b@yunchuan.example")
    take(other, code)
    assert not is_in(other)


def test_a_code_ends_after_ten_minutes(cast, monkeypatch):
    client = Client()
    ask(client, "clerk_a@yunchuan.example")
    code = arrived()
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 601
    session.save()
    take(client, code)
    assert not is_in(client)


def test_a_code_that_comes_late_is_not_mailed(cast):
    ask(Client(), "clerk_a@yunchuan.example")
    outbox.deliver_due(at=clock.now() + timedelta(minutes=11))
    assert mail.outbox == []


def test_the_sixth_try_finds_the_door_closed_and_the_colleague_gets_in(cast):
    client = Client()
    ask(client, "clerk_a@yunchuan.example")
    code = arrived()
    replies = [take(client, wrong(code)).status_code for _ in range(5)]
    assert replies[:4] == [200] * 4
    assert take(client, code).status_code == 429
    assert not is_in(client)
    beside = Client()
    ask(beside, "clerk_b@yunchuan.example")
    assert take(beside, arrived()).status_code == 302


def test_failed_codes_and_failed_passwords_count_together(cast):
    client = Client()
    ask(client, "clerk_a@yunchuan.example")
    code = arrived()
    for _ in range(3):
        take(client, wrong(code))
    data = {"login": "clerk_a@yunchuan.example", "password": "wrong-wrong-wrong"}
    for _ in range(2):
        Client().post("/accounts/login/", data, REMOTE_ADDR=HERE)
    assert take(client, code).status_code == 429


def test_unknown_and_disabled_are_answered_the_same_with_the_same_work(cast):
    seen = []
    for name in ("clerk_a", "nobody", "disabled"):
        client = Client()
        client.get(ASK)
        with CaptureQueriesContext(connection) as queries:
            response = ask(client, f"{name}@yunchuan.example")
        page = shown(client.get(TAKE))
        seen.append((response.status_code, response["Location"], len(queries), page))
    assert seen[0] == seen[1] == seen[2]
    assert outbox.deliver_due(at=clock.now()) == 3
    assert [message.to for message in mail.outbox] == [["clerk_a@yunchuan.example"]]


def test_the_wrong_code_of_an_unknown_address_is_answered_as_that_of_a_known_one(cast):
    pages = []
    for name in ("clerk_a", "nobody"):
        client = Client()
        ask(client, f"{name}@yunchuan.example")
        pages.append([(reply.status_code, shown(reply)) for reply in (take(client, "abcdef") for _ in range(6))])
    assert pages[0] == pages[1]


def test_who_asks_too_often_waits(cast):
    for name in ("clerk_a", "nobody"):
        cache.clear()
        replies = [ask(Client(), f"{name}@yunchuan.example") for _ in range(4)]
        assert [reply.status_code for reply in replies] == [302, 302, 302, 200]
        assert "操作过于频繁" in replies[-1].content.decode()


def test_an_account_disabled_between_asking_and_answering_is_not_let_in(cast):
    client = Client()
    ask(client, "clerk_a@yunchuan.example")
    code = arrived()
    disable_account(by=cast.actor("system_admin"), at=AT, account=cast.account("clerk_a"))
    take(client, code)
    assert not is_in(client)


def test_a_next_page_is_kept_through_the_code(cast):
    client = Client()
    response = client.post(ASK, {"address": "clerk_a@yunchuan.example", "next": REGISTER})
    assert client.post(response["Location"], {"code": arrived()})["Location"] == REGISTER


def test_a_code_stands_nowhere_in_clear_but_in_the_mail(cast):
    ask(Client(), "clerk_a@yunchuan.example")
    code = arrived()
    stored = "".join(str(row.payload) for row in OutboxMessage.objects.all())
    assert code not in stored
    assert code not in "".join(str(vars(event)) for event in AuditEvent.objects.all())


def with_phone(cast, name: str = "clerk_a", mobile: str = PHONE):
    return verify_phone(by=cast.actor(name), at=clock.now(), account=cast.account(name), mobile=mobile)


@pytest.mark.parametrize("typed", [PHONE, "139 0000 5678", "+86-139-0000-5678", "１３９００００５６７８"])
def test_a_texted_code_logs_in(cast, gateway, typed):
    with_phone(cast)
    client = Client()
    response = ask(client, typed)
    assert response["Location"] == TAKE
    assert "139****5678" in client.get(TAKE).content.decode()
    outbox.deliver_due(at=clock.now())
    assert [row["to"] for row in gateway.inbox] == [PHONE]
    take(client, re.search(r"\d{6}", gateway.inbox[0]["text"])[0])
    assert is_in(client)


def test_an_unknown_phone_does_the_same_work_and_gets_no_text(cast, gateway, monkeypatch):
    monkeypatch.setattr("kexie.base.kernel.shared_cache.SWEEP_EVERY", 1_000_000)  # now and then, whoever comes by
    with_phone(cast)
    counts = []
    for number in (PHONE, "13900000001"):
        client = Client()
        client.get(ASK)
        with CaptureQueriesContext(connection) as queries:
            assert ask(client, number)["Location"] == TAKE
        counts.append(len(queries))
    assert counts[0] == counts[1]
    outbox.deliver_due(at=clock.now())
    assert [row["to"] for row in gateway.inbox] == [PHONE]


def test_no_number_stands_in_session_outbox_or_audit(cast, gateway):
    with_phone(cast)
    client = Client()
    ask(client, PHONE)
    outbox.deliver_due(at=clock.now())
    rows = [str(dict(client.session))]
    rows += [str(row.payload) for row in OutboxMessage.objects.all()]
    rows += [str(vars(event)) for event in AuditEvent.objects.all()]
    assert PHONE not in "".join(rows)


def test_a_busy_gateway_gets_the_text_later(cast, gateway):
    with_phone(cast)
    gateway.failures = 1
    ask(Client(), PHONE)
    outbox.deliver_due(at=clock.now())
    assert gateway.inbox == []
    outbox.deliver_due(at=clock.now() + timedelta(minutes=1))
    assert len(gateway.inbox) == 1


def test_without_texts_a_phone_is_asked_for_an_address(cast, settings):
    settings.KEXIE_TEXTS = "off"
    response = ask(Client(), PHONE)
    assert response.status_code == 200
    assert "请填写邮箱" in response.content.decode()


@pytest.mark.parametrize("odd", ["", "x", "1390000", "@", "a@b", "13900005678@", "\x00", "1" * 300])
def test_what_is_no_address_is_mended(cast, odd):
    assert ask(Client(), odd).status_code == 200
    assert OutboxMessage.objects.filter(topic="people.code").count() == 0


def test_a_phone_logs_in_one_account_alone(cast):
    with_phone(cast)
    with pytest.raises(PhoneTaken):
        with_phone(cast, "clerk_b")
    assert cast.account("clerk_b").phone_blind is None


def test_only_the_person_verifies_or_removes_a_phone(cast):
    with pytest.raises(NotOnesOwn):
        verify_phone(by=cast.actor("clerk_b"), at=AT, account=cast.account("clerk_a"), mobile=PHONE)
    with_phone(cast)
    with pytest.raises(NotOnesOwn):
        remove_phone(by=cast.actor("system_admin"), at=AT, account=cast.account("clerk_a"))


def test_a_phone_is_bound_by_the_code_that_arrives_there(cast, gateway):
    client = cast.client("clerk_a")
    assert client.post("/me/security/phone/", {"mobile": PHONE})["Location"] == "/me/security/phone/code/"
    outbox.deliver_due(at=clock.now())
    code = re.search(r"\d{6}", gateway.inbox[0]["text"])[0]
    assert client.post("/me/security/phone/code/", {"code": wrong(code)}).status_code == 422
    assert cast.account("clerk_a").phone_verified_at is None
    assert client.post("/me/security/phone/code/", {"code": code})["Location"] == "/me/security/"
    assert cast.account("clerk_a").phone_verified_at is not None
    assert client.post("/me/security/phone/code/", {"code": code})["Location"] == "/me/security/phone/", "single use"
    client.post("/me/security/phone/remove/", {"submit_key": "k1"})
    assert cast.account("clerk_a").phone_blind is None


def test_the_code_of_a_phone_is_good_for_six_tries(cast, gateway):
    client = cast.client("clerk_a")
    client.post("/me/security/phone/", {"mobile": PHONE})
    outbox.deliver_due(at=clock.now())
    code = re.search(r"\d{6}", gateway.inbox[0]["text"])[0]
    for _ in range(6):
        client.post("/me/security/phone/code/", {"code": wrong(code)})
    client.post("/me/security/phone/code/", {"code": code})
    assert cast.account("clerk_a").phone_verified_at is None


@given(st.text(max_size=30))
def test_a_mobile_number_is_eleven_digits_or_nothing(text):
    found = codes.mobile_of(text)
    assert found == "" or (len(found) == 11 and found.isascii() and found.isdigit() and found[0] == "1")


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "+86 "]))
def test_every_usual_spelling_is_one_number(number, prefix):
    assert codes.mobile_of(f"{prefix}{number[:3]} {number[3:7]}-{number[7:]}") == number
    assert number[3:7] not in codes.masked_mobile(number).replace(number[:3], "", 1)[:4]
