"""Setting another limit, by supervision and with the reason."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.workdays import end_of_hours
from kexie.base.matters.actions.stepping import Step, open_step
from kexie.base.matters.errors import MatterInvalid, TaskGone
from kexie.base.matters.models import Case, CaseTask, StepKind, TaskState
from kexie.base.matters.queries.handling import check_supervised
from kexie.base.matters.rules.saying import told_reason
from kexie.base.ui import dates


@transaction.atomic
def set_case_due(*, by: Actor, at: datetime, case_id: UUID, day: date, reason: str, seen: int) -> Case:
    """Let the case be due at the end of office hours of ``day``.

    Raises:
        NotPermitted, NotFound: not the actor's to supervise.
        MatterInvalid: no reason, or the day is over.
        TaskGone: the case has ended.
        CaseChanged.
    """
    due = end_of(day, at=at)
    reason = told_reason(reason)
    step = _begin(case_id, by=by, at=at, seen=seen)
    _note(step, _("整个办件"), due, step.case.due_at, reason)
    step.case.due_at = due
    step.store()
    return step.case


@transaction.atomic
def set_task_due(*, by: Actor, at: datetime, task_id: UUID, day: date, reason: str, seen: int) -> Case:
    """Let a task be due at the end of office hours of ``day``. Raises as :func:`set_case_due`."""
    due = end_of(day, at=at)
    reason = told_reason(reason)
    tasks = CaseTask.objects.beyond("supervised below").filter(pk=task_id)
    task = tasks.select_related("unit").first()
    if task is None:
        raise NotFound
    step = _begin(task.case_id, by=by, at=at, seen=seen)
    # What was brought to mind of the old limit says nothing of the new one.
    if not tasks.filter(state=TaskState.OPEN).update(due_at=due, reminders=0):
        raise TaskGone
    _note(step, task.name, due, task.due_at, reason)
    step.store()
    return step.case


def end_of(day: date, *, at: datetime) -> datetime:
    """The end of office hours of ``day``. Raises MatterInvalid where it is over."""
    end = end_of_hours(day)
    if end <= at:
        raise MatterInvalid(errors={"day": [_("期限不能早于现在，请选择今天以后的日期。")]})
    return end


def _begin(case_id: UUID, *, by: Actor, at: datetime, seen: int) -> Step:
    check_supervised(by, case_id)
    return open_step(case_id, by=by, at=at, seen=seen)


def _note(step: Step, what: str, due: datetime, before: datetime | None, reason: str) -> None:
    local = timezone.localtime(due)
    name = _("%(what)s的期限改为%(due)s") % {"what": what, "due": dates.moment(local, year=True)}
    step.note(
        StepKind.DUE,
        name=name,
        answers={"reason": reason},
        before=before.isoformat() if before else "",
        after=due.isoformat(),
    )
