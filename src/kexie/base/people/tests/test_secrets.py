"""Sealed numbers: who may enter, find, mask and see them; what stays behind of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from kexie.base.kernel import vault
from kexie.base.kernel.access import Platform, Visitor
from kexie.base.kernel.errors import LogInFirst, NotFound, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent, Outcome
from kexie.base.people.actions.posts import end_post
from kexie.base.people.actions.secrets import note_unmasking, set_secret, unmask
from kexie.base.people.errors import secrets as errors
from kexie.base.people.models import Account, PersonSecret, Unmasking
from kexie.base.people.queries import secrets as queries
from kexie.base.people.queries.secrets import SHOWN_FOR, clear_for_platform, known_by, masked, rebound, secrets_for
from kexie.base.people.tests.cast import AT, posts_of

NUMBER, OTHER_NUMBER = "11010519491231002X", "110101199003070273"
PHONE, OTHER_PHONE = "13800005678", "13911112222"
WHY = "电话联系本人"


@pytest.fixture
def clerk(cast):
    """A clerk with both numbers."""
    person = cast.person("clerk_a")
    for element, value in (("identity_number", NUMBER), ("mobile", PHONE)):
        set_secret(by=Platform(), at=AT, person=person, element=element, value=value)
    return person


def rows() -> list[PersonSecret]:
    return list(PersonSecret.objects.beyond("a test").order_by("element"))


# Enter and remove


def test_numbers_are_entered_as_people_type_them_and_stored_sealed(cast):
    person, by = cast.person("clerk_a"), cast.actor("unit_admin_a")
    set_secret(by=by, at=AT, person=person, element="identity_number", value=" 11010519491231002x ")
    set_secret(by=by, at=AT, person=person, element="mobile", value="１３８ 0000 5678")
    identity, mobile = rows()
    assert (identity.element, mobile.element) == ("identity_number", "mobile")
    assert not {NUMBER, PHONE} & {identity.sealed, mobile.sealed, identity.blind, mobile.blind}
    assert clear_for_platform(person.pk, "identity_number", reason="a test") == NUMBER
    assert clear_for_platform(person.pk, "mobile", reason="a test") == PHONE
    assert (identity.key_id, identity.blind) == ("test", vault.blind(NUMBER, purpose="identity_number"))


def test_a_number_is_replaced_and_removed(cast, clerk):
    by = cast.actor("clerk_a")
    set_secret(by=by, at=AT + timedelta(days=1), person=clerk, element="mobile", value=OTHER_PHONE)
    assert (known_by("mobile", PHONE), known_by("mobile", OTHER_PHONE)) == ([], [clerk.pk])
    assert rows()[1].changed_at == AT + timedelta(days=1)
    set_secret(by=by, at=AT, person=clerk, element="mobile", value="")
    assert [row.element for row in rows()] == ["identity_number"]
    with pytest.raises(errors.NoSecret):
        set_secret(by=by, at=AT, person=clerk, element="mobile", value="")


def test_every_entry_is_audited_without_the_number(cast, clerk):
    set_secret(by=cast.actor("unit_admin_a"), at=AT, person=clerk, element="mobile", value="")
    events = AuditEvent.objects.filter(action__contains="_secret").order_by("number")
    assert [(event.action, event.data["element"]) for event in events] == [
        ("person.set_secret", "identity_number"),
        ("person.set_secret", "mobile"),
        ("person.remove_secret", "mobile"),
    ]
    assert {event.target for event in events} == {f"people.person:{clerk.pk}"}
    assert not any(number in str(event.data) for event in events for number in (NUMBER, PHONE))


@pytest.mark.parametrize(
    ("element", "value", "said"),
    [
        ("identity_number", "110105194912310021", "校验码"),
        ("identity_number", "1101051949", "18位"),
        ("mobile", "12800005678", "11位"),
    ],
)
def test_a_wrong_number_is_refused_beside_the_field(cast, element, value, said):
    with pytest.raises(errors.SecretInvalid, match=said) as refused:
        set_secret(by=Platform(), at=AT, person=cast.person("clerk_a"), element=element, value=value)
    assert list(refused.value.errors) == ["value"]
    assert rows() == []


def test_there_is_no_other_number(cast):
    with pytest.raises(NotFound):
        set_secret(by=Platform(), at=AT, person=cast.person("clerk_a"), element="passport", value="1")


def test_an_identity_number_belongs_to_one_record_and_whose_is_not_said(cast, clerk):
    with pytest.raises(errors.IdentityNumberTaken) as refused:
        set_secret(
            by=cast.actor("clerk_b"), at=AT, person=cast.person("clerk_b"), element="identity_number", value=NUMBER
        )
    assert clerk.name not in refused.value.message
    assert not {str(clerk.pk), NUMBER} & set(map(str, refused.value.data.values()))
    set_secret(by=cast.actor("clerk_a"), at=AT, person=clerk, element="identity_number", value=NUMBER)


def test_the_database_itself_keeps_an_identity_number_once(cast, clerk, monkeypatch):
    monkeypatch.setattr("kexie.base.people.actions.secrets._check_free", lambda *_: None)
    with pytest.raises(errors.IdentityNumberTaken):
        set_secret(by=Platform(), at=AT, person=cast.person("clerk_b"), element="identity_number", value=NUMBER)
    assert len(rows()) == 2


def test_a_mobile_number_may_be_shared(cast, clerk):
    set_secret(by=Platform(), at=AT, person=cast.person("clerk_b"), element="mobile", value=PHONE)
    assert known_by("mobile", "138 0000 5678") == sorted([clerk.pk, cast.person("clerk_b").pk])


@pytest.mark.parametrize("field", ["merged_into_id", "erased_at"])
def test_a_closed_record_takes_no_number(cast, field):
    person = cast.person("clerk_a")
    setattr(person, field, cast.person("clerk_b").pk if field == "merged_into_id" else AT)
    person.save()
    with pytest.raises(errors.RecordClosed):
        set_secret(by=Platform(), at=AT, person=person, element="mobile", value=PHONE)


def test_another_mobile_is_not_the_verified_one(cast, clerk):
    account = cast.account("clerk_a")
    account.phone_blind, account.phone_verified_at = vault.blind(PHONE, purpose="mobile"), AT
    account.save()
    set_secret(by=Platform(), at=AT, person=clerk, element="mobile", value=PHONE)
    assert Account.objects.get(pk=account.pk).phone_verified_at == AT
    set_secret(by=Platform(), at=AT, person=clerk, element="mobile", value=OTHER_PHONE)
    assert Account.objects.get(pk=account.pk).phone_blind is None


# Who may


@pytest.mark.parametrize(
    ("name", "of_a", "of_b"),
    [
        ("clerk_a", True, False),
        ("clerk_b", False, True),
        ("unit_admin_a", True, False),
        ("unit_admin_b", False, True),
        ("editor", False, False),
        ("system_admin", False, False),
        ("security_admin", False, False),
        ("audit_admin", False, False),
        ("web_editor", False, False),
        ("plain", False, False),
    ],
)
def test_numbers_are_for_the_persons_own_unit(cast, clerk, name, of_a, of_b):
    by = cast.actor(name)
    set_secret(by=Platform(), at=AT, person=cast.person("clerk_b"), element="mobile", value=OTHER_PHONE)
    for person, allowed in ((clerk, of_a), (cast.person("clerk_b"), of_b)):
        assert bool(queries.lines_of(by, person, on=date(2023, 5, 23))) is allowed
        for act in (
            lambda person=person: unmask(by=by, at=AT, person=person, element="mobile", reason=WHY),
            lambda person=person: set_secret(by=by, at=AT, person=person, element="mobile", value=""),
        ):
            if allowed:
                act()
            else:
                with pytest.raises((NotPermitted, NotFound)):
                    act()


def test_a_visitor_logs_in_first(cast, clerk):
    with pytest.raises(LogInFirst):
        unmask(by=Visitor(), at=AT, person=clerk, element="mobile", reason=WHY)


def test_the_platform_does_not_unmask(clerk):
    with pytest.raises(NotPermitted):
        unmask(by=Platform(), at=AT, person=clerk, element="mobile", reason=WHY)


def test_who_has_left_the_unit_is_out_of_reach(cast, clerk):
    (post,) = posts_of(clerk)
    end_post(by=cast.actor("unit_admin_a"), at=AT, post=post, on=date(2023, 5, 23))
    with pytest.raises(NotFound):
        unmask(by=cast.actor("unit_admin_a"), at=AT + timedelta(days=1), person=clerk, element="mobile", reason=WHY)


def test_the_registering_unit_reaches_a_person_without_a_post(cast):
    person = cast.person("plain")
    person.registered_in = cast.unit("青溪区科协")
    person.save()
    set_secret(by=cast.actor("unit_admin_a"), at=AT, person=person, element="mobile", value=PHONE)
    with pytest.raises(NotFound):
        set_secret(by=cast.actor("unit_admin_b"), at=AT, person=person, element="mobile", value=PHONE)


def test_a_person_enters_the_own_mobile_but_not_the_own_identity_number(cast):
    person, by = cast.person("plain"), cast.actor("plain")
    set_secret(by=by, at=AT, person=person, element="mobile", value=PHONE)
    assert masked([person])[person.pk] == {"mobile": "138****5678"}
    with pytest.raises(NotPermitted):
        set_secret(by=by, at=AT, person=person, element="identity_number", value=NUMBER)


# Masks, look-up, swapping


def test_masks_come_in_one_query(cast, clerk, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = masked([clerk, cast.person("clerk_b")])
    assert found == {clerk.pk: {"identity_number": "1****************X", "mobile": "138****5678"}}


def test_a_row_that_does_not_open_does_not_break_a_list(clerk, settings):
    settings.KEXIE_VAULT_KEYS = "other:KBz79vXMPd0trNSzE/LVl6ROJA3dABHWZANqDY67BGE="
    assert set(masked([clerk])[clerk.pk].values()) == {"********"}


def test_an_empty_or_unknown_value_finds_nobody(clerk):
    assert known_by("mobile", "") == known_by("mobile", OTHER_PHONE) == known_by("mobile", NUMBER) == []


@pytest.mark.parametrize("provider", ["aes-gcm", "sm4-gcm"])
def test_ciphertexts_swapped_in_the_database_do_not_open(cast, settings, provider):
    """By hand, in SQL: between two persons, and between two elements of one person."""
    settings.KEXIE_VAULT_PROVIDER = provider
    first, second = cast.person("clerk_a"), cast.person("clerk_b")
    for person, phone in ((first, PHONE), (second, OTHER_PHONE)):
        set_secret(by=Platform(), at=AT, person=person, element="mobile", value=phone)
    set_secret(by=Platform(), at=AT, person=first, element="identity_number", value=NUMBER)
    held = {(row.person_id, row.element): row for row in rows()}

    def write(row: PersonSecret, sealed: str) -> None:
        PersonSecret.objects.beyond("a test").filter(pk=row.pk).update(sealed=sealed)

    one, two = held[first.pk, "mobile"], held[second.pk, "mobile"]
    write(one, two.sealed), write(two, one.sealed)
    for person in (first, second):
        with pytest.raises(vault.Unreadable):
            clear_for_platform(person.pk, "mobile", reason="a test")
    write(one, held[first.pk, "identity_number"].sealed)
    with pytest.raises(vault.Unreadable):
        clear_for_platform(first.pk, "mobile", reason="a test")
    write(one, one.sealed)
    assert clear_for_platform(first.pk, "mobile", reason="a test") == PHONE


def test_rows_for_an_import_and_rows_moved_by_a_merge(cast):
    first, second = cast.person("clerk_a"), cast.person("clerk_b")
    made = secrets_for([(first.pk, "mobile", "138 0000 5678"), (first.pk, "identity_number", "")], at=AT)
    assert len(PersonSecret.objects.bulk_create(made)) == 1
    moved = rebound(rows()[0], second.pk)
    moved.save()
    assert clear_for_platform(second.pk, "mobile", reason="a test") == PHONE
    assert (known_by("mobile", PHONE), masked([first])) == ([second.pk], {})


def test_the_platform_says_what_for(clerk):
    with pytest.raises(ValueError, match="say what"):
        clear_for_platform(clerk.pk, "mobile", reason="")
    assert clear_for_platform(new_id(), "mobile", reason="a test") == ""


# See in clear


def test_each_unmasking_is_one_event_and_one_row_without_the_number(cast, clerk):
    by = cast.actor("unit_admin_a")
    assert unmask(by=by, at=AT, person=clerk, element="identity_number", reason="核对证件") == NUMBER
    (event,) = AuditEvent.objects.filter(action="person.unmask")
    (row,) = Unmasking.objects.beyond("a test")
    assert (event.target, event.outcome, event.account_id) == (
        f"people.person:{clerk.pk}",
        Outcome.DONE,
        by.account_id,
    )
    assert event.data == {"element": "identity_number", "unmasking": str(row.pk)}
    assert (row.person_id, row.element, row.reason, row.by_name) == (clerk.pk, "identity_number", "核对证件", "苏明远")


@pytest.mark.parametrize("reason", ["", "核对", "   三个字 "])
def test_a_reason_has_four_characters(cast, clerk, reason):
    with pytest.raises(errors.ReasonTooShort):
        unmask(by=cast.actor("unit_admin_a"), at=AT, person=clerk, element="mobile", reason=reason)
    assert not Unmasking.objects.beyond("a test").exists()


@pytest.mark.parametrize("number", [OTHER_PHONE, f"+86 {OTHER_PHONE[:3]}-{OTHER_PHONE[3:]}", "11010519491231002x"])
def test_a_reason_keeps_no_number(cast, clerk, number):
    with pytest.raises(errors.ReasonHoldsNumber):
        unmask(by=cast.actor("unit_admin_a"), at=AT, person=clerk, element="mobile", reason=f"核对{number}的登记")
    assert not Unmasking.objects.beyond("a test").exists()


def test_unmasking_ends_with_the_days_number_and_begins_again_at_midnight(cast, clerk, settings):
    settings.KEXIE_UNMASKINGS_PER_DAY = 3
    by = cast.actor("unit_admin_a")
    for _turn in range(3):
        unmask(by=by, at=AT, person=clerk, element="mobile", reason=WHY)
    with pytest.raises(errors.TooManyUnmaskings, match="3次") as refused:
        unmask(by=by, at=AT + timedelta(hours=14), person=clerk, element="mobile", reason=WHY)  # 23:00 there
    assert refused.value.status == 429
    assert unmask(by=cast.actor("clerk_a"), at=AT, person=clerk, element="mobile", reason=WHY) == PHONE
    assert unmask(by=by, at=AT + timedelta(hours=15), person=clerk, element="mobile", reason=WHY) == PHONE
    assert Unmasking.objects.beyond("a test").count() == 5


def test_nothing_to_unmask(cast):
    with pytest.raises(errors.NoSecret):
        unmask(by=cast.actor("unit_admin_a"), at=AT, person=cast.person("clerk_a"), element="mobile", reason=WHY)


def test_what_was_shown_is_shown_again_for_a_moment_and_to_the_same_account(cast, clerk):
    by = cast.actor("unit_admin_a")
    noted = note_unmasking(by=by, at=AT, person=clerk, element="mobile", reason=WHY)
    assert queries.just_shown(by, noted.pk, at=AT + SHOWN_FOR) == PHONE
    for actor, at in ((by, AT + SHOWN_FOR + timedelta(seconds=1)), (cast.actor("clerk_a"), AT)):
        with pytest.raises(errors.ShownAlready):
            queries.just_shown(actor, noted.pk, at=at)


# The doors


def address(name: str, person, element: str = "mobile") -> str:
    return reverse(f"people:{name}", args=[person.pk, element])


def send(client, path: str, **data):
    page = client.get(path).content.decode()
    key = re.search(r'name="submit_key" value="([^"]+)"', page)[1]
    return client.post(path, {"submit_key": key, **data}), key


def test_the_persons_page_shows_masks_and_what_one_may_do(cast, clerk):
    page = cast.client("unit_admin_a").get(reverse("people:person", args=[clerk.pk])).content.decode()
    assert "138****5678" in page
    assert address("secret-show", clerk) in page
    assert PHONE not in page
    assert NUMBER not in page
    others = cast.client("system_admin").get(reverse("people:person", args=[clerk.pk])).content.decode()
    assert "138****5678" not in others


def test_enter_correct_and_remove_in_the_browser(cast):
    person, client = cast.person("clerk_a"), cast.client("unit_admin_a")
    answer, _ = send(client, address("secret-set", person), value="138 0000 567")
    assert (answer.status_code, "138 0000 567" in answer.content.decode()) == (422, True)
    assert "11位" in answer.content.decode()
    answer, _ = send(client, address("secret-set", person), value="138 0000 5678")
    assert answer.status_code == 302
    assert PHONE not in answer["Location"]
    assert masked([person])[person.pk] == {"mobile": "138****5678"}
    answer, _ = send(client, address("secret-remove", person))
    assert (answer.status_code, masked([person])) == (302, {})


def test_a_taken_identity_number_is_told_beside_the_field_and_kept_typed(cast, clerk):
    answer, _ = send(
        cast.client("unit_admin_b"), address("secret-set", cast.person("clerk_b"), "identity_number"), value=NUMBER
    )
    page = answer.content.decode()
    assert (answer.status_code, NUMBER in page, "已经登记在另一条人员记录上" in page) == (422, True, True)
    assert clerk.name not in page


def test_a_number_is_shown_once_after_a_reason_and_kept_nowhere(cast, clerk):
    client = cast.client("unit_admin_a")
    path = address("secret-show", clerk)
    assert PHONE not in client.get(path).content.decode()
    answer, key = send(client, path, reason="核对证件", other="换届")
    assert (answer.status_code, PHONE in answer.content.decode()) == (200, True)
    assert "no-store" in answer["Cache-Control"]
    assert PHONE not in str(dict(client.session)) + str(answer.headers) + str(client.cookies)
    again = client.post(path, {"submit_key": key, "reason": "核对证件"})
    assert PHONE in again.content.decode()
    (row,) = Unmasking.objects.beyond("a test")
    assert (row.reason, AuditEvent.objects.filter(action="person.unmask").count()) == ("核对证件：换届", 1)
    assert PHONE not in client.get(path).content.decode()


def test_the_key_of_one_form_does_not_open_another_number(cast, clerk):
    client = cast.client("unit_admin_a")
    _, key = send(client, address("secret-show", clerk), reason="核对证件")
    client.post(address("secret-show", clerk, "identity_number"), {"submit_key": key, "reason": "核对证件"})
    assert Unmasking.objects.beyond("a test").count() == 2


@pytest.mark.parametrize("data", [{}, {"other": "三个字"}, {"reason": "随便看看"}])
def test_without_a_reason_nothing_is_shown(cast, clerk, data):
    answer, _ = send(cast.client("unit_admin_a"), address("secret-show", clerk), **data)
    assert (answer.status_code, PHONE in answer.content.decode()) == (422, False)


def test_beyond_the_days_number_the_page_says_so_and_the_refusal_is_audited(cast, clerk, settings):
    settings.KEXIE_UNMASKINGS_PER_DAY = 0
    answer, _ = send(cast.client("unit_admin_a"), address("secret-show", clerk), reason="核对证件")
    assert (answer.status_code, "明天可以继续" in answer.content.decode()) == (429, True)
    assert AuditEvent.objects.filter(outcome=Outcome.REFUSED).count() == 1


@pytest.mark.parametrize("name", ["secret-set", "secret-remove", "secret-show"])
def test_out_of_reach_there_is_no_such_page(cast, clerk, name):
    assert cast.client("unit_admin_b").get(address(name, clerk)).status_code == 404
    assert cast.client("unit_admin_a").get(address(name, clerk, "passport")).status_code == 404
    assert cast.client("system_admin").get(address(name, clerk)).status_code == 403


# A change of the blind key


def test_while_the_blind_key_changes_numbers_are_found_and_not_entered_twice(cast, clerk, settings):
    old, new = settings.KEXIE_BLIND_KEY, "GwlTm0/r94umzPrTL7mSFcX77nchmkqy/10/LnPt/oc="
    settings.KEXIE_BLIND_KEY = f"{new},{old}"
    assert known_by("mobile", PHONE) == [clerk.pk]
    with pytest.raises(errors.IdentityNumberTaken):
        set_secret(by=Platform(), at=AT, person=cast.person("clerk_b"), element="identity_number", value=NUMBER)


def test_the_table_holds_no_number(cast, clerk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed, blind, key_id, element FROM people_personsecret")
        stored = str(cursor.fetchall())
    assert NUMBER not in stored
    assert PHONE not in stored
