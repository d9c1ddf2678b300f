"""Whether every way of a process leads from its start to an end, and nothing runs for ever by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from kexie.base.matters.rules.bpmn.model import ACTIVITIES, DECIDING, GATEWAYS, Flow, Model, Node, Problem, Process
from kexie.base.matters.rules.bpmn.waiting import stuck
from kexie.base.matters.rules.bpmn.wording import called, called_flow, quoted

#: Where a case rests until a person, time or a message moves it on.
_RESTING: Final = frozenset(
    {"userTask", "manualTask", "task", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"}
)
_JOINING: Final = frozenset({"parallelGateway", "inclusiveGateway"})


def check_structure(model: Model, process: Process) -> Iterator[Problem]:
    """The problems of the ways through a process, sub-process by sub-process."""
    for scope in ("", *(node.id for node in process.nodes if node.kind == "subProcess")):
        yield from _Scope(model, process, scope).problems()


def _problem(node: Node, message: str, kind: str = "broken") -> Problem:
    return Problem(node.kind, node.id, message % {"node": called(node)}, kind)


class _Scope:
    """What stands directly in a process or in one of its sub-processes."""

    def __init__(self, model: Model, process: Process, scope: str) -> None:
        self.model = model
        self.process = process
        self.scope = scope
        self.nodes: Mapping[str, Node] = {node.id: node for node in process.nodes if node.parent == scope}
        self.flows: list[Flow] = []
        self.next: dict[str, list[str]] = {key: [] for key in self.nodes}
        self.before: dict[str, list[str]] = {key: [] for key in self.nodes}

    def problems(self) -> Iterator[Problem]:
        """All of them."""
        yield from self._of_flows()
        if not self.nodes:
            if self.scope:
                message = _("%(node)s里面是空的，请画出其中的步骤，或改成任务。")
                yield _problem(self.model.nodes[self.scope], message, "missing")
            return
        yield from self._starts_and_ends()
        for node in self.nodes.values():
            if node.id not in self.model.refused:
                yield from self._of_node(node)
        yield from self._unreachable()
        yield from self._endless()
        yield from self._never_joined()
        for key in sorted(stuck(self.nodes, self.flows, self.model.boundaries)):
            message = _(
                "%(node)s要等齐每一路，但有的走法里只来其中几路，会一直等下去；只走一路的地方请改用排他网关汇合。"
            )
            yield _problem(self.nodes[key], message)

    def _of_flows(self) -> Iterator[Problem]:
        everywhere = {node.id: node for node in self.process.nodes}
        for flow in self.process.flows:
            source, target = everywhere.get(flow.source), everywhere.get(flow.target)
            if source is None or target is None:
                if not self.scope:
                    yield self._of_flow(flow, _("%(flow)s有一头没有接上，请重新连接。"))
            elif source.parent != target.parent:
                if source.parent == self.scope:
                    yield self._of_flow(flow, _("%(flow)s穿过了子流程的边界，请在子流程里面结束、从外面继续。"))
            elif source.parent == self.scope:
                self.flows.append(flow)
                self.next[source.id].append(target.id)
                self.before[target.id].append(source.id)

    def _of_flow(self, flow: Flow, message: str) -> Problem:
        return Problem("sequenceFlow", flow.id, message % {"flow": called_flow(self.model, flow)})

    # Starts, ends, dead ends

    def _starts_and_ends(self) -> Iterator[Problem]:
        inside = self.model.nodes.get(self.scope)
        element, key, name = (
            (inside.kind, inside.id, inside.name) if inside else ("process", self.process.id, self.process.name)
        )
        what = quoted(element, name, key)
        starts = [node for node in self.nodes.values() if node.kind == "startEvent"]
        if not starts:
            yield Problem(element, key, _("%(what)s没有开始事件，请加上并连到第一步。") % {"what": what})
        for extra in starts[1:]:
            yield _problem(extra, _("%(node)s是多出来的：一个流程只能有一个开始事件，请删去。"), "unsupported")
        if not any(node.kind == "endEvent" for node in self.nodes.values()):
            yield Problem(element, key, _("%(what)s没有结束事件，请在最后一步之后加上。") % {"what": what})

    def _of_node(self, node: Node) -> Iterator[Problem]:
        leaving, reaching = self.next[node.id], self.before[node.id]
        if node.kind == "endEvent":
            if leaving:
                yield _problem(node, _("%(node)s之后不能再有连线，请删去。"))
        elif not leaving:
            yield _problem(node, _("%(node)s之后没有连线，办到这里就走不下去了，请连到下一步或结束事件。"))
        elif len(leaving) > 1 and node.kind not in GATEWAYS:
            message = _("%(node)s之后有%(count)d条连线，看不出是同时走还是选一条，请在后面加一个网关。")
            said = message % {"node": called(node), "count": len(leaving)}
            yield Problem(node.kind, node.id, said, "unsupported")
        if node.kind in ("startEvent", "boundaryEvent") and reaching:
            yield _problem(node, _("%(node)s不能从别处连过来，请删去这条连线。"))
        if node.kind == "boundaryEvent":
            host = self.nodes.get(node.attached_to)
            if host is None or (host.kind not in ACTIVITIES):
                yield _problem(node, _("%(node)s没有贴在任务上，请拖到任务的边上。"))
        elif node.kind in DECIDING and len(leaving) > 1:
            yield from self._of_decision(node)
        elif node.kind == "eventBasedGateway":
            yield from self._of_waiting(node)

    def _of_decision(self, node: Node) -> Iterator[Problem]:
        leaving = [flow for flow in self.flows if flow.source == node.id]
        if not node.default:
            message = _("%(node)s没有默认的去向，条件都不满足时会停住，请把一条连线设为默认。")
            yield _problem(node, message, "missing")
        elif node.default not in {flow.id for flow in leaving}:
            yield _problem(node, _("%(node)s的默认去向不是它自己的连线，请重新设定。"))
        bare = [flow for flow in leaving if not flow.condition and flow.id != node.default]
        if not node.default and len(bare) == 1:
            bare = []  # the one that the default is missing for
        for flow in bare:
            message = _("%(flow)s没有条件，%(node)s不知道何时走这里，请写上条件或设为默认。")
            said = message % {"flow": called_flow(self.model, flow), "node": called(node)}
            yield Problem("sequenceFlow", flow.id, said, "missing")

    def _of_waiting(self, node: Node) -> Iterator[Problem]:
        after = [self.nodes[key] for key in self.next[node.id]]
        if len(after) == 1:
            yield _problem(node, _("%(node)s之后要有两个以上的等待事件，请补上。"))
        if any(one.kind not in ("intermediateCatchEvent", "receiveTask") for one in after):
            yield _problem(node, _("%(node)s之后只能直接接定时、消息、信号事件或接收任务，请改画。"))

    # Ways

    def _steps(self, key: str) -> Iterator[str]:
        """Where a case may be next: along the flows, and by the events on the border."""
        yield from self.next[key]
        for event in self.model.boundaries.get(key, ()):
            if event.id in self.nodes:
                yield event.id

    def _from(self, keys: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                waiting.extend(self._steps(key))
        return seen

    def _unreachable(self) -> Iterator[Problem]:
        starts = [node.id for node in self.nodes.values() if node.kind == "startEvent"]
        if not starts:
            return
        reached = self._from(starts)
        for node in self.nodes.values():
            if node.id not in reached | self.model.refused and node.kind != "boundaryEvent":
                yield _problem(node, _("%(node)s从开始事件走不到，请连上或删去。"))

    def _rests(self, node: Node) -> bool:
        """Whether a case stays there for a while, or may stay there inside of it."""
        if node.kind in _RESTING:
            return True
        if node.kind == "boundaryEvent":
            return node.event.kind in ("timer", "message", "signal")
        if node.kind == "subProcess":
            return any(self._rests(one) for one in self.process.nodes if one.parent == node.id)
        if node.kind == "callActivity":
            process = self.model.process(node.called)
            return process is None or any(one.kind in _RESTING for one in process.nodes)
        return False

    def _endless(self) -> Iterator[Problem]:
        """Rounds that no person, time or message ever interrupts: they would turn for ever in the engine."""
        busy = {key for key, node in self.nodes.items() if not self._rests(node)}
        while ends := {key for key in busy if not any(step in busy for step in self._steps(key))}:
            busy -= ends
        while begins := {key for key in busy if not any(key in self._steps(other) for other in busy)}:
            busy -= begins
        for node in self.nodes.values():
            if node.id in busy:
                message = _("%(node)s在一个没有人办理、也不等待的循环里，会永远转下去，请在循环里加上任务或定时。")
                yield _problem(node, message)
                return

    def _never_joined(self) -> Iterator[Problem]:
        for node in self.nodes.values():
            if node.kind != "parallelGateway" or len(set(self.next[node.id])) < 2:
                continue
            reached = [self._from([key]) for key in self.next[node.id]]
            joined = any(
                other.kind in _JOINING and len(self.before[other.id]) > 1 and sum(key in one for one in reached) > 1
                for key, other in self.nodes.items()
            )
            if not joined:
                message = _("%(node)s分出的几路没有再汇合，各走各的结束；如果要等齐再往下办，请加一个并行网关汇合。")
                yield _problem(node, message, "advice")
