"""Messages are stored with the business, delivered at least once, and their effects in the database exactly once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.errors import Conflict
from kexie.base.kernel.models import OutboxMessage, OutboxState, SubmitKey
from kexie.base.kernel.tests.factories import AT
from kexie.base.kernel.topics import Delivery, Undeliverable, delay_after

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def put(key: str = "k1", **options) -> bool:
    options = {"topic": "test.topic", "payload": {"n": 1}, "at": AT} | options
    with transaction.atomic():
        return outbox.put(key=key, **options)


def message(key: str = "k1") -> OutboxMessage:
    return OutboxMessage.objects.get(key=key)


def deliver(key: str = "k1", *, at=AT) -> str:
    return outbox.deliver(message(key).pk, at=at)


def effect(delivery: Delivery) -> None:
    """What a handler does in the database."""
    SubmitKey.objects.create(actor=outbox.UUID(int=0), verb="effect", key=delivery.key, created_at=delivery.at)


def failing(error: Exception):
    def handle(delivery: Delivery) -> None:
        effect(delivery)
        raise error

    return handle


class TestPut:
    def test_a_key_is_taken_once_and_delivered_once(self, topic):
        seen = topic()
        assert put() is True
        assert put(payload={"n": 2}) is False
        assert DBTaskResult.objects.count() == 1
        assert outbox.deliver_due(at=AT) == 1
        assert [(d.key, d.payload, d.attempt, d.at) for d in seen] == [("k1", {"n": 1}, 1, AT)]
        assert put() is False
        assert outbox.deliver_due(at=AT) == 0

    def test_the_payload_is_forgotten_once_it_has_served(self, topic):
        topic()
        put()
        deliver()
        assert (message().state, message().payload, message().done_at) == (OutboxState.DONE, {}, AT)

    def test_the_same_key_under_another_topic_is_another_message(self, topic):
        topic()
        topic("test.other")
        assert put()
        assert put(topic="test.other")

    def test_business_that_fails_leaves_neither_message_nor_job(self, topic):
        def business() -> None:
            with transaction.atomic():
                put()
                raise Conflict

        topic()
        with pytest.raises(Conflict):
            business()
        assert not OutboxMessage.objects.exists()
        assert not DBTaskResult.objects.exists()

    def test_the_job_stands_in_the_topics_queue_and_waits_as_asked(self, topic):
        topic(queue="mail")
        later = AT + timedelta(hours=1)
        put(not_before=later)
        job = DBTaskResult.objects.get()
        assert (job.queue_name, job.run_after, job.pk) == ("mail", later, message().task_id)
        assert deliver(at=later - SECOND) == ""
        assert deliver(at=later) == OutboxState.DONE

    @pytest.mark.parametrize("key", ["", "k" * 201])
    def test_a_key_that_is_none_is_refused(self, topic, key):
        topic()
        with pytest.raises(ValueError, match="key"):
            put(key)

    def test_an_unknown_topic_is_refused(self):
        with pytest.raises(KeyError, match="no topic named"):
            put()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_a_transaction_nothing_is_put(topic):
    topic()
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.put(topic="test.topic", key="k", payload={}, at=AT)


class TestDelivery:
    def test_a_failed_attempt_undoes_its_effect_and_waits(self, topic):
        topic(handle=failing(ConnectionError("li@example.org hung up")))
        put()
        assert deliver() == OutboxState.PENDING
        assert not SubmitKey.objects.exists()
        failed = message()
        assert (failed.attempts, failed.lease_until, failed.next_attempt_at) == (1, None, AT + delay_after(1))
        assert failed.last_error == "ConnectionError"  # the kind alone: its text names somebody
        assert DBTaskResult.objects.get(pk=failed.task_id).run_after == failed.next_attempt_at
        assert deliver(at=AT + delay_after(1) - SECOND) == ""

    def test_the_effect_and_the_mark_are_one_transaction(self, topic):
        inside: list[bool] = []
        topic(handle=lambda delivery: inside.append(connection.in_atomic_block))
        put()
        deliver()
        assert inside == [True]

    def test_after_the_last_attempt_it_is_laid_aside(self, topic):
        seen = topic(handle=failing(Conflict()), attempts=3)
        put()
        at = AT
        for attempt in (1, 2, 3):
            at += delay_after(attempt)
            deliver(at=at)
        assert [delivery.attempt for delivery in seen] == [1, 2, 3]
        assert (message().state, message().last_error) == (OutboxState.DEAD, "conflict")
        assert deliver(at=at + timedelta(days=9)) == ""
        assert list(outbox.dead()) == list(outbox.dead(topic="test.topic")) == [message()]
        assert not outbox.dead(topic="test.other").exists()

    def test_what_can_never_be_delivered_is_laid_aside_at_once(self, topic):
        topic(handle=failing(Undeliverable()))
        put()
        assert deliver() == OutboxState.DEAD

    def test_dead_messages_get_their_attempts_back(self, topic):
        topic(handle=failing(Undeliverable()))
        put()
        put("k2")
        assert outbox.deliver_due(at=AT) == 0
        assert outbox.requeue_dead(at=AT, keys=["k2"]) == 1
        assert (message("k1").state, message("k2").state) == (OutboxState.DEAD, OutboxState.PENDING)
        assert message("k2").attempts == 0
        assert DBTaskResult.objects.filter(pk=message("k2").task_id).exists()
        assert outbox.requeue_dead(at=AT, topic="test.other") == 0
        assert outbox.requeue_dead(at=AT) == 1

    def test_a_message_that_somebody_else_has_is_left_alone(self, topic):
        again: list[str] = []
        seen = topic(handle=lambda delivery: again.append(deliver()))
        put()
        assert deliver() == OutboxState.DONE
        assert (len(seen), again) == (1, [""])

    def test_a_worker_that_has_lost_its_lease_changes_nothing(self, topic):
        """It was slow: its message was given back and delivered by another, and then it comes to its end."""
        stolen: list[str] = []

        def slow(delivery: Delivery) -> None:
            if delivery.attempt == 1:
                outbox.reap(at=AT + timedelta(minutes=6))
                stolen.append(deliver(at=AT + timedelta(minutes=6)))

        topic(handle=slow, external=True)
        put()
        assert deliver() == ""
        assert stolen == [OutboxState.DONE]
        assert (message().attempts, message().state) == (2, OutboxState.DONE)

    def test_an_external_handler_is_not_within_the_marks_transaction(self, topic):
        topic(handle=failing(ConnectionError()), external=True)
        put()
        assert deliver() == OutboxState.PENDING
        assert SubmitKey.objects.count() == 1  # what it did stays done

    def test_a_handler_may_be_named_by_its_path(self, topic):
        outbox.topics.register("test.path", outbox.Topic("test.path", "kexie.base.kernel.tests.test_outbox.effect"))
        try:
            put(topic="test.path")
            assert deliver() == OutboxState.DONE
        finally:
            outbox.topics._things.pop("test.path")
        assert SubmitKey.objects.get().key == "k1"

    def test_what_a_delivery_puts_is_delivered_too(self, topic):
        seen = topic()
        topic("test.first", handle=lambda delivery: outbox.put(topic="test.topic", key="then", payload={}, at=AT))
        put(topic="test.first")
        assert outbox.deliver_due(at=AT) == 2
        assert [delivery.key for delivery in seen] == ["then"]

    def test_a_topic_of_an_app_that_is_gone_waits(self, topic):
        topic()
        put()
        OutboxMessage.objects.update(topic="test.gone")
        assert (deliver(), outbox.deliver_due(at=AT), outbox.enqueue_due(at=AT)) == ("", 0, 0)
        assert message().state == OutboxState.PENDING


class TestReaper:
    def lose(self, attempts: int = 1) -> None:
        """A worker has claimed the message and vanished."""
        OutboxMessage.objects.update(
            state=OutboxState.RUNNING, attempts=attempts, lease_until=AT + timedelta(minutes=5)
        )
        DBTaskResult.objects.update(status="RUNNING", started_at=AT, worker_ids=["w"])

    def test_a_message_whose_lease_is_over_is_tried_again(self, topic):
        seen = topic()
        put()
        self.lose()
        assert outbox.reap(at=AT + timedelta(minutes=5)) == 0
        late = AT + timedelta(minutes=5, seconds=1)
        assert outbox.reap(at=late) == 1
        assert message().last_error == "WorkerLost"
        assert DBTaskResult.objects.filter(pk=message().task_id, status="READY").exists()
        assert deliver(at=late) == OutboxState.DONE
        assert seen[0].attempt == 2

    def test_a_message_that_kills_its_workers_is_laid_aside(self, topic):
        topic(attempts=2)
        put()
        self.lose(attempts=2)
        outbox.reap(at=AT + timedelta(hours=1))
        assert message().state == OutboxState.DEAD

    def test_a_stale_job_is_ready_again_until_it_has_cost_five_workers(self, topic):
        topic()
        put()
        self.lose()
        late = AT + timedelta(hours=1, seconds=1)
        outbox.reap(at=late)
        assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"READY"}
        DBTaskResult.objects.update(status="RUNNING", started_at=AT, worker_ids=list("abcde"))
        outbox.reap(at=late)
        assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"FAILED"}

    def test_a_due_message_without_a_job_gets_one_once(self, topic):
        topic()
        put()
        assert outbox.enqueue_due(at=AT) == 0
        DBTaskResult.objects.all().delete()
        assert outbox.enqueue_due(at=AT - SECOND) == 0
        assert outbox.enqueue_due(at=AT) == 1
        assert outbox.enqueue_due(at=AT) == 0

    def test_a_job_killed_before_it_claimed_its_message_is_replaced(self, topic):
        topic()
        put()
        DBTaskResult.objects.update(status="RUNNING", started_at=AT)
        assert outbox.enqueue_due(at=AT + timedelta(minutes=4)) == 0
        assert outbox.enqueue_due(at=AT + timedelta(minutes=6)) == 1

    def test_old_rows_are_forgotten_and_fresh_ones_kept(self, topic):
        topic()
        put("old")
        deliver("old")
        put("new", at=AT + timedelta(days=100))
        deliver("new", at=AT + timedelta(days=100))
        DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=AT)
        assert outbox.purge(AT + timedelta(days=181)) == 3
        assert list(OutboxMessage.objects.values_list("key", flat=True)) == ["new"]


def test_delays_double_up_to_an_hour():
    delays = [delay_after(attempt).total_seconds() for attempt in range(1, 10)]
    assert delays == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert delay_after(10**6) == timedelta(hours=1)


def test_the_command_shows_counts_and_the_dead_and_retries(topic, capsys):
    topic(handle=failing(Undeliverable()))
    put("lost")
    outbox.deliver_due(at=AT)
    put("waiting")
    call_command("outbox", "status")
    assert capsys.readouterr().out == "test.topic: 待投递 1  投递中 0  已投递 0  投递失败 1\n"
    call_command("outbox", "dead", "--topic", "test.topic")
    assert capsys.readouterr().out == "2026-11-03T09:30:15+08:00  test.topic  lost  1  Undeliverable\n"
    with clock.fixed(AT):
        call_command("outbox", "retry", "lost")
    assert "1 件" in capsys.readouterr().out
    assert message("lost").next_attempt_at == AT


def test_the_command_without_a_verb_tells_the_status(capsys):
    call_command("outbox", "status")
    asked = capsys.readouterr().out
    call_command("outbox")
    assert capsys.readouterr().out == asked
