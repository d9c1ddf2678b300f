"""The outbox: what an action wants done after it, stored in the same transaction and then done at least once.

:func:`put` stores a message under a unique key together with a job of django-tasks. A worker claims the message for the
length of a lease and hands it to the topic's handler; the handler's effect in the database and the mark "done" are one
transaction. What fails is tried again with growing delays and at last laid aside as dead, for a person to look at. What a
killed worker leaves behind is picked up by :func:`reap`, which every tick calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kexie.base.kernel import clock, scoping
from kexie.base.kernel.errors import Refusal
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.models import OutboxMessage, OutboxState
from kexie.base.kernel.topics import LEASE, Delivery, Topic, Undeliverable, delay_after, topics

__all__ = [
    "Delivery",
    "Topic",
    "Undeliverable",
    "dead",
    "deliver",
    "deliver_due",
    "enqueue_due",
    "purge",
    "put",
    "reap",
    "requeue_dead",
    "status",
    "topics",
]

#: A job of django-tasks that has been running for so long has lost its worker.
STALE_JOB: Final = timedelta(hours=1)
#: A job that has lost its worker so often is given up: it may be what kills them.
JOB_LIVES: Final = 5
#: How long done messages keep their key, and finished jobs their row.
KEEP_DONE: Final = timedelta(days=180)
KEEP_JOBS: Final = timedelta(days=7)

_JOB_TAKEN: Final = FaultPoint("job.taken")
_CLAIMED: Final = FaultPoint("outbox.claimed")
_HANDLING: Final = FaultPoint("outbox.handling")
_HANDLED: Final = FaultPoint("outbox.handled")
_MARKED: Final = FaultPoint("outbox.marked")
_DELIVERED: Final = FaultPoint("outbox.delivered")
_PUT: Final = FaultPoint("outbox.put")

log = structlog.get_logger("kexie.outbox")


def put(*, topic: str, key: str, payload: dict[str, Any], at: datetime, not_before: datetime | None = None) -> bool:
    """Store a message inside the business transaction; False if ``key`` has been put under this topic before.

    Raises:
        RuntimeError: outside a transaction.
        KeyError: nobody has registered the topic.
        ValueError: the key is empty or longer than 200 characters.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a message is put inside the business transaction")
    if not 0 < len(key) <= 200:
        raise ValueError("a message's key has 1 to 200 characters")
    wanted = topics[topic]
    due = max(at, not_before) if not_before else at
    message, created = OutboxMessage.objects.get_or_create(
        topic=topic, key=key, defaults={"payload": payload, "created_at": at, "next_attempt_at": due}
    )
    if created:
        _PUT.reach()
        _enqueue(message, wanted, run_after=not_before)
    return created


@task()
def deliver_job(message_id: str) -> str:
    """The job behind every message: a door, so it asks the clock. It answers the state that the message reached."""
    _JOB_TAKEN.reach()
    state = deliver(UUID(message_id), at=clock.now())
    _DELIVERED.reach()
    return state


def deliver(message_id: UUID, *, at: datetime) -> str:
    """Try a message once if it is due and nobody else has it; answers its state afterwards, or "" if it was not ours."""
    claimed = OutboxMessage.objects.filter(
        pk=message_id, state=OutboxState.PENDING, next_attempt_at__lte=at, topic__in=topics.names()
    )
    message = claimed.first()
    if message is None:
        return ""
    topic = topics[message.topic]
    if not claimed.update(state=OutboxState.RUNNING, attempts=F("attempts") + 1, lease_until=at + topic.lease):
        return ""
    _CLAIMED.reach()
    attempt = message.attempts + 1
    delivery = Delivery(key=message.key, payload=message.payload, attempt=attempt, at=at)
    try:
        with scoping.armed():
            return _handle(message, topic, delivery)
    except Exception as error:
        return _failed(message, topic, attempt, error, at=at)


def deliver_due(*, at: datetime, limit: int = 1000) -> int:
    """Deliver, in this process, what is due at ``at``, and what that puts; for the demo, tests and one-off commands.

    Answers how many messages were done.
    """
    done = 0
    for _turn in range(limit):
        found = OutboxMessage.objects.filter(state=OutboxState.PENDING, next_attempt_at__lte=at)
        message_id = found.filter(topic__in=topics.names()).values_list("pk", flat=True).first()
        if message_id is None:
            break
        done += deliver(message_id, at=at) == OutboxState.DONE
    return done


def reap(*, at: datetime) -> int:
    """Give back what killed workers held: messages whose lease is over, jobs that have run too long; how many."""
    reaped = 0
    with transaction.atomic():
        lost = OutboxMessage.objects.select_for_update(skip_locked=True).filter(
            state=OutboxState.RUNNING, lease_until__lt=at, topic__in=topics.names()
        )
        for message in lost:
            _postpone(message, topics[message.topic], message.attempts, "WorkerLost", at=at, delay=timedelta(0))
            reaped += 1
    stale = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=at - STALE_JOB)
    with transaction.atomic():
        for job in stale.select_for_update(skip_locked=True):
            job.status = TaskResultStatus.READY if len(job.worker_ids) < JOB_LIVES else TaskResultStatus.FAILED
            job.finished_at = None if job.status == TaskResultStatus.READY else at
            job.save(update_fields=["status", "finished_at"])
            reaped += 1
    return reaped


