"""The run of one case: where it stands, what it waits for, and how it goes on when something has come.

What a run keeps (:meth:`Run.state`) are positions alone, as plain JSON. Answers are handed in at each step, for conditions
and for the number of rounds of a loop, and are not kept here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID, uuid5

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import EventBasedGateway
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from kexie.base.matters.rules import expressions
from kexie.base.matters.rules.bpmn.model import Model, Node
from kexie.base.matters.rules.engine import going_back
from kexie.base.matters.rules.engine.compiling import COUNT, UNTIL, Compiled

#: More steps of the engine than this without a person, a timer or a message in between: it would go on for ever.
MOST_STEPS: Final = 2_000
_ROUND: Final = " [child]"


class EndlessLoop(RuntimeError):
    """The process goes round without ever waiting for anything."""


class Kind(StrEnum):
    """What a run waits for."""

    PERSON = "person"
    SERVICE = "service"
    TIMER = "timer"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A point at which the run waits; ``round`` counts the rounds of a loop from 0, None outside of one."""

    id: UUID
    kind: Kind
    node: Node
    round: int | None = None
    task_id: UUID | None = None

    @property
    def message(self) -> str:
        """The name of the message that it waits for."""
        return self.node.event.text or self.node.name or self.node.id


class _Words(PythonScriptEngine):
    """Evaluates our expressions on the answers of the case, and nothing else; it runs no script."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__()
        self.answers = answers

    def validate(self, expression: str) -> None:
        """Nothing: `checking` has read it."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        """The value of a condition, the number of a loop's rounds, or whether enough of them are done."""
        if expression.startswith(COUNT):
            return len(rounds(self.answers, expression.removeprefix(COUNT)))
        if expression.startswith(UNTIL):
            loop = task.parent
            done = len(loop.internal_data.get("merged", ()))
            total = sum(child.task_spec.name == loop.task_spec.task_spec for child in loop.children)
            return done * 2 > total if expression.endswith("majority") else done > 0
        return expressions.parse(expression).value(self.answers)

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        """Refused: no script is ever written for the engine."""
        raise NotImplementedError("scripts do not run")

    def call_service(self, task: Any, **kwargs: Any) -> Any:
        """Refused: see `execute`."""
        raise NotImplementedError("services are verbs of the platform")


def rounds(answers: Mapping[str, Any], element: str) -> list[Any]:
    """What a loop goes over: the answer's items, one where it is no list, none where there is no answer."""
    value = answers.get(element)
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


