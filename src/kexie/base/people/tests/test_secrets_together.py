"""Sealed numbers when two act at the same moment; and each use, refusal and unmasking as exactly one event."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Refusal
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent, Outcome
from kexie.base.kernel.scoping import beyond
from kexie.base.people.actions.secrets import note_unmasking, set_secret, unmask
from kexie.base.people.errors import secrets as errors
from kexie.base.people.models import PersonSecret, Unmasking
from kexie.base.people.queries.secrets import clear_for_platform, known_by
from kexie.base.people.tests.cast import AT

NUMBER, PHONE = "11010519491231002X", "13800005678"
WHY = "电话联系本人"

together = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gives, or the refusal that it meets; all begin at the same moment, each in a thread of its own."""
    start, ends = threading.Barrier(len(acts)), [None] * len(acts)

    def run(turn: int, act: Callable[[], Any]) -> None:
        try:
            with beyond("a test of its own thread"):
                start.wait(timeout=20)
                ends[turn] = act()
        except Exception as error:
            ends[turn] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


def entering(person, element: str, value: str) -> Callable[[], None]:
    return lambda: set_secret(by=Platform(), at=AT, person=person, element=element, value=value)


# Two at once


@together
@pytest.mark.parametrize("turn", range(3))
def test_one_identity_number_entered_twice_at_once_stands_once(cast, turn):
    people = [cast.person(name) for name in ("clerk_a", "clerk_b", "plain", "editor")]
    ends = at_once(*(entering(person, "identity_number", NUMBER) for person in people))
    refused = [end for end in ends if end is not None]
    assert [type(end) for end in refused] == [errors.IdentityNumberTaken] * 3
    (held,) = known_by("identity_number", NUMBER)
    assert ends[[person.pk for person in people].index(held)] is None
    assert AuditEvent.objects.filter(action="person.set_secret").count() == 1


@together
def test_while_the_blind_key_changes_too(cast, settings):
    """The unique index alone does not see that two keys write the same number."""
    old = settings.KEXIE_BLIND_KEY
    settings.KEXIE_BLIND_KEY = f"KBz79vXMPd0trNSzE/LVl6ROJA3dABHWZANqDY67BGE=,{old}"
    ends = at_once(*(entering(cast.person(name), "identity_number", NUMBER) for name in ("clerk_a", "clerk_b")))
    assert sorted(type(end).__name__ for end in ends) == ["IdentityNumberTaken", "NoneType"]
    assert PersonSecret.objects.count() == 1


@together
def test_two_numbers_for_one_person_leave_one_that_opens(cast):
    person, numbers = cast.person("clerk_a"), ["13800005678", "13911112222", "13722223333"]
    assert at_once(*(entering(person, "mobile", number) for number in numbers)) == [None] * 3
    left = clear_for_platform(person.pk, "mobile", reason="a test")
    assert left in numbers
    assert known_by("mobile", left) == [person.pk]
    assert PersonSecret.objects.count() == 1
    assert AuditEvent.objects.filter(action="person.set_secret").count() == 3


@together
def test_parallel_unmaskings_do_not_count_past_the_days_limit(cast, settings):
    settings.KEXIE_UNMASKINGS_PER_DAY = 3
    person, by = cast.person("clerk_a"), cast.actor("unit_admin_a")
    entering(person, "mobile", PHONE)()
    act = lambda: unmask(by=by, at=AT, person=person, element="mobile", reason=WHY)  # noqa: E731
    ends = at_once(*[act] * 6)
    assert [end for end in ends if end == PHONE] == [PHONE] * 3
    assert [type(end) for end in ends if end != PHONE] == [errors.TooManyUnmaskings] * 3
    assert Unmasking.objects.count() == 3
    assert AuditEvent.objects.filter(action="person.unmask", outcome=Outcome.DONE).count() == 3


