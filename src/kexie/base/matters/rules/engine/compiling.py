"""A model written anew for SpiffWorkflow's parser: nothing that a file said but ids, ways and conditions reaches it.

Tasks of people and services are both tasks that the engine waits for, timers and messages both messages: who acts, what a
verb does and when time is over are decided by the platform, in the transaction of a step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from kexie.base.matters.rules.bpmn.filling import filled
from kexie.base.matters.rules.bpmn.model import BPMN, Flow, Model, Node, Process

#: What a loop asks the engine for instead of an expression: how many, and whether that is enough.
COUNT: Final = "count:"
UNTIL: Final = "until:"
TIMER: Final = "timer:"

_WAITED_FOR: Final = frozenset({"userTask", "manualTask", "task", "serviceTask"})
_GATEWAYS: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
_DEFINED: Final = {"signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}


class NotRunnable(ValueError):
    """The engine does not take the model; `checking.check` says in words of people why."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A model, and what the engine has made of it; shared by all cases of a version."""

    model: Model
    spec: Any
    parts: Mapping[str, Any]


def compiled(model: Model) -> Compiled:
    """``model`` for the engine; where something is missing in it, it is filled as `filling` says.

    Raises:
        NotRunnable: it has no process, or the engine's parser refuses it.
    """
    model = filled(model)
    main = model.main
    if main is None:
        raise NotRunnable("no process")
    parser = BpmnParser()
    try:
        parser.add_bpmn_xml(_Writer(model).document())
        spec = parser.get_spec(main.id)
        parts = parser.get_subprocess_specs(main.id)
    except (ValidationException, KeyError, RecursionError) as error:
        raise NotRunnable(str(error)) from error
    for one in (spec, *parts.values()):
        _connect_loops(one)
    return Compiled(model, spec, parts)


def _connect_loops(spec: Any) -> None:
    """Let each round of a loop tell its loop when it is done: the engine itself does so only while it makes them."""
    for task in spec.task_specs.values():
        if isinstance(task, LoopTask):
            spec.task_specs[task.task_spec].completed_event.connect(task.merge_child)


class _Writer:
    """Writes a model as the smallest BPMN that the engine's parser takes."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.events: dict[tuple[str, str], str] = {}

    def document(self) -> Any:
        root = etree.Element(_tag("definitions"), nsmap={"bpmn": BPMN})
        for process in self.model.processes:
            if process.nodes:
                self._process(root, process)
        for (kind, name), key in self.events.items():
            named = {"errorCode": name} if kind == "error" else {"escalationCode": name} if kind == "escalation" else {}
            etree.SubElement(root, _tag(kind), {"id": key, "name": name, **named})
        return root

    def _process(self, root: Any, process: Process) -> None:
        made = etree.SubElement(root, _tag("process"), {"id": process.id, "isExecutable": "true"})
        self._inside(made, process, "")

    def _inside(self, made: Any, process: Process, parent: str) -> None:
        nodes = [node for node in process.nodes if node.parent == parent]
        inside = {node.id for node in nodes}
        for node in nodes:
            self._node(made, process, node)
        for flow in process.flows:
            if flow.source in inside and flow.target in inside:
                self._flow(made, flow)

    def _flow(self, made: Any, flow: Flow) -> None:
        written = etree.SubElement(
            made, _tag("sequenceFlow"), {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        )
        source = self.model.nodes[flow.source]
        if flow.condition and source.kind in ("exclusiveGateway", "inclusiveGateway") and flow.id != source.default:
            etree.SubElement(written, _tag("conditionExpression")).text = flow.condition

    def _node(self, made: Any, process: Process, node: Node) -> None:
        if node.kind in _WAITED_FOR:
            self._loop(etree.SubElement(made, _tag("userTask"), {"id": node.id}), node)
        elif node.kind in _GATEWAYS:
            default = {"default": node.default} if node.default else {}
            etree.SubElement(made, _tag(node.kind), {"id": node.id, **default})
        elif node.kind == "subProcess":
            inner = etree.SubElement(made, _tag("subProcess"), {"id": node.id})
            self._inside(inner, process, node.id)
            self._loop(inner, node)
        elif node.kind == "callActivity":
            called = etree.SubElement(made, _tag("callActivity"), {"id": node.id, "calledElement": node.called})
            self._loop(called, node)
        else:
            self._event(made, node)

    def _event(self, made: Any, node: Node) -> None:
        kind = {"receiveTask": "intermediateCatchEvent", "sendTask": "intermediateThrowEvent"}.get(node.kind, node.kind)
        attached = {"attachedToRef": node.attached_to} if node.attached_to else {}
        stays = {"cancelActivity": "false"} if attached and not node.interrupting else {}
        event = etree.SubElement(made, _tag(kind), {"id": node.id, **attached, **stays})
        if kind == "startEvent":
            return
        if node.event.kind == "terminate":
            etree.SubElement(event, _tag("terminateEventDefinition"))
        elif kind == "endEvent" and node.event.kind not in _DEFINED:
            return
        elif node.event.kind == "timer":
            self._refer(event, "message", "messageRef", f"{TIMER}{node.id}")
        elif node.event.kind == "message" or node.kind in ("receiveTask", "sendTask"):
            self._refer(event, "message", "messageRef", node.event.text or node.name or node.id)
        elif node.event.kind in _DEFINED:
            self._refer(event, node.event.kind, _DEFINED[node.event.kind], node.event.text)

    def _refer(self, event: Any, kind: str, attribute: str, name: str) -> None:
        key = self.events.setdefault((kind, name), f"_{kind}_{sha256(name.encode()).hexdigest()[:16]}")
        etree.SubElement(event, _tag(f"{kind}EventDefinition"), {attribute: key})

    def _loop(self, made: Any, node: Node) -> None:
        if node.loop is None:
            return
        loop = etree.SubElement(
            made,
            _tag("multiInstanceLoopCharacteristics"),
            {"isSequential": "true" if node.loop.sequential else "false"},
        )
        etree.SubElement(loop, _tag("loopCardinality")).text = f"{COUNT}{node.loop.element}"
        if node.loop.until in ("any", "majority"):
            etree.SubElement(loop, _tag("completionCondition")).text = f"{UNTIL}{node.loop.until}"


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"
