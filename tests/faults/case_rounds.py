"""Rounds of killing whoever steps a case, run as a process of its own with a database of its own.

Every round forks a child that is killed by SIGKILL at one named point of a step, or from outside, lets the same be done again
as a person or the clock would, and prints one line of JSON: the history of the case, and what else the step has left.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from rounds import ended, forked, tell

from kexie.base.kernel import audit, clock, scoping
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.idempotency import once
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent, SubmitKey
from kexie.base.ledger.api import Entry
from kexie.base.matters.actions import cases
from kexie.base.matters.errors import CaseChanged, TaskGone
from kexie.base.matters.models import Case, CaseStep, CaseTask, CaseUnit, CaseWait, TaskState
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.rules import chain
from kexie.base.matters.tests.factories import AT, published, staff
from kexie.base.notifications.models import Notice
from kexie.base.people.tests.cast import Cast, assemble

#: Two working days and more: the reminder is due.
LATER = AT + timedelta(days=3)
STORING = ("case.served", "case.tasked", "case.kept", "case.stored", "case.audited")
SUBMITTED = ("submit.done", "submit.stored")
#: verb → the points of its step.
POINTS = {
    "start": (*STORING, *SUBMITTED),
    "timer": ("case.acted", *STORING),
    "complete": (*STORING, *SUBMITTED),
    "end": ("case.acted", "case.recorded", *STORING, *SUBMITTED),
    "withdraw": (*STORING, *SUBMITTED),
}
#: Who does which task.
DOES = {"accept": ("editor", "sender"), "decide": ("reviewer", "signer")}
SAID = {"accept": {"acceptance": "accept"}, "decide": {"decision": "agree"}}


class Rounds:
    """The city, a matter that is open, and what is done with its cases."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.matter_id = staff(cast), published(cast).matter_id
        self.chance = random.Random(6)

    def start(self) -> Case:
        by, said = self.cast.actor("plain"), {"topic": "月球上有什么"}
        return cases.start(by=by, at=AT, matter_id=self.matter_id, answers=said)

    def complete(self, case_id: UUID, member: int = 0) -> Case:
        task = CaseTask.objects.get(case=case_id, state=TaskState.OPEN)
        by = self.cast.actor(DOES[task.node][member])
        return cases.complete(by=by, at=AT, task_id=task.pk, answers=SAID[task.node])

    def at_decide(self) -> Case:
        return self.complete(self.start().pk)

    def submitted(self, member: str, verb: str, do: Callable[[], Case]) -> Callable[[], str]:
        """One submit of a form, with its key: the same is sent again after a time-out."""
        key, by = str(new_id()), self.cast.actor(member)
        return lambda: once(by=by, key=key, verb=verb, do=lambda: str(do().pk), at=AT)

    def killed(self, kind: str, point: str, act: Callable[[], object], again: Callable[[], object], key: UUID) -> None:
        """Killed once at ``point``; ``act`` is done again, and ``again`` tries to do it a second time over."""
        before = history(key)
        end = ended(forked(lambda: act() and None, point=point))
        left = "nothing" if history(key) == before else "all"
        act()
        tell({"kind": f"{kind} {point}", "end": end, "left": left, "again": refused(again), **told_of(key)})

    def start_killed(self, point: str) -> None:
        known = set(Case.objects.values_list("pk", flat=True))
        act = self.submitted("plain", "start", self.start)
        end = ended(forked(lambda: act() and None, point=point))
        left = Case.objects.exclude(pk__in=known).count()
        replies = {act(), act()}
        [made] = Case.objects.exclude(pk__in=known)
        same = replies == {str(made.pk)}
        tell({"kind": f"start {point}", "end": end, "left": left, "again": same, **told_of(made.pk)})

    def complete_killed(self, point: str) -> None:
        key = self.start().pk
        task = CaseTask.objects.get(case=key)
        by = self.cast.actor("editor")

        def do() -> Case:
            return cases.complete(by=by, at=AT, task_id=task.pk, answers=SAID["accept"])

        self.killed("complete", point, self.submitted("editor", "complete", do), do, key)

    def end_killed(self, point: str) -> None:
        key = self.at_decide().pk
        task = CaseTask.objects.get(case=key, state=TaskState.OPEN)
        by = self.cast.actor("reviewer")

        def do() -> Case:
            return cases.complete(by=by, at=AT, task_id=task.pk, answers=SAID["decide"])

        self.killed("end", point, self.submitted("reviewer", "complete", do), do, key)

    def timer_killed(self, point: str) -> None:
        key = self.at_decide().pk
        self.killed(
            "timer", point, lambda: cases.let_time_pass(at=LATER), lambda: cases.let_time_pass(at=LATER) or gone(), key
        )

    def withdraw_killed(self, point: str) -> None:
        case = self.start()
        by = self.cast.actor("plain")

        def do() -> Case:
            return cases.withdraw(by=by, at=AT, case_id=case.pk, seen=case.revision, reason="不办了")

        self.killed("withdraw", point, self.submitted("plain", "withdraw", do), do, case.pk)

    # Killed from outside, anywhere in a step.

    def work_off(self, keys: Sequence[UUID], member: int, writing: int, seed: int) -> None:
        """Do what is to be done in these cases until nothing is, a byte for each task done."""
        order, chance = list(keys), random.Random(seed)
        chance.shuffle(order)
        while order:
            key = chance.choice(order)
            if not CaseTask.objects.filter(case=key, state=TaskState.OPEN).exists():
                order.remove(key)
                continue
            try:
                self.complete(key, member)
            except (TaskGone, NotFound, CaseChanged, CaseTask.DoesNotExist):
                continue
            os.write(writing, b".")

    def killed_among_others(self, kind: str, wanted: int, *, apart: bool) -> None:
        """Three work, one lets time pass; one of the four is killed at a moment of chance after ``wanted`` tasks."""
        keys = [self.start().pk for _ in range(9)]
        shares = [keys[turn::3] if apart else keys for turn in range(3)]
        reading, writing = os.pipe()

        def worker(turn: int) -> Callable[[], None]:
            return lambda: self.work_off(shares[turn], turn % 2, writing, wanted * 10 + turn)

        children = [forked(worker(turn)) for turn in range(3)] + [forked(self.pass_time)]
        for _ in range(wanted):
            os.read(reading, 1)
        moment = time.perf_counter() + self.chance.uniform(0, 0.05)
        while time.perf_counter() < moment:
            pass
        victim = self.chance.choice(children[:3])
        os.kill(victim, signal.SIGKILL)
        ends = {child: ended(child) for child in children}
        self.work_off(keys, 0, writing, 0)
        os.close(reading)
        os.close(writing)
        others = sorted({end for child, end in ends.items() if child != victim})
        for key in keys:
            tell({"kind": kind, "end": ends[victim], "others": others, **told_of(key)})

    def pass_time(self) -> None:
        for _ in range(20):
            cases.let_time_pass(at=LATER)