def enqueue_due(*, at: datetime) -> int:
    """Give a job to every message that is due and has none: its job was lost, pruned or came too early; how many."""
    alive = Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING, started_at__gte=at - LEASE)
    jobs = DBTaskResult.objects.filter(alive, pk=OuterRef("task_id"))
    count = 0
    with transaction.atomic():
        due = OutboxMessage.objects.select_for_update(skip_locked=True).filter(
            ~Exists(jobs), state=OutboxState.PENDING, next_attempt_at__lte=at, topic__in=topics.names()
        )
        for message in due:
            _enqueue(message, topics[message.topic])
            count += 1
    return count


def dead(*, topic: str = "") -> QuerySet[OutboxMessage]:
    """The messages that were given up, oldest first."""
    found = OutboxMessage.objects.filter(state=OutboxState.DEAD)
    return found.filter(topic=topic) if topic else found


def requeue_dead(*, at: datetime, topic: str = "", keys: Iterable[str] = ()) -> int:
    """Give dead messages (of a topic, with these keys; all without) their attempts back; how many."""
    found = dead(topic=topic)
    if wanted := list(keys):
        found = found.filter(key__in=wanted)
    count = 0
    with transaction.atomic():
        for message in found.filter(topic__in=topics.names()).select_for_update(skip_locked=True):
            message.state, message.attempts, message.next_attempt_at = OutboxState.PENDING, 0, at
            message.save(update_fields=["state", "attempts", "next_attempt_at"])
            _enqueue(message, topics[message.topic])
            count += 1
    return count


def status() -> dict[str, dict[str, int]]:
    """How many messages stand in each state, by topic."""
    counts: dict[str, dict[str, int]] = {}
    rows = OutboxMessage.objects.order_by("topic").values_list("topic", "state").annotate(count=Count("pk"))
    for topic, state, count in rows:
        counts.setdefault(topic, dict.fromkeys(OutboxState.values, 0))[state] = count
    return counts


def purge(at: datetime) -> int:
    """Forget messages done long ago and finished jobs; how many."""
    messages, _ = OutboxMessage.objects.filter(state=OutboxState.DONE, done_at__lt=at - KEEP_DONE).delete()
    jobs, _ = DBTaskResult.objects.finished().filter(finished_at__lt=at - KEEP_JOBS).delete()
    return messages + jobs


def _handle(message: OutboxMessage, topic: Topic, delivery: Delivery) -> str:
    """Run the handler and mark the message done; "" if the lease was lost to another worker meanwhile."""
    if topic.external:
        _HANDLING.reach()
        topic.run(delivery)
        _HANDLED.reach()
    with transaction.atomic():
        held = OutboxMessage.objects.select_for_update().filter(
            pk=message.pk, state=OutboxState.RUNNING, attempts=delivery.attempt
        )
        if held.first() is None:
            return ""
        if not topic.external:
            _HANDLING.reach()
            topic.run(delivery)
            _HANDLED.reach()
        # The payload has served; what it holds of persons need not be kept.
        held.update(state=OutboxState.DONE, lease_until=None, done_at=delivery.at, payload={}, last_error="")
        _MARKED.reach()
    return OutboxState.DONE


def _failed(message: OutboxMessage, topic: Topic, attempt: int, error: Exception, *, at: datetime) -> str:
    """Note a failed attempt: the kind of error alone, since its text may name persons."""
    kind = error.code if isinstance(error, Refusal) else type(error).__name__
    log.warning("delivery_failed", topic=message.topic, message=str(message.pk), attempt=attempt, error=kind)
    with transaction.atomic():
        held = OutboxMessage.objects.select_for_update().filter(
            pk=message.pk, state=OutboxState.RUNNING, attempts=attempt
        )
        mine = held.first()
        if mine is None:
            return ""
        tried = topic.attempts if isinstance(error, Undeliverable) else attempt
        return _postpone(mine, topic, tried, kind, at=at, delay=delay_after(attempt))


def _postpone(message: OutboxMessage, topic: Topic, attempt: int, error: str, *, at: datetime, delay: timedelta) -> str:
    """Wait for the next attempt, or lay aside as dead after the last."""
    message.last_error, message.lease_until = error[:200], None
    if attempt >= topic.attempts:
        message.state = OutboxState.DEAD
        log.error("message_dead", topic=message.topic, message=str(message.pk), error=error)
    else:
        message.state, message.next_attempt_at = OutboxState.PENDING, at + delay
    message.save(update_fields=["last_error", "lease_until", "state", "next_attempt_at"])
    if message.state == OutboxState.PENDING:
        _enqueue(message, topic, run_after=message.next_attempt_at if delay else None)
    return message.state


def _enqueue(message: OutboxMessage, topic: Topic, *, run_after: datetime | None = None) -> None:
    """Store a job for the message, in the same transaction."""
    job = deliver_job.using(queue_name=topic.queue, run_after=run_after).enqueue(str(message.pk))
    OutboxMessage.objects.filter(pk=message.pk).update(task_id=job.id)
