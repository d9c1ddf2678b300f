"""A text about a new notice goes to who has agreed, and to nobody who has taken that back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kexie.base.kernel import clock, texting
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import OutboxMessage
from kexie.base.kernel.topics import Delivery
from kexie.base.notifications import api, tasks
from kexie.base.notifications.actions.telling import mark_all_read
from kexie.base.people.actions import consents
from kexie.base.people.actions.secrets import set_secret

#: Noon in China.
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NUMBER = "13800138000"


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, str]]:
    """What would have gone to telephones."""
    texts: list[tuple[str, str]] = []
    monkeypatch.setitem(texting.senders._things, "console", lambda to, text: texts.append((to, text)))
    return texts


@pytest.fixture
def reader(cast):
    with clock.fixed(NOON):
        set_secret(by=Platform(), at=NOON, person=cast.person("plain"), element="mobile", value=NUMBER)
        consents.give(by=cast.actor("plain"), at=NOON, purpose="notice_texts", edition=1)
        yield cast


def tell(cast, key: str = "case:1", members: tuple[str, ...] = ("plain", "clerk_a")) -> None:
    persons = [cast.person(member) for member in members]
    api.notify(at=NOON, persons=persons, kind="case", title="您的申请已受理", body="详情保密", key=key)


def queued() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(topic="notice_text"))


def deliver(message: OutboxMessage) -> None:
    tasks.send_text(Delivery(message.key, message.payload, 1, NOON))


def test_who_agrees_gets_a_text_that_tells_nothing(reader, sent):
    tell(reader)
    [message] = queued()
    deliver(message)
    [(to, text)] = sent
    assert to == NUMBER
    assert "新消息" in text
    assert "受理" not in text
    assert NUMBER not in str(message.payload)


def test_a_withdrawal_stops_what_is_queued_already(reader, sent):
    tell(reader)
    [message] = queued()
    consents.withdraw(by=reader.actor("plain"), at=NOON, purpose="notice_texts")
    deliver(message)
    assert sent == []
    tell(reader, key="case:2")
    assert queued() == [message]


def test_without_consent_or_without_a_number_there_is_none(reader, sent):
    set_secret(by=Platform(), at=NOON, person=reader.person("plain"), element="mobile", value="")
    tell(reader)
    [message] = queued()
    deliver(message)
    assert sent == []


def test_what_has_been_read_is_not_told_again(reader, sent):
    tell(reader)
    [message] = queued()
    mark_all_read(by=reader.actor("plain"), at=NOON)
    deliver(message)
    assert sent == []


def test_nobody_is_woken(reader):
    night = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    with clock.fixed(night):
        persons = [reader.person("plain")]
        api.notify(at=night, persons=persons, kind="case", title="您的申请已受理", key="case:3")
    [message] = queued()
    assert message.next_attempt_at > night