def gone() -> None:
    raise TaskGone


def refused(act: Callable[[], object]) -> bool:
    """Whether what has been done is not done a second time over."""
    try:
        act()
    except (TaskGone, NotFound, CaseChanged):
        return True
    return False


def history(key: UUID) -> list[str]:
    return [str(kind) for kind in CaseStep.objects.filter(case=key).order_by("number").values_list("kind", flat=True)]


def chain_holds(case: Case) -> bool:
    """Whether every step carries the right hash after the one before it, and the case knows the last one."""
    previous, number = chain.GENESIS, 0
    for step in CaseStep.objects.filter(case=case).order_by("number"):
        number += 1
        said = chain.content_hash(answers_of(step))
        if (step.number, step.content_hash, step.hash) != (number, said, chain.hash_of(previous, step)):
            return False
        previous = step.hash
    return case.process["last"] == [number, previous]


def told_of(key: UUID) -> dict[str, Any]:
    """What there is of a case, in its own rows and elsewhere."""
    case = Case.objects.get(pk=key)
    tasks = CaseTask.objects.filter(case=case)
    return {
        "state": case.state,
        "steps": history(key),
        "chain": chain_holds(case),
        "revision": case.revision,
        "audited": AuditEvent.objects.filter(action="matters.step", target=f"matters.case:{key}").count(),
        "notices": Notice.objects.filter(url=reverse("matters:my-case", args=[key])).count(),
        "entries": Entry.objects.filter(source=f"matters.case:{key}").count(),
        "tasks": sorted((task.node, str(task.state)) for task in tasks),
        "waits": CaseWait.objects.filter(case=case).count(),
        "units": CaseUnit.objects.filter(case=case).count(),
        "answers": sorted(answers_of(case)),
        "half": SubmitKey.objects.filter(reference="").count(),
    }


@scoping.beyond("rounds of a test")
def main(rounds: int) -> None:
    with clock.fixed(AT):
        all_of_it = Rounds(assemble())
        for verb, points in POINTS.items():
            for point in points * rounds:
                getattr(all_of_it, f"{verb}_killed")(point)
        # What the rounds before have left at the decision gets its reminder, so that none is due in what follows.
        cases.let_time_pass(at=LATER)
        for turn in range(2 + rounds * 2):
            all_of_it.killed_among_others("apart", 2 + turn, apart=True)
            all_of_it.killed_among_others("same", 2 + turn, apart=False)
        tell({"kind": "audit", "holds": audit.verify().holds})