@together
def test_two_requests_for_the_last_one(cast, settings):
    settings.KEXIE_UNMASKINGS_PER_DAY = 2
    person, by = cast.person("clerk_a"), cast.actor("unit_admin_a")
    now = clock.now()
    set_secret(by=Platform(), at=now, person=person, element="mobile", value=PHONE)
    note_unmasking(by=by, at=now, person=person, element="mobile", reason=WHY)
    path = reverse("people:secret-show", args=[person.pk, "mobile"])
    clients = [cast.client("unit_admin_a") for _ in range(2)]
    posting = [
        lambda client=client: client.post(path, {"submit_key": new_id().hex, "other": WHY}) for client in clients
    ]
    answers = at_once(*posting)
    assert sorted(answer.status_code for answer in answers) == [200, 429]
    assert sorted(PHONE in answer.content.decode() for answer in answers) == [False, True]
    assert Unmasking.objects.count() == 2


# One event each (security.md, 21)


def events_of(act: Callable[[], Any]) -> list[tuple[str, str]]:
    """What the act adds to the audit: action and outcome of each event."""
    last = AuditEvent.objects.count()
    with contextlib.suppress(Refusal):
        act()
    found = AuditEvent.objects.filter(number__gt=last).order_by("number")
    return [(event.action, str(event.outcome)) for event in found]


@pytest.fixture
def person(cast):
    person = cast.person("clerk_a")
    set_secret(by=Platform(), at=clock.now(), person=person, element="mobile", value=PHONE)
    return person


def show(cast, member: str, person, *, key: str = "", **given: str):
    path = reverse("people:secret-show", args=[person.pk, "mobile"])
    return cast.client(member).post(path, {"submit_key": key or new_id().hex, **given})


def test_an_unmasking_is_one_event_and_its_repeat_none(cast, person):
    key = new_id().hex
    assert events_of(lambda: show(cast, "unit_admin_a", person, key=key, other=WHY)) == [("person.unmask", "done")]
    assert events_of(lambda: show(cast, "unit_admin_a", person, key=key, other=WHY)) == []
    assert Unmasking.objects.count() == 1


@pytest.mark.parametrize("member", ["system_admin", "audit_admin", "plain"])
def test_a_refusal_at_the_door_is_one_event(cast, person, member):
    ((_action, outcome),) = events_of(lambda: show(cast, member, person, other=WHY))
    assert outcome == "refused"
    event = AuditEvent.objects.order_by("number").last()
    assert event.account_id == cast.account(member).pk
    assert PHONE not in f"{event.target}{event.data}"
    assert not Unmasking.objects.exists()


def test_what_goes_beyond_the_days_limit_is_one_refusal(cast, person, settings):
    settings.KEXIE_UNMASKINGS_PER_DAY = 1
    show(cast, "unit_admin_a", person, other=WHY)
    ((_action, outcome),) = events_of(lambda: show(cast, "unit_admin_a", person, other=WHY))
    assert outcome == "refused"


def test_looking_at_a_page_is_no_event_where_nothing_is_shown_in_clear(cast, person):
    client = cast.client("unit_admin_a")
    assert events_of(lambda: client.get(reverse("people:person", args=[person.pk]))) == []
    assert events_of(lambda: client.get(reverse("people:secret-show", args=[person.pk, "mobile"]))) == []


def test_exports_are_one_event_each(cast, person):
    admin = cast.client("unit_admin_a")
    taken = events_of(lambda: admin.get(reverse("people:persons"), {"_export": "csv"}))
    assert [outcome for _action, outcome in taken] == ["done"]
    own = events_of(lambda: cast.client("clerk_a").post(reverse("privacy:data")))
    assert own == [("person.export_own", "done")]


def test_the_reader_of_consents_finds_the_way_from_the_persons_page(cast, person):
    path = reverse("people:person-consents", args=[person.pk])
    shown = cast.client("unit_admin_a").get(reverse("people:person", args=[person.pk])).content.decode()
    assert f'href="{path}"' in shown
    assert cast.client("unit_admin_a").get(path).status_code == 200
    for member in ("system_admin", "clerk_b"):
        answer = cast.client(member).get(reverse("people:person", args=[person.pk]))
        allowed = cast.client(member).get(path).status_code == 200
        assert (path in answer.content.decode()) is allowed
