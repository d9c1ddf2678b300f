"""Taking a running case over to another version of its process: where that is safe, and how.

It is safe where everything that has happened or waits is in the new process too, with the same meaning: the same node of the
same kind, and for what is under way (a loop, an activity with events on its border, a sub-process, a join that has been
reached) the same parts. What had not been reached yet is thought of anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.util.task import TaskState

from kexie.base.matters.rules.bpmn.model import Node
from kexie.base.matters.rules.engine.compiling import Compiled
from kexie.base.matters.rules.engine.running import Run

#: What is only thought of: it is thought of anew in the new process.
_THOUGHT: Final = TaskState.PREDICTED_MASK | TaskState.FUTURE
_UNDER_WAY: Final = TaskState.WAITING | TaskState.READY | TaskState.STARTED


def why_not(state: Mapping[str, Any], old: Compiled, new: Compiled) -> str:
    """Why a case that stands at ``state`` cannot be moved, in one sentence; empty where it can."""
    if old.spec.name != new.spec.name:
        return _("两版流程的编号不同。")
    for kept, before, after in _scopes(state, old, new):
        if after is None:
            return _("新版流程里没有办件正在经过的子流程。")
        for row in kept["tasks"]:
            if row[3] & _THOUGHT == 0 and (reason := _why_not_one(row, before, after, old, new)):
                return reason
    return ""


def moved(state: Mapping[str, Any], new: Compiled) -> dict[str, Any]:
    """``state`` in the new process, after :func:`why_not` has said nothing. Whoever it waits for stays the same."""
    bare = {
        **_bare(state),
        "parts": {key: {"spec": part["spec"], **_bare(part)} for key, part in state["parts"].items()},
    }
    run = Run.load(new, bare, {})
    run.think_anew()
    return run.state()


def _bare(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A workflow without what is only thought of."""
    real = {row[0] for row in kept["tasks"] if row[3] & _THOUGHT == 0}
    tasks = [
        [*row[:2], [child for child in row[2] if child in real], *row[3:]] for row in kept["tasks"] if row[0] in real
    ]
    return {**{key: value for key, value in kept.items() if key not in ("parts", "tasks")}, "tasks": tasks}


def _scopes(state: Mapping[str, Any], old: Compiled, new: Compiled) -> Iterator[tuple[Mapping[str, Any], Any, Any]]:
    """The process and each sub-process under way or passed: what is kept of it, its spec before and after."""
    yield state, old.spec, new.spec
    for part in state["parts"].values():
        yield part, old.parts[part["spec"]], new.parts.get(part["spec"])


def _why_not_one(row: list[Any], before: Any, after: Any, old: Compiled, new: Compiled) -> str:
    name, task_state = row[4], row[3]
    was, now = before.task_specs[name], after.task_specs.get(name)
    node = old.model.nodes.get(name.removesuffix(" [child]").partition(".")[0])
    words = node.name or node.id if node else name
    if now is None or type(now) is not type(was):
        return _("新版流程里没有“%(node)s”，或者换了类型。") % {"node": words}
    if task_state & _UNDER_WAY == 0:
        return ""
    if isinstance(was, BoundaryEventSplit | Join) and _names(was.inputs, was.outputs) != _names(
        now.inputs, now.outputs
    ):
        return _("“%(node)s”前后的连线或边界事件有改动，办件正停在这里。") % {"node": words}
    if isinstance(was, LoopTask) and (was.cardinality, was.condition) != (now.cardinality, now.condition):
        return _("“%(node)s”的会签范围有改动，会签正在进行。") % {"node": words}
    return _why_not_here(node, new.model.nodes.get(node.id) if node else None, old, new, words)


def _why_not_here(was: Node | None, now: Node | None, old: Compiled, new: Compiled, words: str) -> str:
    """Whether a task that is being done is still the same person's business."""
    if was is None or now is None:
        return ""
    if was.attached_to != now.attached_to or was.event != now.event:
        return _("“%(node)s”等待的事件有改动。") % {"node": words}
    if was.verb != now.verb or was.called != now.called:
        return _("“%(node)s”的内容有改动。") % {"node": words}
    lanes = (old.model.lanes.get(was.lane_id), new.model.lanes.get(now.lane_id))
    said = [(lane.who, lane.role, lane.element, lane.unit) if lane else () for lane in lanes]
    if said[0] != said[1]:
        return _("“%(node)s”改由别人办理，办件正停在这里。") % {"node": words}
    return ""


def _names(inputs: Any, outputs: Any) -> tuple[list[str], list[str]]:
    return sorted(one.name for one in inputs), sorted(one.name for one in outputs)
