"""Rounds of killing, run as a process of its own with a database of its own (`KEXIE_DATA` or `KEXIE_DATABASE_URL`).

Every round forks a child that is killed by SIGKILL at one named point, heals as `kexie tick` and a new worker would two
hours later, and prints one line of JSON: what became of the messages and how often each had its effect.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import connections, transaction

from kexie.base.kernel import audit, clock, outbox
from kexie.base.kernel.access import Platform
from kexie.base.kernel.idempotency import once
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent, OutboxMessage, SubmitKey
from kexie.base.kernel.tick import tick
from kexie.base.kernel.topics import Delivery, Topic, topics
from kexie.base.kernel.worker import TickingWorker
from kexie.base.notifications import api as notifications

MESSAGES = 3
LETTERS = Path(os.environ["KEXIE_DATA"]) / "letters"
_progress: int | None = None


def effect(delivery: Delivery) -> None:
    """Two rows, of which a second run would make two more."""
    SubmitKey.objects.create(
        actor=new_id(), verb="effect", key=str(new_id()), reference=delivery.key, created_at=delivery.at
    )
    audit.record(by=Platform("作业"), at=delivery.at, action="fault.effect", target=delivery.key)
    if _progress is not None:
        os.write(_progress, b".")


def letter(delivery: Delivery) -> None:
    """Something outside the database, which no transaction takes back."""
    with LETTERS.open("a") as file:
        file.write(f"{delivery.key}\n")


def work() -> None:
    TickingWorker(queues=["*"], interval=0.01, tick_every=0, until_empty=True).serve()


def forked(act: Callable[[], None], *, point: str = "") -> int:
    """Run ``act`` in a child that dies at ``point``; its process id. It shares no connection with its parent."""
    connections.close_all()
    notifications.hang_up()
    child = os.fork()
    if child:
        return child
    os.environ["KEXIE_FAULT_POINT"] = point
    try:
        act()
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def ended(child: int) -> str:
    _, status = os.waitpid(child, 0)
    return (
        "killed"
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        else str(os.waitstatus_to_exitcode(status))
    )


def heal() -> None:
    """Two hours later: every lease is over, a tick has passed, a new worker works."""
    later = clock.now() + timedelta(hours=2)
    with clock.fixed(later):
        tick(at=later)
        work()


def put(prefix: str, topic: str, count: int) -> list[str]:
    keys = [f"{prefix}-{turn}" for turn in range(count)]
    with transaction.atomic():
        for key in keys:
            outbox.put(topic=topic, key=key, payload={"key": key}, at=clock.now())
    return keys


def tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def report(kind: str, end: str, keys: list[str], **more: object) -> None:
    effects = Counter(SubmitKey.objects.filter(verb="effect", reference__in=keys).values_list("reference", flat=True))
    audited = AuditEvent.objects.filter(action="fault.effect", target__in=keys).count()
    letters = Counter(LETTERS.read_text().split()) if LETTERS.exists() else Counter()
    line = {
        "kind": kind,
        "end": end,
        "states": list(OutboxMessage.objects.filter(key__in=keys).values_list("state", flat=True)),
        "effects": [effects[key] for key in keys],
        "letters": [letters[key] for key in keys],
        "audited": audited,
    }
    tell(line | more)


def worker_killed(point: str, topic: str) -> None:
    keys = put(str(new_id()), topic, MESSAGES)
    end = ended(forked(work, point=point))
    heal()
    report(f"{topic} {point}", end, keys)


def producer_killed() -> None:
    prefix = str(new_id())
    end = ended(forked(lambda: put(prefix, "fault", MESSAGES) and None, point="outbox.put"))
    left = OutboxMessage.objects.filter(key__startswith=prefix).count()
    keys = put(prefix, "fault", MESSAGES)
    heal()
    report("producer", end, keys, left=left)


def worker_killed_after(handled: int) -> None:
    """Killed from outside, somewhere after its ``handled``-th effect."""
    global _progress
    keys = put(str(new_id()), "fault", 12)
    reading, _progress = os.pipe()
    child = forked(work)
    for _ in range(handled):
        os.read(reading, 1)
    os.kill(child, signal.SIGKILL)
    end = ended(child)
    os.close(reading)
    os.close(_progress)
    _progress = None
    heal()
    report("from outside", end, keys)


def workers_together(count: int) -> None:
    keys = put(str(new_id()), "fault", 60)
    children = [forked(work) for _ in range(count)]
    ends = {ended(child) for child in children}
    heal()
    report("together", ",".join(sorted(ends)), keys)


def submit_killed(point: str) -> None:
    """The web worker dies within a submit; the person presses again."""
    key = str(new_id())

    def do() -> str:
        effect(Delivery(key=key, payload={}, attempt=1, at=clock.now()))
        return str(new_id())

    def submit() -> str:
        return once(by=Platform(), key=key, verb="fault.submit", do=do)

    end = ended(forked(lambda: submit() and None, point=point))
    replies = {submit(), submit()}
    report(f"submit {point}", end, [key], replies=len(replies))


def main(rounds: int) -> None:
    topics.register("fault", Topic("fault", effect))
    topics.register("fault.letter", Topic("fault.letter", letter, external=True))
    for _ in range(rounds):
        for point in (
            "job.taken",
            "outbox.claimed",
            "outbox.handling",
            "outbox.handled",
            "outbox.marked",
            "outbox.delivered",
        ):
            worker_killed(point, "fault")
        for point in ("outbox.handling", "outbox.handled", "outbox.marked"):
            worker_killed(point, "fault.letter")
        for point in ("submit.done", "submit.stored"):
            submit_killed(point)
        producer_killed()
    for handled in range(1, 11):
        worker_killed_after(handled)
    for count in (2, 3, 4):
        workers_together(count)
    tell({"kind": "audit", "holds": audit.verify().holds})
