"""Verbs on who holds a task: claim, release, hand over; each stands in the history of its case."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.matters.abilities import SUPERVISE
from kexie.base.matters.actions.cases import begin
from kexie.base.matters.actions.stepping import Step, locked
from kexie.base.matters.errors import MatterInvalid, TaskGone
from kexie.base.matters.models import Case, CaseTask, StepKind, TaskState
from kexie.base.matters.queries.acting import holds_role
from kexie.base.matters.rules.saying import told_reason
from kexie.base.notifications import api as notifications
from kexie.base.people.api import Account, actor_of

_CHECKED: Final = "the verb has looked at who asks"


@transaction.atomic
def claim(*, by: Actor, at: datetime, task_id: UUID, seen: int | None = None) -> Case:
    """Take a task of nobody, or of somebody one stands in for, upon oneself; what is one's own already stays so.

    Raises:
        NotFound: there is no such task in the actor's reach.
        TaskGone: another has been quicker, or it is done.
        CaseChanged.
    """
    step, task = begin(task_id, by=by, at=at, seen=seen)
    _check_of_unit(task)
    if task.holder_id == by.account_id:
        return step.case
    if not _give(task, by.account_id, by.name):
        # Read before the case was locked: it may have become one's own meanwhile, by a form that was sent twice.
        if CaseTask.objects.beyond(_CHECKED).open().filter(pk=task_id, holder=by.account_id).exists():
            return step.case
        raise TaskGone
    return _stored(step, task, StepKind.CLAIM)


@transaction.atomic
def release(*, by: Actor, at: datetime, task_id: UUID, seen: int | None = None) -> Case:
    """Put a task back for all who may do it: who holds it, who stands in, who supervises. What nobody holds stays so.

    Raises as :func:`claim`.
    """
    step, task = _begin(task_id, by=by, at=at, seen=seen)
    if task.holder_id is None:
        return step.case
    held_by = task.holder_name
    if not _give(task, None, ""):
        raise TaskGone
    return _stored(step, task, StepKind.RELEASE, held_by=held_by)


@transaction.atomic
def hand_over(*, by: Actor, at: datetime, task_id: UUID, to: UUID, reason: str, seen: int | None = None) -> Case:
    """Give a task to the colleague with the account ``to``, who holds its role in its unit: one's own or nobody's task, or as
    supervision anybody's. He or she is told.

    Raises:
        MatterInvalid: no reason, or the colleague may not do it.
        NotFound, TaskGone, CaseChanged.
    """
    reason = told_reason(reason)
    step, task = _begin(task_id, by=by, at=at, seen=seen)
    account = Account.objects.select_related("person").filter(pk=to, is_active=True).first()
    if account is None or not holds_role(actor_of(account, on=timezone.localdate(at)), task):
        raise MatterInvalid(errors={"to": [_("这位同事不能办理这项任务，请另选一位。")]})
    if account.pk == task.holder_id:
        raise MatterInvalid(errors={"to": [_("这项任务已经由这位同事办理。")]})
    name = account.get_full_name()
    if not _give(task, account.pk, name):
        raise TaskGone
    case = _stored(step, task, StepKind.HAND_OVER, reason=reason, to=name)
    if account.person is not None and account.pk != by.account_id:
        notifications.notify(
            at=at,
            persons=[account.person],
            kind="matters.task",
            title=_("%(who)s把“%(task)s”转给您办理") % {"who": by.name, "task": task.name[:60]},
            body=_("%(matter)s（%(number)s）。理由：%(reason)s")
            % {"matter": case.version.name, "number": case.number, "reason": reason},
            url=reverse("matters:case", args=[case.pk]),
            key=f"matters.handed:{task.pk}:{case.revision}",
        )
    return case


def claim_one(*, by: Actor, at: datetime, key: str) -> str | None:
    """Claim one of many (`ui.register_options.Bulk`); answers a remark where there was nothing to do."""
    task_id = UUID(key)
    held = CaseTask.objects.beyond(_CHECKED).filter(pk=task_id, holder=by.account_id).exists()
    claim(by=by, at=at, task_id=task_id)
    return _("本来就由您办理。") if held else None


def release_one(*, by: Actor, at: datetime, key: str) -> str | None:
    """Release one of many; see :func:`claim_one`."""
    task_id = UUID(key)
    free = CaseTask.objects.beyond(_CHECKED).filter(pk=task_id, holder__isnull=True).exists()
    release(by=by, at=at, task_id=task_id)
    return _("本来就没有人认领。") if free else None


def hand_over_one(*, by: Actor, at: datetime, key: str, to: UUID, reason: str) -> str | None:
    """Hand over one of many; see :func:`claim_one`."""
    hand_over(by=by, at=at, task_id=UUID(key), to=to, reason=reason)
    return None


def _begin(task_id: UUID, *, by: Actor, at: datetime, seen: int | None) -> tuple[Step, CaseTask]:
    """The step of a task of which ``by`` may say who does it: by supervision, or as for doing it (`cases.begin`)."""
    tasks = CaseTask.objects.beyond(_CHECKED).select_related("unit")
    found = tasks.filter(pk=task_id).first()
    if found is None or found.unit is None or not by.reach(SUPERVISE).covers(found.unit.path):
        step, task = begin(task_id, by=by, at=at, seen=seen)
        _check_of_unit(task)
        return step, task
    case = locked(found.case_id, seen=seen)
    task = tasks.get(pk=task_id)  # as it is now that nobody else moves the case
    if task.state != TaskState.OPEN:
        raise TaskGone
    return Step.of(case, by=by, at=at), task


def _check_of_unit(task: CaseTask) -> None:
    if task.unit is None:
        raise TaskGone(_("这是申请人的任务，由申请人本人办理。"))


def _give(task: CaseTask, account_id: UUID | None, name: str) -> bool:
    """Let the account hold the task, if nobody has been quicker since it was read."""
    return bool(CaseTask.objects.beyond(_CHECKED).as_read(task).update(holder_id=account_id, holder_name=name[:60]))


def _stored(step: Step, task: CaseTask, kind: StepKind, *, reason: str = "", **data: str) -> Case:
    unit_name = task.unit.name if task.unit else ""
    answers = {"reason": reason} if reason else None
    step.note(kind, node=task.node, name=task.name, unit_name=unit_name, answers=answers, **data)
    step.store()
    return step.case
