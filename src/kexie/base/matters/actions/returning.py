"""Giving a task back to the person before (退回上一环节)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kexie.base.kernel.access import Actor
from kexie.base.matters.actions.cases import begin
from kexie.base.matters.errors import NoReturn
from kexie.base.matters.models import Case, CaseTask, StepKind, TaskState
from kexie.base.matters.queries.acting import holds_role
from kexie.base.matters.rules.engine import NoWayBack
from kexie.base.matters.rules.saying import told_reason
from kexie.base.people.api import actor_of

_LOCKED: Final = "a step of a locked case"


@transaction.atomic
def give_back(*, by: Actor, at: datetime, task_id: UUID, reason: str, seen: int | None = None) -> Case:
    """Let the person before do his or her task anew: whoever has done it holds it again, where he or she still may.

    Raises:
        NoReturn: nobody is before, or something in between cannot be taken back.
        MatterInvalid: no reason.
        NotFound, TaskGone, CaseChanged.
    """
    reason = told_reason(reason)
    step, task = begin(task_id, by=by, at=at, seen=seen)
    try:
        before = step.run.way_back(task.pk)
        done, again = step.run.back_to(task.pk)
    except (NoWayBack, KeyError) as error:
        raise NoReturn from error
    unit_name = task.unit.name if task.unit else ""
    step.note(
        StepKind.RETURN,
        node=task.node,
        name=task.name,
        unit_name=unit_name,
        answers={"reason": reason},
        to=before.name,
    )
    step.settle()
    _give_again(done, again, at=at)
    return step.case


def _give_again(done: UUID, again: UUID, *, at: datetime) -> None:
    """Whoever has done the task holds the one that is to be done anew, if he or she still may."""
    tasks = CaseTask.objects.beyond(_LOCKED)
    earlier = tasks.select_related("holder__person").filter(pk=done).first()
    new = tasks.select_related("unit").filter(pk=again, state=TaskState.OPEN).first()
    if earlier is None or new is None or earlier.holder is None or new.unit is None:
        return
    if holds_role(actor_of(earlier.holder, on=timezone.localdate(at)), new):
        tasks.filter(pk=again).update(holder=earlier.holder, holder_name=earlier.holder_name)