class Run:
    """One case on its way through a compiled model."""

    def __init__(self, compiled: Compiled, workflow: BpmnWorkflow, answers: Mapping[str, Any]) -> None:
        self._compiled, self._workflow = compiled, workflow
        self._words = _Words(answers)
        workflow.script_engine = self._words
        self._steps = 0
        self.passed: list[str] = []

    @classmethod
    def begin(cls, compiled: Compiled, answers: Mapping[str, Any]) -> Self:
        """A new run, gone as far as it goes by itself."""
        run = cls(compiled, BpmnWorkflow(compiled.spec, dict(compiled.parts)), answers)
        run._go_on()
        return run

    @classmethod
    def load(cls, compiled: Compiled, state: Mapping[str, Any], answers: Mapping[str, Any]) -> Self:
        """The run whose :meth:`state` was kept."""
        return cls(compiled, _restored(compiled, state), answers)

    def state(self) -> dict[str, Any]:
        """Where it stands, as plain JSON."""
        flow = self._workflow
        return {
            **_kept(flow),
            "parts": {str(key): {"spec": part.spec.name, **_kept(part)} for key, part in flow.subprocesses.items()},
        }

    @property
    def model(self) -> Model:
        """The model that it runs through."""
        return self._compiled.model

    def answer(self, answers: Mapping[str, Any]) -> None:
        """From now on conditions see these answers."""
        self._words.answers = answers

    @property
    def ended(self) -> bool:
        """Whether it has come to an end."""
        return bool(self._workflow.completed)

    @property
    def outcome(self) -> str:
        """The word of the end that was reached in this step last; empty where none says one."""
        ends = [self._compiled.model.nodes.get(name) for name in self.passed]
        said = [end.outcome for end in ends if end is not None and end.kind == "endEvent" and end.outcome]
        return said[-1] if said else ""

    def waiting(self) -> list[Waiting]:
        """What it waits for now, in the order in which it came there."""
        return list(self._waiting())

    def complete(self, task_id: UUID) -> None:
        """A person or a service has done the task ``task_id``.

        Raises:
            KeyError: it waits for no such task.
            EndlessLoop: see there.
        """
        task = self._task(task_id)
        if not task.has_state(TaskState.READY) or not task.task_spec.manual:
            raise KeyError(str(task_id))
        self.passed.append(_node_of(task))
        task.run()
        self._go_on()

    def rounds_done(self, task_id: UUID) -> int | None:
        """How many rounds of its loop were done before the open task ``task_id``; None for one that is in no loop.

        Raises:
            KeyError: it waits for no such task.
        """
        task = self._task(task_id)
        return None if _round(task) is None else len(task.parent.internal_data.get("merged", ()))

    def fire(self, waiting: Waiting) -> None:
        """What a timer or a message was waited for has come. Raises as :meth:`complete`."""
        task = self._task(waiting.task_id or waiting.id)
        spec = task.task_spec
        if isinstance(spec, EventBasedGateway):
            index = [child.name for child in spec.outputs].index(waiting.node.id)
            definition = spec.event_definition.event_definitions[index]
        else:
            definition = spec.event_definition
        if not task.has_state(TaskState.WAITING):
            raise KeyError(str(waiting.id))
        spec.catch(task, BpmnEvent(definition, payload={}))
        spec._update(task)
        self._go_on()
        # A gateway of events notes what has come as an object of the engine, which no JSON takes; it has chosen by now.
        task.internal_data.pop("seen_events", None)

    def think_anew(self) -> None:
        """Forget what lies ahead and think of it anew, by the process as it is now."""
        for task in list(self._tasks()):
            leaf = not any(child.has_state(TaskState.DEFINITE_MASK) for child in task.children)
            if leaf and task.has_state(TaskState.WAITING | TaskState.READY | TaskState.STARTED):
                task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)

    def way_back(self, task_id: UUID) -> Node:
        """The node of the person before the open task ``task_id``, to whom it can go back. Raises as :meth:`back_to`."""
        return going_back.before(self._task(task_id), self.model)[1]

    def back_to(self, task_id: UUID) -> tuple[UUID, UUID]:
        """Take the open task ``task_id`` back to the person before. Answers the key of what he or she has done, and the key
        under which it is to be done anew.

        Raises:
            KeyError: it waits for no such task.
            NoWayBack: there is nobody before, or something in between cannot be taken back (a service, an event, a branch).
        """
        keys = going_back.go_back(self._workflow, self._task(task_id), self.model)
        self._go_on()
        return keys

    def places(self) -> tuple[frozenset[str], frozenset[str]]:
        """The nodes that were passed, and those where it stands."""
        known = self._compiled.model.nodes
        done = {_node_of(task) for task in self._tasks() if task.has_state(TaskState.COMPLETED)}
        here = {waiting.node.id for waiting in self._waiting()}
        return frozenset(done & set(known)), frozenset(here)

    def _go_on(self) -> None:
        self._workflow.do_engine_steps(did_complete_task=self._count)

    def _count(self, task: Any) -> None:
        self._steps += 1
        self.passed.append(_node_of(task))
        if self._steps > MOST_STEPS:
            raise EndlessLoop

    def _tasks(self) -> Iterator[Task]:
        flow = self._workflow
        for part in (flow, *flow.subprocesses.values()):
            yield from part.tasks.values()

    def _task(self, task_id: UUID) -> Task:
        try:
            return self._workflow.get_task_from_id(task_id)
        except TaskNotFoundException as error:
            raise KeyError(str(task_id)) from error

    def _waiting(self) -> Iterator[Waiting]:
        nodes = self._compiled.model.nodes
        for task in self._tasks():
            if task.has_state(TaskState.READY) and task.task_spec.manual:
                node = nodes[_node_of(task)]
                kind = Kind.SERVICE if node.kind == "serviceTask" else Kind.PERSON
                yield Waiting(task.id, kind, node, _round(task))
            elif task.has_state(TaskState.WAITING) and isinstance(task.task_spec, CatchingEvent):
                yield from self._caught(task)

    def _caught(self, task: Task) -> Iterator[Waiting]:
        """What an event that waits is waiting for: of a gateway, each of the events behind it."""
        nodes, spec = self._compiled.model.nodes, task.task_spec
        if isinstance(spec, EventBasedGateway):
            for child in spec.outputs:
                node = nodes[child.name]
                yield Waiting(uuid5(task.id, node.id), _kind(node), node, task_id=task.id)
        elif (found := nodes.get(spec.name)) is not None and found.event.kind in ("timer", "message", ""):
            yield Waiting(task.id, _kind(found), found)


