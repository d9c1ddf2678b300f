"""What two versions of a process differ in, in the words of people: by element, not by line of the file.

Elements are the same if their ids are; where they are drawn is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.matters.rules.bpmn.model import Flow, Lane, Model, Node, Process
from kexie.base.matters.rules.bpmn.wording import EVENTS, called, called_flow, kind_of, quoted
from kexie.base.matters.rules.expressions import BadExpression, parse
from kexie.base.matters.rules.lanes import WHO_LABELS
from kexie.base.matters.rules.limits import limit_words
from kexie.base.matters.rules.outcomes import OUTCOME_LABELS

#: Names of codes by what they are codes of: role, form, verb, unit, element (an answer's key).
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """An element that one of the versions has and the other has not."""

    id: str
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    """A property that differs: of what, and both values in words; an empty value is ""."""

    id: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, in the order of the file; false if there are none."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


_UNTIL: Final[dict[str, str | Promise]] = {
    "all": gettext_lazy("全部办完"),
    "any": gettext_lazy("任一办完"),
    "majority": gettext_lazy("过半数办完"),
}


def compare(old: Model, new: Model, names: Names | None = None) -> Comparison:
    """What has been added, removed and changed on the way from ``old`` to ``new``."""
    before, after = _Told(old, names or {}), _Told(new, names or {})
    first, second = before.elements(), after.elements()
    changed: list[Change] = []
    for key, element in second.items():
        if key in first:
            was, now = before.facts(first[key]), after.facts(element)
            for fact, now_said in now.items():
                was_said = was.get(fact, _Said(""))
                if was_said.key != now_said.key:
                    what = _("%(element)s的%(fact)s") % {"element": after.name(element), "fact": fact}
                    changed.append(Change(key, what, was_said.words, now_said.words))
    return Comparison(
        added=tuple(Item(key, after.name(one)) for key, one in second.items() if key not in first),
        removed=tuple(Item(key, before.name(one)) for key, one in first.items() if key not in second),
        changed=tuple(changed),
    )


_Element = Process | Lane | Node | Flow


class _Said:
    """A value in words, and what tells it from others: an element that has got another name is still the same one."""

    __slots__ = ("key", "words")

    def __init__(self, words: str, key: str | None = None) -> None:
        self.words = words
        self.key = words if key is None else key


@dataclass(frozen=True, slots=True)
class _Told:
    """A model in words."""

    model: Model
    names: Names

    def elements(self) -> dict[str, _Element]:
        """Everything that is compared, by ids."""
        found: dict[str, _Element] = {}
        for process in self.model.processes:
            found[process.id] = process
            found |= {lane.id: lane for lane in process.lanes}
            found |= {node.id: node for node in process.nodes}
            found |= {flow.id: flow for flow in process.flows}
        return found

    def name(self, element: _Element) -> str:
        """What it is called in a sentence."""
        if isinstance(element, Node):
            return called(element)
        if isinstance(element, Flow):
            return called_flow(self.model, element)
        return quoted("lane" if isinstance(element, Lane) else "process", element.name, element.id)

    def facts(self, element: _Element) -> dict[str, _Said]:
        """What is said of it: the same facts for the same kind of element, in the same order."""
        if isinstance(element, Node):
            return dict(self._of_node(element))
        if isinstance(element, Flow):
            return {
                _("名称"): _Said(element.name),
                _("起点"): self._node(element.source),
                _("终点"): self._node(element.target),
                _("条件"): _Said(self._condition(element.condition), element.condition),
            }
        if isinstance(element, Lane):
            return {
                _("名称"): _Said(element.name),
                _("办理人"): _Said(str(WHO_LABELS.get(element.who, element.who))),
                _("角色"): self._code("role", element.role),
                _("取单位的项"): self._code("element", element.element),
                _("单位"): self._code("unit", element.unit),
            }
        return {_("名称"): _Said(element.name), _("说明"): _Said(element.documentation)}

    def _of_node(self, node: Node) -> Iterator[tuple[str, _Said]]:
        lane = self.model.lanes.get(node.lane_id)
        yield _("名称"), _Said(node.name)
        yield _("类型"), _Said(kind_of(node.kind))
        yield _("泳道"), _Said((lane.name or lane.id) if lane else "", node.lane_id)
        yield _("所在子流程"), self._node(node.parent)
        yield _("表单"), self._code("form", node.form)
        yield _("办理时限"), _Said(limit_words(node.limit))
        yield _("动作"), self._code("verb", node.verb)
        yield _("动作的内容"), _Said(node.value)
        yield _("办理结果"), _Said(str(OUTCOME_LABELS.get(node.outcome, node.outcome)))
        flow = self.model.flows.get(node.default)
        yield _("默认去向"), _Said(called_flow(self.model, flow) if flow else node.default, node.default)
        yield _("所在任务"), self._node(node.attached_to)
        if node.kind == "boundaryEvent":
            yield _("触发方式"), _Said(_("中断任务") if node.interrupting else _("不中断任务"))
        yield _("事件"), _Said(self._event(node))
        yield _("会签"), _Said(self._loop(node))
        yield _("调用的流程"), _Said(node.called)
        yield _("说明"), _Said(node.documentation)

    def _node(self, key: str) -> _Said:
        node = self.model.nodes.get(key)
        return _Said(called(node) if node else key, key)

    def _code(self, kind: str, code: str) -> _Said:
        return _Said(self.names.get(kind, {}).get(code, code), code)

    def _condition(self, text: str) -> str:
        try:
            return parse(text).words(self.names.get("element", {})) if text else ""
        except BadExpression:
            return text

    @staticmethod
    def _event(node: Node) -> str:
        if not node.event.kind:
            return ""
        kind = str(EVENTS.get(node.event.kind, node.event.kind))
        text = limit_words(node.event.text) if node.event.kind == "timer" else node.event.text
        return f"{kind} {text}".strip()

    def _loop(self, node: Node) -> str:
        if node.loop is None:
            return ""
        order = _("依次") if node.loop.sequential else _("同时")
        parts = (
            self._code("element", node.loop.element).words,
            order,
            str(_UNTIL.get(node.loop.until, node.loop.until)),
        )
        return "，".join(part for part in parts if part)
