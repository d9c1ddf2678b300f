"""Consent: asked per purpose and wording, given and withdrawn in a click, counted at each use."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.actions import consents
from kexie.base.people.actions.persons import add_person
from kexie.base.people.actions.posts import grant_post
from kexie.base.people.errors import privacy as errors
from kexie.base.people.models import Consent
from kexie.base.people.queries import consents as queries
from kexie.base.people.queries.consents import consented, consented_persons
from kexie.base.people.rules import consents as rules
from kexie.base.people.rules.consents import Edition, Purpose, Standing
from kexie.base.people.tests.cast import AT, SINCE, Cast

TEXTS = "notice_texts"
PAGE = "/me/privacy/"


@pytest.fixture
def second_wording(monkeypatch) -> None:
    """The first purpose gets a new wording, from a year later on."""
    first = queries.purposes()[0]
    later = Edition(2, date(2027, 1, 1), "新的用途说明。")
    changed = (Purpose(first.code, first.title, (*first.editions, later)), *queries.purposes()[1:])
    monkeypatch.setattr(queries, "purposes", lambda: changed)


def agree(cast: Cast, member: str, **more: object) -> Consent:
    return consents.give(by=cast.actor(member), at=clock.now(), purpose=TEXTS, edition=1, **more)


def standing_of(cast: Cast, member: str) -> Standing:
    return queries.own_consents(cast.actor(member))[0].standing


def test_what_is_shipped_is_sound_and_asks_for_little():
    assert [purpose.code for purpose in queries.purposes()] == [
        TEXTS,
        "public_directory",
        "activity_photos",
        "expert_introduction",
    ]
    for purpose in queries.purposes():
        assert "不同意" in purpose.current(date(2026, 11, 1)).text, "a refusal must cost nothing, and say so"


@given(st.lists(st.integers(1, 4), max_size=5), st.integers(-2, 2))
def test_editions_count_up_in_time(numbers, step):
    rows = [
        {"edition": number, "since": (date(2026, 1, 1) + timedelta(days=step * at)).isoformat(), "text": "说明"}
        for at, number in enumerate(numbers)
    ]
    data = {"purposes": [{"code": "x", "title": "用途", "editions": rows}]}
    sound = bool(numbers) and numbers == list(range(1, len(numbers) + 1)) and (step > 0 or len(numbers) == 1)
    if sound:
        assert rules.purposes_from(data)[0].editions[-1].number == numbers[-1]
    else:
        with pytest.raises(ValueError, match="edition"):
            rules.purposes_from(data)


@given(st.one_of(st.none(), st.integers(1, 3)), st.one_of(st.none(), st.integers(1, 3)), st.booleans())
def test_only_the_present_wording_counts(current, agreed, withdrawn):
    edition = Edition(current, date(2026, 1, 1), "说明") if current else None
    found = rules.standing(edition, agreed, withdrawn)
    assert (found == Standing.GIVEN) == (agreed is not None and agreed == current)
    assert (found in (Standing.NONE, Standing.WITHDRAWN)) == (agreed is None)


def test_consent_is_given_and_withdrawn_and_kept(cast):
    person = cast.person("plain")
    assert standing_of(cast, "plain") == Standing.NONE
    assert not consented(person.pk, TEXTS)
    given_one = agree(cast, "plain")
    assert consented(person.pk, TEXTS)
    assert not consented(cast.person("clerk_a").pk, TEXTS)
    with pytest.raises(errors.ConsentGiven):
        agree(cast, "plain")
    consents.withdraw(by=cast.actor("plain"), at=clock.now(), purpose=TEXTS)
    assert not consented(person.pk, TEXTS)
    assert standing_of(cast, "plain") == Standing.WITHDRAWN
    with pytest.raises(errors.NoConsent):
        consents.withdraw(by=cast.actor("plain"), at=clock.now(), purpose=TEXTS)
    assert queries.own_consents(cast.actor("plain"))[0].history == (given_one,)
    actions = list(AuditEvent.objects.filter(action__startswith="consent.").order_by("number"))
    assert [event.action for event in actions] == ["consent.give", "consent.withdraw"]
    assert actions[0].data["purpose"] == TEXTS


def test_a_new_wording_is_asked_again(cast, second_wording):
    person = cast.person("plain")
    agree(cast, "plain")
    assert consented(person.pk, TEXTS)
    with clock.fixed(clock.now().replace(year=2027, month=6, day=1)):
        assert not consented(person.pk, TEXTS)
        assert standing_of(cast, "plain") == Standing.OUTDATED
        with pytest.raises(NotFound):
            agree(cast, "plain")  # the old wording is not asked any more
        consents.give(by=cast.actor("plain"), at=clock.now(), purpose=TEXTS, edition=2)
        assert consented(person.pk, TEXTS)
    rows = Consent.objects.filter(person=person).order_by("edition")
    assert [row.withdrawn_at is None for row in rows] == [False, True]


def test_many_are_asked_at_once(cast, django_assert_num_queries):
    agree(cast, "plain")
    agree(cast, "clerk_a")
    everybody = [person.pk for person in cast.people.values()]
    with django_assert_num_queries(1):
        found = consented_persons(TEXTS, everybody)
    assert found == {cast.person("plain").pk, cast.person("clerk_a").pk}
    with pytest.raises(KeyError, match="nothing_of_the_kind"):
        consented(everybody[0], "nothing_of_the_kind")


def test_a_clerk_keeps_what_was_signed_on_paper_within_reach(cast):
    member = add_person(by=Platform(), at=AT, name="柳岸")
    grant_post(by=Platform(), at=AT, person=member, organisation=cast.unit("青溪区科协"), title="会员", begin=SINCE)
    number = {"purpose": TEXTS, "edition": 1, "number": "2026-同意-0012"}
    made = consents.record_on_paper(by=cast.actor("clerk_a"), at=clock.now(), person=member, **number)
    assert made.channel == "paper:2026-同意-0012"
    assert consented(member.pk, TEXTS)
    for stranger, refusal in (("clerk_b", NotFound), ("plain", NotPermitted), ("system_admin", NotPermitted)):
        with pytest.raises(refusal):
            consents.record_withdrawal(by=cast.actor(stranger), at=clock.now(), person=member, purpose=TEXTS)
    consents.record_withdrawal(by=cast.actor("unit_admin_a"), at=clock.now(), person=member, purpose=TEXTS)
    assert not consented(member.pk, TEXTS)


@pytest.mark.parametrize("number", ["", "   ", "x" * 51])
def test_a_sheet_has_a_number(cast, number):
    member = cast.person("clerk_a")
    with pytest.raises(errors.FileNumberMissing):
        consents.record_on_paper(
            by=cast.actor("unit_admin_a"), at=clock.now(), person=member, purpose=TEXTS, edition=1, number=number
        )
    assert not Consent.objects.filter(person=member).exists()


# Doors


def press(client, address: str, key: str, **more: object):
    return client.post(address, {"submit_key": key, **more})


def test_the_page_gives_and_withdraws(cast):
    client = cast.client("plain")
    page = client.get(PAGE).content.decode()
    assert "短信提醒" in page
    assert "未同意" in page
    give = reverse("privacy:give", args=[TEXTS])
    assert "只说有新消息" in client.get(give).content.decode()
    assert press(client, give, "k1", edition=1).status_code == 302
    assert consented(cast.person("plain").pk, TEXTS)
    assert press(client, give, "k1", edition=1).status_code == 302  # pressed twice
    assert press(client, give, "k9", edition=1).status_code == 302  # from another window
    assert Consent.objects.filter(person=cast.person("plain")).count() == 1
    assert press(client, reverse("privacy:withdraw", args=[TEXTS]), "k2").status_code == 302
    assert not consented(cast.person("plain").pk, TEXTS)
    assert "已撤回" in client.get(PAGE).content.decode()
    assert client.get(reverse("privacy:give", args=["unknown"])).status_code == 404


def test_personal_pages_stay_out_of_caches(cast):
    client = cast.client("plain")
    for name in ("consents", "views", "data", "erasure"):
        response = client.get(reverse(f"privacy:{name}"))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"], name


def test_looking_changes_nothing(cast):
    client = cast.client("plain")
    client.get(reverse("privacy:give", args=[TEXTS]))
    client.get(reverse("privacy:withdraw", args=[TEXTS]))
    assert not Consent.objects.exists()


def test_the_clerks_page_is_within_reach(cast):
    person = cast.person("unit_admin_a")
    address = reverse("people:person-consents", args=[person.pk])
    assert cast.client("clerk_a").get(address).status_code == 200
    assert cast.client("clerk_b").get(address).status_code == 404
    assert cast.client("plain").get(address).status_code == 403
    record = reverse("people:person-consent-record", args=[person.pk, TEXTS])
    client = cast.client("clerk_a")
    assert press(client, record, "k1", edition=1, number="").status_code == 422
    assert press(client, record, "k2", edition=1, number="2026-12").status_code == 302
    assert "2026-12" in client.get(address).content.decode()
    withdraw = reverse("people:person-consent-withdraw", args=[person.pk, TEXTS])
    assert press(client, withdraw, "k3").status_code == 302
    assert client.get(withdraw).status_code == 404