def _kind(node: Node) -> Kind:
    return Kind.TIMER if node.event.kind == "timer" else Kind.MESSAGE


def _node_of(task: Any) -> str:
    return str(task.task_spec.name).removesuffix(_ROUND)


def _round(task: Any) -> int | None:
    found = task.internal_data.get("key_or_index", task.internal_data.get("item"))
    return found if isinstance(found, int) else None


def _kept(flow: Any) -> dict[str, Any]:
    """A workflow's own tasks as plain JSON, each as a row."""
    rows = [
        [
            str(task.id),
            str(task._parent) if task._parent else None,
            [str(child) for child in task._children],
            task._state,
            task.task_spec.name,
            int(task.triggered),
            task.internal_data,
        ]
        for task in flow.tasks.values()
    ]
    last = str(flow.last_task.id) if flow.last_task is not None else None
    return {"tasks": rows, "root": str(flow.task_tree.id), "last": last, "done": flow.completed, "ok": flow.success}


def _restored(compiled: Compiled, state: Mapping[str, Any]) -> BpmnWorkflow:
    flow = BpmnWorkflow(compiled.spec, dict(compiled.parts), deserializing=True)
    _fill(flow, state)
    _restore_parts(flow, flow, dict(state["parts"]))
    return flow


def _restore_parts(top: BpmnWorkflow, flow: Any, parts: dict[str, Any]) -> None:
    """The sub-processes of ``flow``'s tasks, outer ones first: an inner one hangs on a task of the outer."""
    for task in list(flow.tasks.values()):
        kept = parts.get(str(task.id))
        if kept is None or not isinstance(task.task_spec, SubWorkflowTask):
            continue
        part = BpmnSubWorkflow(top.subprocess_specs[kept["spec"]], task.id, top, deserializing=True)
        _fill(part, kept)
        top.subprocesses[task.id] = part
        part.completed_event.connect(task.task_spec._on_subworkflow_completed, task)
        _restore_parts(top, part, parts)


def _fill(flow: Any, kept: Mapping[str, Any]) -> None:
    flow.tasks.clear()
    manager = flow.top_workflow.event_manager
    for key, parent, children, state, spec, triggered, internal in kept["tasks"]:
        task = Task(flow, flow.spec.task_specs[spec], state=state, id=UUID(key))
        task._parent = UUID(parent) if parent else None
        task._children = [UUID(child) for child in children]
        task.triggered, task.internal_data = bool(triggered), dict(internal)
        if isinstance(task.task_spec, CatchingEvent) and task.has_state(TaskState.WAITING):
            manager.add_task(task)
    flow.task_tree = flow.tasks[UUID(kept["root"])]
    flow.completed, flow.success = kept["done"], kept["ok"]
    if kept["last"]:
        flow.last_task = flow.tasks.get(UUID(kept["last"]))
