"""One step of a case: from where it stands to where it waits again, in the transaction of whoever calls.

What acts (a person, a timer, a message) has been done to the run by the caller; :meth:`Step.settle` then lets services do
their verbs, makes tasks for people and waits for timers, ends the case where the process has ended, and stores all of it.
Either the whole step is stored, or nothing: there is no moment in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from django.db import connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, walls
from kexie.base.kernel.access import Actor
from kexie.base.kernel.faults import FaultPoint
from kexie.base.matters.actions.ending import record_ended
from kexie.base.matters.errors import CaseChanged, Stuck, TaskGone
from kexie.base.matters.models import (
    Case,
    CaseState,
    CaseStep,
    CaseTask,
    CaseUnit,
    CaseWait,
    Part,
    StepKind,
    TaskState,
    WaitKind,
)
from kexie.base.matters.queries.messages import telling_place
from kexie.base.matters.queries.placing import lane_words, place_of
from kexie.base.matters.queries.sealed import answers_of, seal_into
from kexie.base.matters.queries.versions import compiled_of
from kexie.base.matters.rules import chain
from kexie.base.matters.rules.bpmn.model import Node
from kexie.base.matters.rules.engine import EndlessLoop, Kind, Run, Waiting
from kexie.base.matters.rules.lanes import Who
from kexie.base.matters.rules.limits import parse_limit
from kexie.base.matters.rules.verbs import verbs
from kexie.base.matters.rules.watching import watchers

#: Verbs that follow each other without a person in between: more is a mistake in the process.
MOST_VERBS: Final = 50

_ACTED: Final = FaultPoint("case.acted")
_SERVED: Final = FaultPoint("case.served")
_RECORDED: Final = FaultPoint("case.recorded")
_TASKED: Final = FaultPoint("case.tasked")
_KEPT: Final = FaultPoint("case.kept")
_STORED: Final = FaultPoint("case.stored")
_AUDITED: Final = FaultPoint("case.audited")


class Step:
    """A case that is locked until the end of the transaction, its run, and what this step adds to its history."""

    def __init__(self, case: Case, run: Run, *, by: Actor, at: datetime, answers: dict[str, Any]) -> None:
        self.case, self.run, self.by, self.at, self.answers = case, run, by, at, answers
        self._noted: list[CaseStep] = []
        #: The tasks that this step has made.
        self.opened: list[CaseTask] = []
        kept = case.process
        #: What the rows of the case hold, as the last step has left them: nobody has to ask for it.
        self._number, self._hash = kept.get("last", (0, chain.GENESIS))
        self._tasks, self._waits = set(kept.get("tasks", ())), set(kept.get("waits", ()))
        self._units = {(unit, part) for unit, part in kept.get("units", ())}

    @classmethod
    def of(cls, case: Case, *, by: Actor, at: datetime) -> Self:
        """The next step of a locked case."""
        answers = answers_of(case)
        run = Run.load(compiled_of(case.version), case.process["run"], answers)
        return cls(case, run, by=by, at=at, answers=answers)

    @classmethod
    def first(cls, case: Case, *, by: Actor, at: datetime, answers: dict[str, Any]) -> Self:
        """The step that makes ``case``, which is not stored yet."""
        try:
            run = Run.begin(compiled_of(case.version), answers)
        except EndlessLoop as error:
            raise Stuck from error
        return cls(case, run, by=by, at=at, answers=answers)

    def forget(self, task_id: UUID) -> None:
        """A task that was marked as done: there is nothing left to take back when the process has gone on."""
        self._tasks.discard(str(task_id))

    def learn(self, answers: Mapping[str, Any]) -> None:
        """Add to what is answered; conditions see it from now on."""
        self.answers.update(answers)
        self.run.answer(self.answers)

    def note(
        self,
        kind: StepKind,
        *,
        node: str = "",
        name: str = "",
        unit_name: str = "",
        answers: Mapping[str, Any] | None = None,
        **data: Any,
    ) -> CaseStep:
        """Add a step to the history; it is stored by :meth:`settle` or :meth:`store`."""
        step = CaseStep(
            case=self.case,
            number=self._number + 1,
            at=self.at,
            kind=kind,
            node=node,
            name=name[:120],
            unit_name=unit_name,
            by_name=self.by.name[:60],
            by_account=self.by.account_id,
            data=data,
        )
        said = dict(answers or {})
        seal_into(step, said)
        step.content_hash = chain.content_hash(said)
        step.hash = chain.hash_of(self._hash, step)
        self._number, self._hash = step.number, step.hash
        self._noted.append(step)
        return step

    @property
    def noted(self) -> Sequence[CaseStep]:
        """What this step adds to the history, in order."""
        return self._noted

    def whose_turn(self) -> list[tuple[Who, str]]:
        """Whom the open tasks wait for: the words of their lanes and the roles, one for each task; nobody when it has ended."""
        if self.case.state != CaseState.OPEN:
            return []
        return [lane_words(self.run.model, one) for one in self.run.waiting() if one.kind is Kind.PERSON]

    @walls.raised()
    def settle(self) -> None:
        """Let services act, tell who is next, end the case where the process has ended, and store everything.

        Raises:
            Stuck: the process does not come to rest, or a unit that it names is not there.
        """
        try:
            self._serve()
        except EndlessLoop as error:
            raise Stuck from error
        _SERVED.reach()
        if self.run.ended:
            self._end(self.run.outcome or "done")
        waiting = [] if self.case.state != CaseState.OPEN else self.run.waiting()
        if self.case.state == CaseState.OPEN and not waiting:
            raise Stuck  # it would stand still for ever, and nobody would see it
        self._sync_tasks([one for one in waiting if one.kind is Kind.PERSON])
        self._sync_waits([one for one in waiting if one.kind in (Kind.TIMER, Kind.MESSAGE)])
        _TASKED.reach()
        self.store()

    def end(self, state: CaseState, outcome: str) -> None:
        """End the case out of its course: nothing waits any more."""
        self.case.state, self.case.outcome, self.case.ended_at = state, outcome, self.at

    @walls.raised()
    def store(self) -> None:
        """Store the case, its answers and history, and the audit's row.

        Whoever watches cases (`rules.watching`) is told before.

        Raises:
            CaseChanged: somebody else has stored a step since this one began.
        """
        case = self.case
        for watcher in watchers:
            import_string(watcher.told)(self)
        case.process = {
            "run": self.run.state(),
            "last": [self._number, self._hash],
            "tasks": sorted(self._tasks),
            "waits": sorted(self._waits),
            "units": sorted(self._units),
        }
        seal_into(case, self.answers)
        seen, case.revision = case.revision, case.revision + 1
        kept = ("process", "sealed", "key_id", "revision", "state", "outcome", "ended_at", "due_at", "version_id")
        changed = Case.objects.beyond("a step of a locked case").filter(pk=case.pk, revision=seen)
        if not changed.update(**{name: getattr(case, name) for name in kept}):
            raise CaseChanged
        _KEPT.reach()
        CaseStep.objects.beyond("a step of a locked case").bulk_create(self._noted)
        _STORED.reach()
        audit.record(
            by=self.by,
            at=self.at,
            action="matters.step",
            target=f"matters.case:{case.pk}",
            unit_path=case.lead.path,
            steps=[step.kind for step in self._noted],
            state=case.state,
        )
        _AUDITED.reach()

    @walls.raised()
    def sees(self, unit_id: int, part: Part) -> None:
        """Let a unit see the case."""
        key = (unit_id, part.value)
        if key not in self._units:
            self._units.add(key)
            CaseUnit.objects.get_or_create(case=self.case, organisation_id=unit_id, part=part)

    def _serve(self) -> None:
        for _turn in range(MOST_VERBS):
            service = next((one for one in self.run.waiting() if one.kind is Kind.SERVICE), None)
            if service is None:
                return
            verb = verbs[service.node.verb]
            self.learn(import_string(verb.act)(self, service.node.value) or {})
            _ACTED.reach()
            self.note(StepKind.VERB, node=service.node.id, name=service.node.name or str(verb.label))
            self.run.complete(service.id)
        raise Stuck

    def _end(self, outcome: str) -> None:
        self.end(CaseState.ENDED, outcome)
        self.note(StepKind.END, outcome=outcome)
        record_ended(self.case, by=self.by, at=self.at)
        _RECORDED.reach()

    def _sync_tasks(self, wanted: list[Waiting]) -> None:
        now = {str(one.id) for one in wanted}
        if gone := self._tasks - now:
            CaseTask.objects.beyond("a step of a locked case").filter(pk__in=gone, state=TaskState.OPEN).update(
                state=TaskState.CANCELLED, ended_at=self.at
            )
        self.opened = [self._task(one) for one in wanted if str(one.id) not in self._tasks]
        CaseTask.objects.beyond("a step of a locked case").bulk_create(self.opened)
        self._tasks = now

    def _task(self, waiting: Waiting) -> CaseTask:
        node, place = waiting.node, place_of(self.case, self.run.model, self.answers, waiting)
        if place.unit is not None:
            self.sees(place.unit.pk, place.part)
        return CaseTask(
            id=waiting.id,
            case=self.case,
            node=node.id,
            name=(node.name or _("办理"))[:120],
            who=place.who,
            unit=place.unit,
            role=place.role,
            person_id=place.person_id,
            created_at=self.at,
            due_at=self._due(node),
        )

    def _due(self, node: Node) -> datetime | None:
        """Until when a task is to be done: its own limit, or a timer on its border that takes it away, whichever is sooner."""
        takes_away = (
            edge.event.text
            for edge in self.run.model.boundaries.get(node.id, ())
            if edge.interrupting and edge.event.kind == "timer"
        )
        limits = [limit for limit in (node.limit, *takes_away) if limit]
        return min((parse_limit(limit).due(self.at) for limit in limits), default=None)

    def _sync_waits(self, wanted: list[Waiting]) -> None:
        rows = CaseWait.objects.beyond("a step of a locked case")
        now = {str(one.id) for one in wanted}
        if gone := self._waits - now:
            rows.filter(pk__in=gone).delete()
        rows.bulk_create(self._wait(one) for one in wanted if str(one.id) not in self._waits)
        self._waits = now

    def _wait(self, waiting: Waiting) -> CaseWait:
        timer = waiting.kind is Kind.TIMER
        if not timer:
            place = telling_place(self.case, self.run, waiting, answers=self.answers)
            if place.unit is not None:
                self.sees(place.unit.pk, place.part)
        return CaseWait(
            id=waiting.id,
            case=self.case,
            node=waiting.node.id,
            kind=WaitKind.TIMER if timer else WaitKind.MESSAGE,
            message="" if timer else waiting.message[:80],
            due_at=parse_limit(waiting.node.event.text).due(self.at) if timer else None,
            created_at=self.at,
        )


def open_step(case_id: UUID, *, by: Actor, at: datetime, seen: int | None = None, ended: str = "") -> Step:
    """The next step of an open case, locked; whoever calls has looked at who asks. ``ended`` is said of one that has ended.

    Raises:
        TaskGone: the case has ended.
        CaseChanged: it has moved on since ``seen``.
    """
    step = Step.of(locked(case_id, seen=seen), by=by, at=at)
    if step.case.state != CaseState.OPEN:
        raise TaskGone(ended or _("这个办件已经结束。"))
    return step


def locked(case_id: UUID, *, seen: int | None = None) -> Case:
    """The case, locked until the end of the transaction; whoever calls has looked at who asks.

    Raises:
        CaseChanged: it has moved on since ``seen``.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a case is locked inside a transaction")
    rows = Case.objects.beyond("checked by the verb").select_for_update(of=("self",))
    case: Case = rows.select_related("version", "matter", "lead", "window", "applicant_unit").get(pk=case_id)
    if seen is not None and case.revision != seen:
        raise CaseChanged
    return case
