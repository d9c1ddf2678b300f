"""Messages are stored with the business, delivered at least once, and their effects in the database exactly once."""

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from kexie.base.kernel import outbox
from kexie.base.kernel.models import OutboxMessage, OutboxState
from kexie.base.kernel.tests.factories import AT

pytestmark = pytest.mark.django_db


def put(key: str = "k1", **options) -> bool:
    options = {"topic": "test.topic", "payload": {"n": 1}, "at": AT} | options
    with transaction.atomic():
        return outbox.put(key=key, **options)


def message(key: str = "k1") -> OutboxMessage:
    return OutboxMessage.objects.get(key=key)


def test_a_message_is_put_once_under_its_key_and_delivered(topic):
    seen = topic()
    assert put() is True
    assert put(payload={"n": 2}) is False
    assert DBTaskResult.objects.count() == 1
    assert outbox.deliver_due(at=AT) == 1
    assert [(d.key, d.payload, d.attempt, d.at) for d in seen] == [("k1", {"n": 1}, 1, AT)]
    assert message().state == OutboxState.DONE
    assert message().payload == {}
    assert put() is False
    assert outbox.deliver_due(at=AT) == 0
