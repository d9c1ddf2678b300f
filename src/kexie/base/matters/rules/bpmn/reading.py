"""A BPMN file read into a `Model`. Only elements and attributes that the platform knows have a meaning; the rest is named.

Names of the problems: the tag of what is not supported, and the id of the drawn element that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from kexie.base.matters.rules.bpmn.diagrams import local, read_diagram
from kexie.base.matters.rules.bpmn.model import (
    BPMN,
    DEFINED_BY,
    KEXIE,
    NODES,
    Artifact,
    Event,
    Flow,
    Lane,
    Link,
    Loop,
    Model,
    Node,
    Pool,
    Problem,
    Process,
)
from kexie.base.matters.rules.bpmn.refusals import HARMLESS, unsupported
from kexie.base.matters.rules.bpmn.safety import Unreadable, root_of
from kexie.base.matters.rules.bpmn.wording import kind_of

__all__ = ["Unreadable", "read"]

_IN: Final = f"{{{BPMN}}}"
_OWN: Final = f"{{{KEXIE}}}"
#: Drawn as what they are, though the platform does not run them.
_REFUSED_NODES: Final = frozenset(
    {
        "scriptTask",
        "businessRuleTask",
        "complexGateway",
        "transaction",
        "adHocSubProcess",
        "implicitThrowEvent",
        "event",
    }
)
_OPEN: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_ARTIFACTS: Final = frozenset({"textAnnotation", "group", "dataObject", "dataObjectReference", "dataStoreReference"})
#: Our attributes, by the element that they are written on.
_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "lane": frozenset({"who", "role", "element", "unit"}),
    "userTask": frozenset({"form", "limit"}),
    "manualTask": frozenset({"limit"}),
    "task": frozenset({"limit"}),
    "serviceTask": frozenset({"verb", "value"}),
    "endEvent": frozenset({"outcome"}),
    "multiInstanceLoopCharacteristics": frozenset({"element", "until"}),
}


def read(data: bytes | str) -> Model:
    """The model of a file; what is not supported is in its ``problems``. Raises Unreadable for what is unsafe."""
    return _Reader(root_of(data)).model()


def _tag(element: Any) -> str:
    """The tag of an element of BPMN, "" for all others."""
    name = element.tag
    return name[len(_IN) :] if isinstance(name, str) and name.startswith(_IN) else ""


def _children(element: Any, *tags: str) -> Iterator[Any]:
    yield from element.iterchildren(*(f"{_IN}{tag}" for tag in tags))


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _content(element: Any) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def _name(element: Any) -> str:
    return _flat(element.get("name"))


class _Reader:
    """One file being read."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.known: dict[str, Any] = {
            element.get("id"): element for element in _children(root, *DEFINED_BY) if element.get("id")
        }
        self.groups = {value.get("id", ""): _flat(value.get("value")) for value in root.iter(f"{_IN}categoryValue")}
        self.without_id = 0

    def model(self) -> Model:
        root = self.root
        for element in root:
            if _tag(element) not in HARMLESS | {"process", "collaboration", ""}:
                self._refuse(element)
        processes = tuple(self._process(element) for element in _children(root, "process"))
        pools: list[Pool] = []
        links: list[Link] = []
        artifacts: list[Artifact] = []
        for collaboration in _children(root, "collaboration"):
            for element in collaboration:
                self._of_collaboration(element, pools, links, artifacts)
        wanted = [one.get("id", "") for one in _children(root, "collaboration")] + [one.id for one in processes]
        diagram = read_diagram(root, wanted)
        return Model(
            processes=processes,
            shapes=diagram.shapes,
            edges=diagram.edges,
            labels=diagram.labels,
            name=_name(root),
            target=root.get("targetNamespace", ""),
            pools=tuple(pools),
            links=tuple(links),
            artifacts=tuple(artifacts),
            problems=tuple(dict.fromkeys(self.problems)),
        )

    def _refuse(self, element: Any, key: str = "", tag: str = "") -> None:
        self.problems.append(unsupported(tag or _tag(element), key or element.get("id", "")))

    def _id(self, element: Any) -> str:
        """The id of an element that others have to point to; a made one, with a problem, where it has none."""
        if key := element.get("id", "").strip():
            return str(key)
        self.without_id += 1
        message = _("有一个%(kind)s没有编号（id），请用流程图工具重新导出。") % {"kind": kind_of(_tag(element))}
        self.problems.append(Problem(_tag(element), "", message))
        return f"_without_id_{self.without_id}"

    # Collaboration

    def _of_collaboration(self, element: Any, pools: list[Pool], links: list[Link], artifacts: list[Artifact]) -> None:
        match _tag(element):
            case "participant":
                pools.append(Pool(self._id(element), _name(element), local(element.get("processRef", ""))))
            case "messageFlow" | "association":
                links.append(self._link(element))
            case "textAnnotation" | "group":
                artifacts.append(self._artifact(element, ""))
            case tag if tag and tag not in HARMLESS:
                self._refuse(element)

    # Process

    def _process(self, element: Any) -> Process:
        nodes: list[Node] = []
        flows: list[Flow] = []
        artifacts: list[Artifact] = []
        links: list[Link] = []
        lanes = [lane for lane_set in _children(element, "laneSet") for lane in self._lanes(lane_set, "")]
        self._scope(element, "", nodes, flows, artifacts, links)
        homes = {key: lane.id for lane in lanes for key in lane.node_ids}
        return Process(
            id=self._id(element),
            name=_name(element),
            lanes=tuple(lanes),
            nodes=tuple(self._at_home(nodes, homes)),
            flows=tuple(flows),
            executable=element.get("isExecutable", "true") not in ("false", "0"),
            documentation=self._documentation(element),
            artifacts=tuple(artifacts),
            links=tuple(links),
        )

    def _lanes(self, lane_set: Any, parent: str) -> Iterator[Lane]:
        for element in _children(lane_set, "lane"):
            self._strangers(element)
            key = self._id(element)
            yield Lane(
                id=key,
                name=_name(element),
                who=element.get(f"{_OWN}who", ""),
                role=element.get(f"{_OWN}role", ""),
                element=element.get(f"{_OWN}element", ""),
                unit=element.get(f"{_OWN}unit", ""),
                node_ids=tuple(text for one in _children(element, "flowNodeRef") if (text := _content(one))),
                parent=parent,
            )
            for inner in _children(element, "childLaneSet"):
                yield from self._lanes(inner, key)

    @staticmethod
    def _at_home(nodes: Iterable[Node], homes: dict[str, str]) -> Iterator[Node]:
        """The nodes with the lanes that they, or what they stand in or on, are drawn in."""
        by_id = {node.id: node for node in nodes}
        for node in nodes:
            at: Node | None = node
            while at is not None and at.id not in homes:
                at = by_id.get(at.attached_to or at.parent)
            lane = homes[at.id] if at else ""
            yield Node(**{name: getattr(node, name) for name in Node.__slots__} | {"lane_id": lane}) if lane else node

    def _scope(
        self,
        element: Any,
        parent: str,
        nodes: list[Node],
        flows: list[Flow],
        artifacts: list[Artifact],
        links: list[Link],
    ) -> None:
        """What stands directly in a process or sub-process, and in its sub-processes."""
        for child in element:
            tag = _tag(child)
            if tag in NODES or tag in _REFUSED_NODES:
                node = self._node(child, tag, parent)
                nodes.append(node)
                links.extend(self._data_links(child, node.id))
                if tag in _OPEN:
                    self._scope(child, node.id, nodes, flows, artifacts, links)
            elif tag == "sequenceFlow":
                flows.append(self._flow(child))
            elif tag in _ARTIFACTS:
                artifacts.append(self._artifact(child, parent))
            elif tag == "association":
                links.append(self._link(child))
            elif tag and tag not in HARMLESS and not tag.endswith(("EventDefinition", "LoopCharacteristics")):
                self._refuse(child)

    # Nodes

    def _node(self, element: Any, tag: str, parent: str) -> Node:
        key = self._id(element)
        if tag not in NODES:
            self._refuse(element, key)
        self._refuse_marks(element, key)
        self._refuse_code(element, key)
        self._strangers(element)

        def own(name: str) -> str:
            return str(element.get(f"{_OWN}{name}", "")).strip()

        return Node(
            id=key,
            kind=tag,
            name=_name(element),
            form=own("form"),
            limit=own("limit"),
            verb=own("verb"),
            value=own("value"),
            outcome=own("outcome"),
            default=element.get("default", ""),
            attached_to=local(element.get("attachedToRef", "")),
            interrupting=element.get("cancelActivity", "true") not in ("false", "0"),
            event=self._event(element, tag, key),
            loop=self._loop(element, key),
            called=local(element.get("calledElement", "")),
            documentation=self._documentation(element),
            parent=parent,
        )

    def _refuse_marks(self, element: Any, key: str) -> None:
        """Attributes that would change what an element does."""
        tag = _tag(element)
        refused = (
            ("triggeredByEvent", _("平台不支持事件子流程，请改用任务边上的边界事件。")),
            ("isForCompensation", _("平台不支持补偿，请把撤销的步骤画成普通的任务。")),
            ("instantiate", _("平台不支持由消息启动的任务，请改用开始事件。")),
            ("parallelMultiple", _("平台不支持多重事件，请拆成几个事件。")),
        )
        for name, message in refused:
            if element.get(name) in ("true", "1"):
                self.problems.append(Problem(tag, key, message, "unsupported"))

    def _refuse_code(self, element: Any, key: str) -> None:
        """Scripts and expressions inside of an element that are not in our language."""
        if _tag(element) in _OPEN:
            return
        for inner in element.iterdescendants(
            *(f"{_IN}{tag}" for tag in ("script", "formalExpression", "expression", "assignment", "transformation"))
        ):
            if not any(one.tag == f"{_IN}extensionElements" for one in inner.iterancestors()):
                self._refuse(inner, key)

    def _event(self, element: Any, tag: str, key: str) -> Event:
        if tag in ("sendTask", "receiveTask"):
            return Event("message", self._defined(element.get("messageRef", ""), "message"))
        definitions = [one for one in element if _tag(one).endswith(("EventDefinition", "eventDefinitionRef"))]
        if not definitions:
            return Event()
        if len(definitions) > 1:
            message = _("平台不支持多重事件，请拆成几个事件。")
            self.problems.append(Problem(tag, key, message, "unsupported"))
        definition = definitions[0]
        kind = _tag(definition).removesuffix("EventDefinition")
        if kind == "timer":
            return Event(kind, self._duration(definition, key))
        if kind in DEFINED_BY:
            return Event(kind, self._defined(definition.get(f"{kind}Ref", ""), kind))
        if kind != "terminate":
            self._refuse(definition, key)
        return Event(kind)

    def _defined(self, reference: str, kind: str) -> str:
        """The name of a message or signal, the code of an error or escalation; "" if nothing is referred to."""
        element = self.known.get(local(reference))
        if element is None or _tag(element) != kind:
            return ""
        return _flat(element.get(DEFINED_BY[kind])) or _name(element) or str(element.get("id"))

    def _duration(self, definition: Any, key: str) -> str:
        for element in _children(definition, "timeDate", "timeCycle"):
            self._refuse(element, key)
        return _content(next(_children(definition, "timeDuration"), None))

    def _loop(self, element: Any, key: str) -> Loop | None:
        for loop in _children(element, "standardLoopCharacteristics"):
            self._refuse(loop, key)
        loop = next(_children(element, "multiInstanceLoopCharacteristics"), None)
        if loop is None:
            return None
        self._strangers(loop)
        for inner in _children(loop, "loopCardinality", "completionCondition"):
            self._refuse(inner, key)
        return Loop(
            sequential=loop.get("isSequential") in ("true", "1"),
            element=loop.get(f"{_OWN}element", "").strip(),
            until=loop.get(f"{_OWN}until", "").strip() or "all",
        )

    # Flows and what does nothing

    def _flow(self, element: Any) -> Flow:
        key = self._id(element)
        condition = next(_children(element, "conditionExpression"), None)
        if condition is not None and condition.get("language", KEXIE) != KEXIE:
            message = _("平台不计算其他语言的条件，请改写成 decision == 'agree' 这样的条件。")
            self.problems.append(Problem("sequenceFlow", key, message, "unsupported"))
        source, target = (local(element.get(name, "")) for name in ("sourceRef", "targetRef"))
        return Flow(key, source, target, _flat(_content(condition)), _name(element))

    def _artifact(self, element: Any, parent: str) -> Artifact:
        tag = _tag(element)
        text = _name(element)
        if tag == "textAnnotation":
            text = _content(next(_children(element, "text"), None))
        elif tag == "group":
            text = self.groups.get(local(element.get("categoryValueRef", "")), "")
        elif state := next((_name(one) for one in _children(element, "dataState")), ""):
            text = f"{text} [{state}]"
        return Artifact(element.get("id", ""), tag, text, parent)

    def _link(self, element: Any) -> Link:
        source, target = (local(element.get(name, "")) for name in ("sourceRef", "targetRef"))
        return Link(element.get("id", ""), _tag(element), source, target, _name(element))

    def _data_links(self, element: Any, key: str) -> Iterator[Link]:
        for one in _children(element, "dataInputAssociation"):
            if source := _content(next(_children(one, "sourceRef"), None)):
                yield Link(one.get("id", ""), "dataInput", local(source), key)
        for one in _children(element, "dataOutputAssociation"):
            if target := _content(next(_children(one, "targetRef"), None)):
                yield Link(one.get("id", ""), "dataOutput", key, local(target))

    def _documentation(self, element: Any) -> str:
        return "\n".join(text for one in _children(element, "documentation") if (text := _content(one)))

    def _strangers(self, element: Any) -> None:
        """Attributes in our namespace that mean nothing here, such as a slip of the pen."""
        known = _ATTRIBUTES.get(_tag(element), frozenset())
        for name in element.attrib:
            if str(name).startswith(_OWN) and (stranger := etree.QName(name).localname) not in known:
                message = _("属性 kexie:%(name)s 在%(kind)s上没有作用，请核对拼写或删去。")
                said = message % {"name": stranger, "kind": kind_of(_tag(element))}
                self.problems.append(Problem(_tag(element), element.get("id", ""), said, "advice"))
