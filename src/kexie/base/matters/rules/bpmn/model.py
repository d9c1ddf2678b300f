"""What a drawn process says, as far as a matter uses it: processes, lanes, nodes, flows, and where they are drawn.

A model is what `reading` makes of a file, `writing` writes, `checking` judges and `drawing` draws. All parts are frozen.
Tags are those of BPMN 2.0 (OMG formal/2013-12-09), without their namespace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeVar

Part = TypeVar("Part")

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
#: The namespace of our own attributes: who, role, form, limit, verb, value, outcome, element, unit, until.
KEXIE: Final = "https://kexie.org/ns/bpmn/1"

#: Tasks that a person does.
HUMAN: Final = frozenset({"userTask", "manualTask", "task"})
TASKS: Final = HUMAN | {"serviceTask", "sendTask", "receiveTask"}
CONTAINERS: Final = frozenset({"subProcess"})
ACTIVITIES: Final = TASKS | CONTAINERS | {"callActivity"}
GATEWAYS: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
EVENTS: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
NODES: Final = ACTIVITIES | GATEWAYS | EVENTS
#: By which attribute a file tells one event definition of a kind from another.
DEFINED_BY: Final = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
#: Gateways whose leaving flows may carry conditions.
DECIDING: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})

#: The words of our own attributes.
OUTCOMES: Final = ("done", "rejected", "withdrawn", "failed")
WHO: Final = ("applicant", "applicant_unit", "lead", "window", "chosen", "unit")
UNTIL: Final = ("all", "any", "majority")


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the drawing, in pixels, y downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the drawing, in pixels: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends, to the right."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends, downwards."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Its middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)


@dataclass(frozen=True, slots=True)
class Shape:
    """Where an element is drawn. ``expanded`` tells an open sub-process, ``horizontal`` a pool or lane that lies."""

    box: Box
    expanded: bool = True
    horizontal: bool = True
    label: Box | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or tells: ``kind`` is "" for none, or timer, message, signal, error, escalation, terminate.

    ``text`` is the duration of a timer, the name of a message or signal, the code of an error or escalation.
    """

    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """会签: a task for each organisation of the answer ``element``, one after the other or at once, until so many are done."""

    sequential: bool = False
    element: str = ""
    until: str = "all"


@dataclass(frozen=True, slots=True)
class Lane:
    """A swim lane: who does what stands in it. ``parent`` is the lane around it, "" for none."""

    id: str
    name: str = ""
    who: str = ""
    role: str = ""
    element: str = ""
    unit: str = ""
    node_ids: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A task, gateway, event or sub-process; ``kind`` is its tag, ``parent`` the sub-process that it stands in, or ""."""

    id: str
    kind: str
    name: str = ""
    lane_id: str = ""
    form: str = ""
    limit: str = ""
    verb: str = ""
    value: str = ""
    outcome: str = ""
    default: str = ""
    attached_to: str = ""
    interrupting: bool = True
    event: Event = Event()
    loop: Loop | None = None
    called: str = ""
    documentation: str = ""
    parent: str = ""

    @property
    def is_human(self) -> bool:
        """Whether a person does it."""
        return self.kind in HUMAN


@dataclass(frozen=True, slots=True)
class Flow:
    """A way from one node to the next, with its condition in the language of `rules.expressions`."""

    id: str
    source: str
    target: str
    condition: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Artifact:
    """What is drawn and does nothing: text, group, data object, store; ``kind`` is its tag."""

    id: str
    kind: str
    text: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A line that does nothing: association, messageFlow, dataInput, dataOutput."""

    id: str
    kind: str
    source: str
    target: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """A participant of a collaboration; one without a process is a box that is drawn."""

    id: str
    name: str = ""
    process_id: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """A process with all of its nodes and flows, those inside sub-processes too."""

    id: str
    name: str = ""
    lanes: tuple[Lane, ...] = ()
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    executable: bool = True
    documentation: str = ""
    artifacts: tuple[Artifact, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an element, in one sentence that says how to mend it.

    ``kind`` is unsupported (the platform cannot do it), broken (would stop or never end), missing (who, limit, form and
    the like have to be filled in before it is published) or advice. ``level`` is warning for advice, error for all else.
    """

    element: str
    id: str
    message: str
    kind: str = "broken"

    @property
    def level(self) -> str:
        """Either "error" or "warning"."""
        return "warning" if self.kind == "advice" else "error"


def runs(problems: Iterable[Problem]) -> bool:
    """Whether a model with these problems could run: nothing unsupported, nothing broken."""
    return not any(problem.kind in ("unsupported", "broken") for problem in problems)


def ready(problems: Iterable[Problem]) -> bool:
    """Whether a model with these problems may be published: it runs, and nothing is missing."""
    return not any(problem.level == "error" for problem in problems)


@dataclass(frozen=True)
class Model:
    """A file: its processes, and where they are drawn. ``problems`` are those that reading has met."""

    processes: tuple[Process, ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    edges: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    #: Where the names of edges stand.
    labels: Mapping[str, Box] = field(default_factory=dict)
    name: str = ""
    target: str = ""
    pools: tuple[Pool, ...] = ()
    #: Messages between pools.
    links: tuple[Link, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def main(self) -> Process | None:
        """The process that a case runs: the executable one, that of the one pool, or the first that no other calls."""
        if len(self.processes) <= 1:
            return self.processes[0] if self.processes else None
        called = {node.called for process in self.processes for node in process.nodes if node.called}
        pooled = {pool.process_id for pool in self.pools}
        return max(
            self.processes,
            key=lambda one: (bool(one.nodes), one.id not in called, one.executable, one.id in pooled),
        )

    @cached_property
    def used(self) -> tuple[Process, ...]:
        """The processes that a case runs through: the main one, and those that are called from it."""
        found: dict[str, Process] = {}
        waiting = [self.main] if self.main else []
        while waiting:
            process = waiting.pop(0)
            if process.id not in found:
                found[process.id] = process
                waiting += [one for node in process.nodes if node.called and (one := self.process(node.called))]
        return tuple(found.values())

    @cached_property
    def refused(self) -> frozenset[str]:
        """The ids of the elements that reading has found unsupported."""
        return frozenset(problem.id for problem in self.problems if problem.kind == "unsupported")

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """All nodes by their ids."""
        return {node.id: node for process in self.processes for node in process.nodes}

    @cached_property
    def flows(self) -> Mapping[str, Flow]:
        """All flows by their ids."""
        return {flow.id: flow for process in self.processes for flow in process.flows}

    @cached_property
    def lanes(self) -> Mapping[str, Lane]:
        """All lanes by their ids."""
        return {lane.id: lane for process in self.processes for lane in process.lanes}

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Flow, ...]]:
        """The flows that leave each node."""
        return _grouped((flow.source, flow) for flow in self.flows.values())

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Flow, ...]]:
        """The flows that reach each node."""
        return _grouped((flow.target, flow) for flow in self.flows.values())

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[Node, ...]]:
        """The events on the border of each activity."""
        return _grouped((node.attached_to, node) for node in self.nodes.values() if node.attached_to)

    def process(self, key: str) -> Process | None:
        """The process of this id, None if the file has none."""
        return next((process for process in self.processes if process.id == key), None)


def _grouped(pairs: Iterator[tuple[str, Part]]) -> Mapping[str, tuple[Part, ...]]:
    found: dict[str, tuple[Part, ...]] = {}
    for key, part in pairs:
        found[key] = (*found.get(key, ()), part)
    return found
