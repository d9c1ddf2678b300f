"""Rounds of killing a worker in long work, run as a process of its own with a database of its own.

Every round forks a worker that is killed by SIGKILL at one named point, heals as a tick and new workers would hours later,
and prints one line of JSON: how the work ended, how often each row had its effect, what the report says.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

from django.conf import settings
from django.db import transaction
from rounds import ended, forked, heal, tell
from rounds import work as serve

from kexie.base.kernel import audit, clock, longwork
from kexie.base.kernel.access import Ability, Reach
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.longwork import Kind, Work, kinds
from kexie.base.kernel.models import AuditEvent, LongWork, SubmitKey
from kexie.base.kernel.tick import tick
from kexie.base.kernel.topics import Topic, topics

WALK = Ability("fault.walk", "走一走")
ROWS = 4
ACCOUNT = new_id()


def actor(account_id: UUID, *, at: datetime) -> SimpleNamespace:
    """The asker, who may everything."""
    everywhere = Reach(everywhere=True)
    return SimpleNamespace(
        account_id=account_id, person_id=None, name="测试", is_known=True, reach=lambda ability: everywhere
    )


def effect(verb: str, ref: str) -> None:
    """A row of which a second run would make one more."""
    SubmitKey.objects.create(actor=new_id(), verb=verb, key=str(new_id()), reference=ref, created_at=clock.now())


def run(work: Work) -> None:
    """A stage, rows, and a file."""
    with work.stage("first") as first:
        if first:
            effect("stage", str(work.id))
    refs = [(f"{work.id}-{number}", f"第{number}行") for number in range(ROWS)]
    work.each(refs, lambda ref: effect("row", ref), total=ROWS)
    work.result(b"made", "结果.txt", "text/plain")


def begin() -> LongWork:
    with transaction.atomic():
        who = actor(ACCOUNT, at=clock.now())
        return longwork.start(by=who, at=clock.now(), kind="fault.walk", title="走一走", payload={})


def effects(work: LongWork) -> tuple[int, list[int]]:
    staged = SubmitKey.objects.filter(verb="stage", reference=str(work.pk)).count()
    found = SubmitKey.objects.filter(verb="row", reference__startswith=str(work.pk))
    counted = Counter(found.values_list("reference", flat=True))
    return staged, [counted[f"{work.pk}-{number}"] for number in range(ROWS)]


def report(kind: str, end: str, work: LongWork) -> None:
    work.refresh_from_db()
    staged, rows = effects(work)
    ended_rows = AuditEvent.objects.filter(action="work.end", target=f"kernel.work:{work.pk}").count()
    tell(
        {
            "kind": kind,
            "end": end,
            "state": str(work.state),
            "note": work.note,
            "staged": staged,
            "effects": rows,
            "report": work.rows.filter(ok=True).count(),
            "results": work.files.filter(made=True).count(),
            "ended": ended_rows,
        }
    )


def killed_once(point: str) -> None:
    work = begin()
    end = ended(forked(serve, point=point))
    heal()
    report(point, end, work)


def killed_again_and_again() -> None:
    """Every attempt dies at its first new row: it ends failed, says so, and a retry does only what is left."""

    work = begin()
    ends = set()
    for attempt in range(topics[longwork.TOPIC].attempts):
        with clock.fixed(clock.now() + timedelta(hours=2 * (attempt + 1))):
            tick(at=clock.now())
            ends.add(ended(forked(serve, point="outbox.handling")))
    with clock.fixed(clock.now() + timedelta(days=2)):
        tick(at=clock.now())
        tick(at=clock.now())
        report("given up", ",".join(sorted(ends)), work)
        longwork.retry(by=actor(ACCOUNT, at=clock.now()), at=clock.now(), work_id=work.pk)
        serve()
        report("retried", "", work)


def main(rounds: int) -> None:
    settings.KEXIE_ACTOR_NOW = f"{__name__}.actor"
    kinds.register("fault.walk", Kind("fault.walk", "走一走", f"{__name__}.run", WALK))
    assert isinstance(topics[longwork.TOPIC], Topic)
    for _ in range(rounds):
        for point in ("longwork.stage", "longwork.row", "longwork.ran", "outbox.handling", "outbox.handled"):
            killed_once(point)
    killed_again_and_again()
    tell({"kind": "audit", "holds": audit.verify().holds})
