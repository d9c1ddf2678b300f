"""A model written as BPMN 2.0, so that `reading` gives the same model again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from kexie.base.matters.rules.bpmn.model import (
    BPMN,
    BPMNDI,
    DC,
    DEFINED_BY,
    DI,
    KEXIE,
    XSI,
    Artifact,
    Box,
    Flow,
    Lane,
    Link,
    Model,
    Node,
    Process,
)

_NAMES: Final = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "kexie": KEXIE, "xsi": XSI}
_COLLABORATION: Final = "_collaboration"


def bpmn(model: Model) -> str:
    """The model as a file (XML, UTF-8). Its ``problems`` are not part of it."""
    writer = _Writer(model)
    text: str = etree.tostring(writer.root(), encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _attributes(**values: str) -> dict[str, str]:
    """Attributes that are not empty; ours begin with ``own_``."""
    return {
        f"{{{KEXIE}}}{name[4:]}" if name.startswith("own_") else name: value for name, value in values.items() if value
    }


def _text(parent: Any, tag: str, text: str, **attributes: str) -> Any:
    element = etree.SubElement(parent, _tag(tag), attributes)
    element.text = text
    return element


class _Writer:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.references: dict[tuple[str, str], str] = {}
        for node in model.nodes.values():
            if node.event.kind in DEFINED_BY and node.event.text:
                key = (node.event.kind, node.event.text)
                self.references.setdefault(key, f"_{node.event.kind}_{len(self.references) + 1}")

    def root(self) -> Any:
        model = self.model
        root = etree.Element(_tag("definitions"), _attributes(name=model.name, targetNamespace=model.target), _NAMES)
        for (kind, text), key in self.references.items():
            etree.SubElement(root, _tag(kind), {"id": key, DEFINED_BY[kind]: text})
        self._groups(root)
        if model.pools or model.links or model.artifacts:
            self._collaboration(root)
        for process in model.processes:
            self._process(root, process)
        if model.shapes or model.edges:
            write_diagram(root, model)
        return root

    def _groups(self, root: Any) -> None:
        texts = [one for process in self.model.processes for one in process.artifacts if one.kind == "group"]
        texts += [one for one in self.model.artifacts if one.kind == "group"]
        if texts:
            category = etree.SubElement(root, _tag("category"), {"id": "_groups"})
            for one in texts:
                value = {"id": f"_group_{one.id}", "value": one.text}
                etree.SubElement(category, _tag("categoryValue"), value)

    def _collaboration(self, root: Any) -> None:
        element = etree.SubElement(root, _tag("collaboration"), {"id": _COLLABORATION})
        for pool in self.model.pools:
            values = _attributes(id=pool.id, name=pool.name, processRef=pool.process_id)
            etree.SubElement(element, _tag("participant"), values)
        for link in self.model.links:
            self._link(element, link)
        for artifact in self.model.artifacts:
            self._artifact(element, artifact)

    def _process(self, root: Any, process: Process) -> None:
        values = _attributes(id=process.id, name=process.name, isExecutable="true" if process.executable else "false")
        element = etree.SubElement(root, _tag("process"), values)
        if process.documentation:
            _text(element, "documentation", process.documentation)
        self._lanes(element, process.lanes, "", "laneSet")
        self._scope(element, process, "")
        for link in process.links:
            if link.kind not in ("dataInput", "dataOutput"):
                self._link(element, link)

    def _lanes(self, parent: Any, lanes: tuple[Lane, ...], around: str, tag: str) -> None:
        own = [lane for lane in lanes if lane.parent == around]
        if not own:
            return
        lane_set = etree.SubElement(parent, _tag(tag))
        for lane in own:
            values = _attributes(
                id=lane.id,
                name=lane.name,
                own_who=lane.who,
                own_role=lane.role,
                own_element=lane.element,
                own_unit=lane.unit,
            )
            element = etree.SubElement(lane_set, _tag("lane"), values)
            for key in lane.node_ids:
                _text(element, "flowNodeRef", key)
            self._lanes(element, lanes, lane.id, "childLaneSet")

    def _scope(self, parent: Any, process: Process, scope: str) -> None:
        nodes = self.model.nodes
        for node in process.nodes:
            if node.parent == scope:
                element = self._node(parent, node, process)
                self._scope(element, process, node.id)
        for flow in process.flows:
            source = nodes.get(flow.source)
            if (source.parent if source else "") == scope:
                self._flow(parent, flow)
        for artifact in process.artifacts:
            if artifact.parent == scope:
                self._artifact(parent, artifact)

    def _node(self, parent: Any, node: Node, process: Process) -> Any:
        values = _attributes(
            id=node.id,
            name=node.name,
            default=node.default,
            attachedToRef=node.attached_to,
            cancelActivity="" if node.interrupting else "false",
            calledElement=node.called,
            own_form=node.form,
            own_limit=node.limit,
            own_verb=node.verb,
            own_value=node.value,
            own_outcome=node.outcome,
        )
        if node.kind in ("sendTask", "receiveTask") and node.event.text:
            values["messageRef"] = self.references["message", node.event.text]
        element = etree.SubElement(parent, _tag(node.kind), values)
        if node.documentation:
            _text(element, "documentation", node.documentation)
        for flow in self.model.incoming.get(node.id, ()):
            _text(element, "incoming", flow.id)
        for flow in self.model.outgoing.get(node.id, ()):
            _text(element, "outgoing", flow.id)
        self._data(element, node, process)
        self._loop(element, node)
        self._event(element, node)
        return element

    @staticmethod
    def _data(element: Any, node: Node, process: Process) -> None:
        for link in process.links:
            if link.kind == "dataInput" and link.target == node.id:
                one = etree.SubElement(element, _tag("dataInputAssociation"), _attributes(id=link.id))
                _text(one, "sourceRef", link.source)
            elif link.kind == "dataOutput" and link.source == node.id:
                one = etree.SubElement(element, _tag("dataOutputAssociation"), _attributes(id=link.id))
                _text(one, "targetRef", link.target)

    @staticmethod
    def _loop(element: Any, node: Node) -> None:
        if node.loop:
            values = _attributes(
                isSequential="true" if node.loop.sequential else "",
                own_element=node.loop.element,
                own_until=node.loop.until,
            )
            etree.SubElement(element, _tag("multiInstanceLoopCharacteristics"), values)

    def _event(self, element: Any, node: Node) -> None:
        event = node.event
        if not event.kind or node.kind in ("sendTask", "receiveTask"):
            return
        values = (
            {f"{event.kind}Ref": self.references[event.kind, event.text]} if event.text in self._texts(event) else {}
        )
        definition = etree.SubElement(element, _tag(f"{event.kind}EventDefinition"), values)
        if event.kind == "timer" and event.text:
            self._expression(definition, "timeDuration", event.text)

    def _texts(self, event: Any) -> Iterator[str]:
        return (text for kind, text in self.references if kind == event.kind)

    @staticmethod
    def _expression(parent: Any, tag: str, text: str) -> None:
        _text(parent, tag, text, **{f"{{{XSI}}}type": "bpmn:tFormalExpression"})

    def _flow(self, parent: Any, flow: Flow) -> None:
        values = _attributes(id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
        element = etree.SubElement(parent, _tag("sequenceFlow"), values)
        if flow.condition:
            self._expression(element, "conditionExpression", flow.condition)

    @staticmethod
    def _artifact(parent: Any, one: Artifact) -> None:
        if one.kind == "textAnnotation":
            element = etree.SubElement(parent, _tag(one.kind), _attributes(id=one.id))
            _text(element, "text", one.text)
        elif one.kind == "group":
            values = _attributes(id=one.id, categoryValueRef=f"_group_{one.id}")
            etree.SubElement(parent, _tag(one.kind), values)
        else:
            etree.SubElement(parent, _tag(one.kind), _attributes(id=one.id, name=one.text))

    @staticmethod
    def _link(parent: Any, link: Link) -> None:
        values = _attributes(id=link.id, name=link.name, sourceRef=link.source, targetRef=link.target)
        etree.SubElement(parent, _tag(link.kind), values)


def write_diagram(root: Any, model: Model) -> None:
    """Append to the definitions (lxml) a diagram with the model's shapes and edges."""
    collaboration = root.find(_tag("collaboration"))
    plane_of = collaboration.get("id") if collaboration is not None else model.main.id if model.main else ""
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "_diagram"})
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", _attributes(id="_plane", bpmnElement=plane_of))
    flat = {pool.id for pool in model.pools} | set(model.lanes)
    for key, shape in model.shapes.items():
        values = {"id": f"{key}_di", "bpmnElement": key}
        if key in flat:
            values["isHorizontal"] = "true" if shape.horizontal else "false"
        elif not shape.expanded:
            values["isExpanded"] = "false"
        elif (node := model.nodes.get(key)) and node.kind == "subProcess":
            values["isExpanded"] = "true"
        element = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", values)
        _bounds(element, shape.box)
        _label(element, shape.label)
    for key, points in model.edges.items():
        element = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{key}_di", "bpmnElement": key})
        for point in points:
            etree.SubElement(element, f"{{{DI}}}waypoint", {"x": _number(point.x), "y": _number(point.y)})
        _label(element, model.labels.get(key))


def _label(parent: Any, box: Box | None) -> None:
    if box:
        _bounds(etree.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel"), box)


def _bounds(parent: Any, box: Box) -> None:
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(parent, f"{{{DC}}}Bounds", {name: _number(value) for name, value in sizes.items()})


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
