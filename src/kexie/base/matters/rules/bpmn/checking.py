"""What has to be mended in a model before a matter may run by it, each element by name.

`structure` asks whether every way leads from the start to an end; here is asked who does what by when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kexie.base.matters.rules.bpmn.model import (
    DECIDING,
    NODES,
    OUTCOMES,
    UNTIL,
    WHO,
    Flow,
    Lane,
    Model,
    Node,
    Problem,
    Process,
    ready,
    runs,
)
from kexie.base.matters.rules.bpmn.structure import check_structure
from kexie.base.matters.rules.bpmn.wording import called, called_flow, quoted
from kexie.base.matters.rules.expressions import BadExpression, parse
from kexie.base.matters.rules.limits import BadLimit, parse_limit

__all__ = ["check", "ready", "runs"]

#: The kinds of problems in the order in which one mends them.
_FIRST: Final = ("unsupported", "broken", "missing", "advice")
#: A longer name of a task, lane or flow breaks the pages and lists that show it.
LONGEST_NAME: Final = 100
#: So much of a name that is too long is told.
_SHOWN_OF_NAME: Final = 20
#: Which events may stand where.
_EVENTS: Final[dict[str, frozenset[str]]] = {
    "startEvent": frozenset({""}),
    "endEvent": frozenset({"", "message", "signal", "error", "escalation", "terminate"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal"}),
    "intermediateThrowEvent": frozenset({"", "message", "signal", "escalation"}),
    "boundaryEvent": frozenset({"timer", "message", "signal", "error", "escalation"}),
}


def check(
    model: Model,
    *,
    roles: Collection[str] | None = None,
    verbs: Collection[str] | None = None,
    forms: Collection[str] | None = None,
    answers: Collection[str] | None = None,
    gathered: Collection[str] = (),
) -> list[Problem]:
    """The problems of a model, those that keep it from running first. Never an error.

    Names are looked up in what is given: codes of roles, names of verbs, keys of forms, keys of all answers that
    conditions may ask for; None leaves them unchecked. ``gathered`` are the keys of what the units of a 会签 each answer
    (see `rules.gathering`).
    """
    known = _Known(roles, verbs, forms, answers, frozenset(gathered))
    problems = [*model.problems, *_check_file(model)]
    for process in model.used:
        problems += check_structure(model, process)
        problems += _Checking(model, process, known).problems()
    return sorted(dict.fromkeys(problems), key=lambda problem: _FIRST.index(problem.kind))


def _check_file(model: Model) -> Iterator[Problem]:
    """Whether it is clear which process is to be run."""
    main = model.main
    if main is None or not main.nodes:
        yield Problem("process", main.id if main else "", _("图里没有流程，请从开始事件画起。"))
        return
    running = {process.id for process in model.used}
    pools = {pool.process_id: pool for pool in model.pools}
    for process in model.processes:
        if process.id in running or not process.nodes:
            continue
        pool = pools.get(process.id)
        tag, key, name = ("participant", pool.id, pool.name) if pool else ("process", process.id, process.name)
        if main.executable and not process.executable:
            message = _("%(what)s只画出来，不会运行：一个事项只运行一个流程。")
            yield Problem(tag, key, message % {"what": quoted(tag, name, key)}, "advice")
        else:
            message = _("一个事项只能有一个流程，%(what)s请并入同一个泳池、用泳道分开，或者用调用活动调用它。")
            yield Problem(tag, key, message % {"what": quoted(tag, name, key)}, "unsupported")


@dataclass(frozen=True, slots=True)
class _Known:
    roles: Collection[str] | None
    verbs: Collection[str] | None
    forms: Collection[str] | None
    answers: Collection[str] | None
    gathered: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Checking:
    """One process being checked."""

    model: Model
    process: Process
    known: _Known

    def problems(self) -> Iterator[Problem]:
        """What is missing or wrong about its elements, in the order of the file."""
        human = [node for node in self.process.nodes if node.is_human]
        if human and not self.process.lanes:
            message = _("有要人办理的任务，但没有泳道，请画出泳道并写明各由谁办理。")
            yield Problem("process", self.process.id, message, "missing")
        working = {node.lane_id for node in human}
        for lane in self.process.lanes:
            if lane.id in working:
                yield from self._of_lane(lane)
        for node in self.process.nodes:
            yield from self._of_node(node)
        for flow in self.process.flows:
            yield from self._of_flow(flow)
        yield from self._doubled_names(human)
        yield from self._long_names()

    def _long_names(self) -> Iterator[Problem]:
        """Names of elements that no page has room for."""
        named = [("lane", lane.id, lane.name) for lane in self.process.lanes]
        named += [(node.kind, node.id, node.name) for node in self.process.nodes]
        named += [("sequenceFlow", flow.id, flow.name) for flow in self.process.flows]
        for tag, key, name in named:
            if len(name) > LONGEST_NAME:
                message = _("%(what)s的名称有%(now)d个字，最多%(most)d个字，请改短，其余写进说明。")
                short = quoted(tag, f"{name[:_SHOWN_OF_NAME]}…", key)
                yield Problem(tag, key, message % {"what": short, "now": len(name), "most": LONGEST_NAME}, "missing")

    def _doubled_names(self, human: list[Node]) -> Iterator[Problem]:
        names = Counter(node.name for node in human if node.name)
        for node in human:
            if names[node.name] > 1:
                message = _("有%(count)d个任务都叫“%(name)s”，待办里分不清，请改成不同的名称。")
                said = message % {"count": names[node.name], "name": node.name}
                yield Problem(node.kind, node.id, said, "advice")

    # Lanes

    def _of_lane(self, lane: Lane) -> Iterator[Problem]:
        def problem(message: str, kind: str = "missing") -> Problem:
            return Problem("lane", lane.id, message % {"lane": quoted("lane", lane.name, lane.id)}, kind)

        if not lane.who:
            yield problem(_("%(lane)s没有写明由谁办理，请选择申请人、牵头单位、窗口或其他单位。"))
            return
        if lane.who not in WHO:
            yield problem(_("%(lane)s的办理人写得不对，请重新选择。"), "broken")
            return
        if lane.who == "applicant":
            return
        if not lane.role:
            yield problem(_("%(lane)s没有写明由哪个角色办理，请选择角色。"))
        elif self.known.roles is not None and lane.role not in self.known.roles:
            yield problem(_("%(lane)s写的角色在平台上没有，请重新选择。"))
        if lane.who == "chosen" and not lane.element:
            yield problem(_("%(lane)s由办理中选定的单位办理，请写明取哪一项的单位。"))
        if lane.who == "unit" and not lane.unit:
            yield problem(_("%(lane)s由固定的单位办理，请写明是哪个单位。"))

    # Nodes

    def _of_node(self, node: Node) -> Iterator[Problem]:
        if node.kind not in NODES:
            return  # named by the reader
        if node.is_human:
            yield from self._of_human(node)
        elif node.loop is not None:
            message = _("会签只能用在要人办理的任务上，请把%(node)s改成用户任务，或去掉多实例标记。")
            yield self._problem(node, message, "unsupported", "multiInstanceLoopCharacteristics")
        if node.kind == "serviceTask":
            yield from self._of_service(node)
        elif node.kind == "callActivity":
            yield from self._of_call(node)
        elif node.kind in _EVENTS:
            yield from self._of_event(node)
        if node.kind in ("sendTask", "receiveTask") and not node.event.text:
            yield self._problem(node, _("%(node)s没有写消息的名称，请补上。"), "missing")

    @staticmethod
    def _problem(node: Node, message: str, kind: str = "broken", element: str = "") -> Problem:
        return Problem(element or node.kind, node.id, message % {"node": called(node)}, kind)

    def _of_human(self, node: Node) -> Iterator[Problem]:
        lane = self.model.lanes.get(node.lane_id)
        if self.process.lanes and lane is None:
            yield self._problem(node, _("%(node)s不在任何泳道里，请移进办理人的泳道。"), "missing")
        if not node.name:
            yield self._problem(node, _("%(node)s没有名称，办理人看不出要办什么，请补上。"), "missing")
        if node.kind == "userTask" and not node.form:
            yield self._problem(node, _("%(node)s没有选表单，请选择，或改用人工任务。"), "missing")
        if node.form and self.known.forms is not None and node.form not in self.known.forms:
            yield self._problem(node, _("%(node)s选的表单在这个事项里没有，请重新选择。"), "missing")
        if node.limit:
            yield from self._of_duration(node, node.limit)
        elif lane is None or lane.who != "applicant":
            yield self._problem(node, _("%(node)s没有写办理时限，请补上，例如 3 个工作日写 3d。"), "missing")
        if node.loop is not None and not node.loop.element:
            yield self._problem(node, _("%(node)s是会签，请写明由哪一项里的单位会签。"), "missing")
        if node.loop is not None and node.loop.until not in UNTIL:
            yield self._problem(node, _("%(node)s的会签完成条件写得不对，请选全部、任一或过半数。"))

    def _of_duration(self, node: Node, text: str) -> Iterator[Problem]:
        try:
            parse_limit(text)
        except BadLimit:
            message = _(
                "%(node)s写的“%(text)s”不是一段时长，请写工作日 3d、工作小时 2h 或分钟 30m，也可以写 P3D、PT2H。"
            )
            yield Problem(node.kind, node.id, message % {"node": called(node), "text": text})

    def _of_service(self, node: Node) -> Iterator[Problem]:
        if not node.verb:
            yield self._problem(node, _("%(node)s没有选择动作，请选择由平台做什么。"), "missing")
        elif self.known.verbs is not None and node.verb not in self.known.verbs:
            yield self._problem(node, _("%(node)s选的动作平台没有，请重新选择。"))

    def _of_call(self, node: Node) -> Iterator[Problem]:
        if not node.called:
            yield self._problem(node, _("%(node)s没有写明调用哪个流程，请选择。"))
        elif self.model.process(node.called) is None:
            yield self._problem(node, _("%(node)s调用的流程不在这个文件里，请重新选择。"))
        elif self._comes_back(node.called):
            yield self._problem(node, _("%(node)s调用的流程又调用回自己，会永远办不完，请改成往回的连线。"))

    def _comes_back(self, start: str) -> bool:
        """Whether the process ``start`` leads to the one that is being checked, which calls it."""
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            key = waiting.pop()
            if key == self.process.id:
                return True
            if key not in seen and (process := self.model.process(key)):
                seen.add(key)
                waiting += [node.called for node in process.nodes if node.called]
        return False

    # Events

    def _of_event(self, node: Node) -> Iterator[Problem]:
        kind = node.event.kind
        if {node.id, node.parent} & self.model.refused:
            return
        if node.kind == "startEvent" and kind == "message":
            yield self._problem(node, _("%(node)s等待的消息不起作用：事项由人提出申请来发起。"), "advice")
            return
        if kind not in _EVENTS[node.kind]:
            yield self._misplaced(node)
            return
        if kind == "timer" and not node.event.text:
            yield self._problem(node, _("%(node)s没有写等多久，请补上，例如 3d。"))
        elif kind == "timer":
            yield from self._of_duration(node, node.event.text)
        elif kind in ("message", "signal") and not node.event.text:
            yield self._problem(node, _("%(node)s没有写消息或信号的名称，请补上。"), "missing")
        if node.kind == "boundaryEvent" and kind == "error" and not node.interrupting:
            yield self._problem(node, _("%(node)s接住错误，任务已经中断，请改成中断的边界事件。"))
        if node.outcome and node.outcome not in OUTCOMES:
            yield self._problem(node, _("%(node)s的办理结果写得不对，请选办结、不予受理、撤回或未通过。"))
        if node.kind == "endEvent" and kind == "error" and not self._is_caught(node):
            yield self._problem(node, _("%(node)s抛出的错误没有边界事件接住，请在外层加上，或改用普通结束事件。"))

    def _misplaced(self, node: Node) -> Problem:
        if node.kind == "startEvent":
            message = _("%(node)s只能是普通的开始事件：事项由人发起，不由消息、信号或定时启动。")
            return self._problem(node, message, "unsupported")
        if not node.event.kind:
            return self._problem(node, _("%(node)s没有写等待什么，请选择定时、消息或信号。"))
        return self._problem(node, _("%(node)s的类型平台不支持，请换成定时、消息或信号事件。"), "unsupported")

    def _is_caught(self, node: Node) -> bool:
        """Whether an error goes to the border of something around it; in a called process that may be the caller's."""
        if self.process is not self.model.main:
            return True
        nodes: Mapping[str, Node] = self.model.nodes
        parent = node.parent
        while parent:
            events = [one.event for one in self.model.boundaries.get(parent, ())]
            if any(one.kind == "error" and one.text in ("", node.event.text) for one in events):
                return True
            parent = nodes[parent].parent if parent in nodes else ""
        return False

    # Flows

    def _of_flow(self, flow: Flow) -> Iterator[Problem]:
        if not flow.condition or flow.id in self.model.refused:
            return
        source = self.model.nodes.get(flow.source)
        name = called_flow(self.model, flow)
        if source is not None and source.kind not in DECIDING:
            message = _("%(flow)s从%(node)s出来，不能带条件，请在前面加一个排他网关。")
            yield Problem("sequenceFlow", flow.id, message % {"flow": name, "node": called(source)}, "unsupported")
            return
        try:
            condition = parse(flow.condition)
        except BadExpression as bad:
            said = _("%(flow)s：%(why)s") % {"flow": name, "why": bad}
            yield Problem("sequenceFlow", flow.id, said, "unsupported")
            return
        if self.known.answers is not None and (strangers := sorted(condition.names - set(self.known.answers))):
            message = _("%(flow)s的条件用到的“%(names)s”不在任何表单里，请核对字段的代码。")
            said = message % {"flow": name, "names": "”、“".join(strangers)}
            yield Problem("sequenceFlow", flow.id, said, "missing")
        if alone := sorted(condition.compared & self.known.gathered):
            message = _(
                "%(flow)s的条件用到的“%(names)s”由会签各方分别填写，请改用“包含”，例如 'disagree' in %(name)s。"
            )
            said = message % {"flow": name, "names": "”、“".join(alone), "name": alone[0]}
            yield Problem("sequenceFlow", flow.id, said)
