"""Going back: to the person before, where nothing has happened in between that cannot be taken back.

The engine's own reset takes whatever came after away. It is asked only where that is the open task alone: no service has
acted, nothing was waited for, no branch has split or come together, no other person has done anything.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid4

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from kexie.base.matters.rules.bpmn.model import Model, Node

_OF_PERSONS: Final = frozenset({"userTask", "manualTask", "task"})
_HARMLESS: Final = frozenset({"exclusiveGateway"})
_STARTED: Final = TaskState.COMPLETED | TaskState.READY | TaskState.WAITING | TaskState.STARTED | TaskState.ERROR


class NoWayBack(ValueError):
    """There is no person before, or something in between cannot be taken back."""


def before(here: Task, model: Model) -> tuple[Task, Node]:
    """The task of the person before the open task ``here``, and its node.

    Raises:
        KeyError: it is not open.
        NoWayBack.
    """
    if not here.has_state(TaskState.READY) or not here.task_spec.manual:
        raise KeyError(str(here.id))
    found = here.parent
    while found is not None and _is_inside(found, model):
        found = found.parent
    node = model.nodes.get(found.task_spec.name) if found is not None else None
    if (
        node is None
        or node.kind not in _OF_PERSONS
        or node.loop is not None
        or not found.has_state(TaskState.COMPLETED)
    ):
        raise NoWayBack
    if any(not _may_go(task, here, model) for task in _after(found)):
        raise NoWayBack
    return found, node


def go_back(flow: BpmnWorkflow, here: Task, model: Model) -> tuple[UUID, UUID]:
    """Let the run wait again for the person before. Answers the key of the task that was done, and of the one to be done.

    Raises as :func:`before`.
    """
    task, _node = before(here, model)
    done, again = task.id, uuid4()
    flow.reset_from_task_id(done)
    _rename(task, again)
    return done, again


def _is_inside(task: Task, model: Model) -> bool:
    """Whether a way back leads through this: gateways that chose, and what the engine puts around a task with events."""
    if isinstance(task.task_spec, BoundaryEventJoin | BoundaryEventSplit):
        return True
    node = model.nodes.get(task.task_spec.name)
    return node is not None and node.kind in _HARMLESS


def _after(task: Task) -> list[Task]:
    """All that has begun since ``task``, and because of it: what hangs on its own boundary too."""
    top = task.parent if isinstance(task.parent.task_spec, BoundaryEventSplit) else task
    return [one for one in top if one not in (top, task) and one.has_state(_STARTED)]


def _may_go(task: Task, here: Task, model: Model) -> bool:
    if task == here or _is_inside(task, model):
        return True
    # The clock of the open task, which begins anew when the task does.
    return (
        isinstance(task.task_spec, BoundaryEvent) and task.has_state(TaskState.WAITING) and task.parent == here.parent
    )


def _rename(task: Task, key: UUID) -> None:
    """Give a task another key: it is done anew, and the one that was done stays in the history under its own."""
    tasks: dict[UUID, Any] = task.workflow.tasks
    del tasks[task.id]
    parent = task.parent
    parent._children[parent._children.index(task.id)] = key
    for child in task.children:
        child._parent = key
    task.id = key
    tasks[key] = task
