"""Verbs on cases: apply, do a task, take a message in, let time pass, withdraw, stop."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, Platform, check
from kexie.base.kernel.errors import NotFound, NotPermitted, Refusal
from kexie.base.kernel.ids import new_id
from kexie.base.matters.abilities import AS_CLERK, ON_BEHALF, VIEW_CASES
from kexie.base.matters.actions.contacts import ENDED, note_contact, tell_contact
from kexie.base.matters.actions.papers import Handed, keep_papers
from kexie.base.matters.actions.stepping import Step, locked, open_step
from kexie.base.matters.errors import CaseChanged, MatterInvalid, NotOpen, Stuck, TaskGone
from kexie.base.matters.models import (
    Applicants,
    Case,
    CaseState,
    CaseTask,
    CaseWait,
    MatterVersion,
    Part,
    StepKind,
    TaskState,
    WaitKind,
)
from kexie.base.matters.queries.acting import BRINGING, handles_at_office, has_applied, takes_on_behalf, task_to_do
from kexie.base.matters.queries.asked import answer_keys, readable_forms
from kexie.base.matters.queries.cases import own_case
from kexie.base.matters.queries.handling import check_supervised
from kexie.base.matters.queries.messages import may_tell, teller
from kexie.base.matters.queries.versions import in_force
from kexie.base.matters.rules.engine import EndlessLoop, Kind, Waiting
from kexie.base.matters.rules.forms import form_of
from kexie.base.matters.rules.gathering import gathered
from kexie.base.matters.rules.guests import Contact, Guest
from kexie.base.matters.rules.limits import parse_limit
from kexie.base.matters.rules.saying import told_reason
from kexie.base.people.api import Organisation, Person

_DRAWS: Final = 20
#: When a timer whose case did not go on is tried again.
_TRY_AGAIN: Final = timedelta(hours=1)

log = structlog.get_logger("kexie.matters")


@transaction.atomic
def start(
    *,
    by: Actor,
    at: datetime,
    matter_id: UUID,
    answers: Mapping[str, Any],
    papers: Sequence[Handed] = (),
    unit: Organisation | None = None,
    applicant: Person | None = None,
    applicant_name: str = "",
    channel: str = "web",
    contact: Contact | None = None,
) -> Case:
    """Apply: for oneself, for ``unit`` that one acts for, or (``applicant``, or a channel that is not the web) on behalf.

    On behalf, ``applicant_name`` is what is known of somebody who has no record here, ``contact`` where he is reached; ``unit``
    may then be any. A guest applies in his own name, and is reached by the contact that he has proven.

    ``answers`` have passed the form of the version in force (`forms.application`).

    Raises:
        NotOpen: no version is in force, or applications are not taken.
        NotPermitted: a guest has proven no contact.
        MatterInvalid: the matter is not for such applicants.
        NotPermitted: the unit is not the actor's; nothing may be done on behalf here.
        Stuck: the process names a unit that is not there.
    """
    version = in_force(matter_id, on=timezone.localdate(at))
    if version is None or not version.matter.open:
        raise NotOpen
    behalf = channel != "web" or (applicant is not None and applicant.pk != by.person_id)
    if behalf and not takes_on_behalf(by, version):
        check(by, ON_BEHALF, (version.window or version.lead).path)
    if unit is not None and not behalf:
        check(by, AS_CLERK, unit.path)
    _check_applicants(version, unit)
    person_id = applicant.pk if applicant else None if behalf else by.person_id
    name = unit.name if unit else applicant.name if applicant else applicant_name if behalf else by.name
    if not name:
        raise MatterInvalid(_("请写明申请人。"))
    case = _numbered(
        version,
        at=at,
        applicant_id=person_id,
        applicant_unit=unit,
        applicant_name=name[:120],
        channel=channel,
        started_by=by.account_id,
    )
    step = Step.first(case, by=by, at=at, answers=dict(answers))
    for unit_id, part in ((case.lead_id, Part.LEAD), (case.window_id, Part.WINDOW), (unit and unit.pk, Part.APPLICANT)):
        if unit_id is not None:
            step.sees(unit_id, part)
    step.note(StepKind.START, unit_name=unit.name if unit else "", answers=answers, channel=channel)
    keep_papers(step, papers, by_applicant=not behalf)
    if contact := _contact_of(by, contact):
        note_contact(case, contact, at=at)
    step.settle()
    return case


def _contact_of(by: Actor, noted: Contact | None) -> Contact | None:
    if not isinstance(by, Guest):
        return noted
    if not by.contact:
        raise NotPermitted
    return by.contact


def _check_applicants(version: MatterVersion, unit: Organisation | None) -> None:
    if version.applicants == Applicants.UNITS and unit is None:
        raise MatterInvalid(_("这个事项由单位申请，请选择您代表的单位。"))
    if version.applicants == Applicants.PERSONS and unit is not None:
        raise MatterInvalid(_("这个事项由个人申请，请以本人名义提交。"))


def _numbered(version: MatterVersion, *, at: datetime, **columns: Any) -> Case:
    """The new case under a number of its own: the day and seven figures that tell nobody how many there are."""
    day = timezone.localtime(at)
    for _draw in range(_DRAWS):
        case = Case(
            id=new_id(),
            number=f"BJ{day:%Y%m%d}{secrets.randbelow(10_000_000):07d}",
            matter=version.matter,
            version=version,
            lead=version.lead,
            window=version.window,
            started_at=at,
            due_at=parse_limit(version.limit).due(at) if version.limit else None,
            revision=0,
            **columns,
        )
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError:
            continue
        return case
    raise NotOpen(_("今天的申请太多，请明天再提交。"))


@transaction.atomic
def complete(
    *,
    by: Actor,
    at: datetime,
    task_id: UUID,
    answers: Mapping[str, Any],
    papers: Sequence[Handed] = (),
    seen: int | None = None,
) -> Case:
    """Do a task. What nobody holds is claimed by doing it. ``seen`` is the revision of the case that was looked at; without
    one the task alone has to be still there.

    Raises:
        NotFound: there is no such task in the actor's reach.
        TaskGone: it was done, taken back, or another holds it.
        CaseChanged, Stuck.
    """
    step, task = begin(task_id, by=by, at=at, seen=seen)
    step.learn(_gathered(step, task, answers))
    unit_name = task.unit.name if task.unit else ""
    step.note(StepKind.DONE, node=task.node, name=task.name, unit_name=unit_name, answers=answers)
    keep_papers(step, papers, by_applicant=task.who == "applicant")
    _mark_done(task, by=by, at=at)
    step.forget(task.pk)
    _move(step, lambda: step.run.complete(task.pk))
    step.settle()
    return step.case


def _gathered(step: Step, task: CaseTask, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the case knows by the answers of a task: see `rules.gathering`."""
    try:
        before = step.run.rounds_done(task.pk)
    except KeyError as error:
        raise TaskGone from error
    keys: frozenset[str] = frozenset()
    if before is not None:
        form = form_of(readable_forms(step.case.version), step.run.model.nodes[task.node].form)
        keys = frozenset(form.keys) if form else keys
    return gathered(step.answers, answers, before=before, keys=keys)


def begin(task_id: UUID, *, by: Actor, at: datetime, seen: int | None = None) -> tuple[Step, CaseTask]:
    """The next step of a case by a task that ``by`` may do. Raises as :func:`taken`."""
    task = taken(task_id, by=by, at=at, seen=seen)
    return Step.of(task.case, by=by, at=at), task


def taken(task_id: UUID, *, by: Actor, at: datetime, seen: int | None = None) -> CaseTask:
    """A task that ``by`` may do, its case locked. Whoever may know of the task is told that it is gone, others that there is
    none.

    Raises:
        NotFound, TaskGone.
        CaseChanged: the case has moved on since ``seen``.
    """
    task = task_to_do(by, task_id, on=timezone.localdate(at))
    if task is None:
        rows = CaseTask.objects.beyond("its case is looked at").filter(pk=task_id)
        case_id, person_id = next(iter(rows.values_list("case_id", "person_id")), (None, None))
        visible = case_id is not None and Case.objects.seen_by(by, VIEW_CASES).filter(pk=case_id).exists()
        own = case_id == by.case_id if isinstance(by, Guest) else person_id is not None and person_id == by.person_id
        if visible or (own and case_id is not None):
            raise TaskGone
        raise NotFound
    if seen is not None and task.case.revision != seen:
        raise CaseChanged
    return task


def _mark_done(task: CaseTask, *, by: Actor, at: datetime) -> None:
    rows = CaseTask.objects.beyond("a step of a locked case").as_read(task)
    changed = rows.update(
        state=TaskState.DONE,
        ended_at=at,
        holder_id=task.holder_id or by.account_id,
        holder_name=task.holder_name or by.name[:60],
    )
    if not changed:
        raise TaskGone


def _move(step: Step, act: Any) -> None:
    try:
        act()
    except EndlessLoop as error:
        raise Stuck from error
    except KeyError as error:
        raise TaskGone from error


@transaction.atomic
def take_message(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    message: str,
    answers: Mapping[str, Any] | None = None,
    own: bool | None = None,
) -> Case:
    """Bring a message that the case waits for, as the lane says in which it is waited for (`messages.may_tell`): as whoever has
    applied (``own``), as the office (False), or as either.

    ``answers`` come with the message; what a form of the matter asks is answered in that form alone.

    Raises:
        NotFound: there is no such case, or it is none of the actor's business.
        TaskGone: nobody waits for it.
        NotPermitted: it is for others to tell.
        MatterInvalid: an answer that a form asks.
    """
    case = Case.objects.beyond("checked below").select_related(*BRINGING).filter(pk=case_id).first()
    if case is None or not _concerns(by, case):
        raise NotFound
    if set(answers or ()) & (answer_keys(readable_forms(case.version)) or frozenset()):
        raise MatterInvalid(_("消息里不能带表单已经询问的内容，请在相应的表单中填写。"))
    step = Step.of(locked(case_id), by=by, at=at)
    waiting = [one for one in step.run.waiting() if one.kind is Kind.MESSAGE and one.message == message]
    if not waiting:
        raise TaskGone(_("办件现在没有在等待这条消息。"))
    told = next((one for one in waiting if _may_tell(step, one, own)), None)
    if told is None:
        whose = {"message": message, "lane": teller(step.run, waiting[0]) or step.case.lead.name}
        raise NotPermitted(_("“%(message)s”由“%(lane)s”告知。") % whose)
    step.learn(answers or {})
    step.note(StepKind.MESSAGE, node=told.node.id, name=message, answers=answers)
    _fire(step, told)
    step.settle()
    return step.case


def _concerns(by: Actor, case: Case) -> bool:
    """Whether ``by`` may know that there is such a case."""
    if has_applied(by, case) or handles_at_office(by, case):
        return True
    return Case.objects.seen_by(by, VIEW_CASES).filter(pk=case.pk).exists()


def _may_tell(step: Step, waiting: Waiting, own: bool | None) -> bool:
    sides = (True, False) if own is None else (own,)
    return any(may_tell(step.by, step.case, step.run, waiting, answers=step.answers, own=side) for side in sides)


def _fire(step: Step, waiting: Waiting) -> None:
    _move(step, lambda: step.run.fire(waiting))


def let_time_pass(*, at: datetime, limit: int = 500) -> int:
    """Fire the timers that are due, each in a transaction of its own; answers how many have fired.

    A case that does not go on from there holds nobody else up: it is logged, and tried again after an hour.
    """
    due = CaseWait.objects.beyond("the platform's clock").filter(kind=WaitKind.TIMER, due_at__lte=at)
    fired = 0
    for wait_id, case_id in list(due.order_by("due_at").values_list("pk", "case_id")[:limit]):
        try:
            fired += _pass_one(wait_id, case_id, at=at)
        except Refusal as refusal:
            log.error("case_stuck", case=str(case_id), code=refusal.code)
            CaseWait.objects.beyond("the platform's clock").filter(pk=wait_id).update(due_at=at + _TRY_AGAIN)
    return fired


def _pass_one(wait_id: UUID, case_id: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        step = Step.of(locked(case_id), by=Platform(str(_("流程计时"))), at=at)
        waiting = next((one for one in step.run.waiting() if one.id == wait_id), None)
        if waiting is None or step.case.state != CaseState.OPEN:
            CaseWait.objects.beyond("the platform's clock").filter(pk=wait_id).delete()
            return False
        step.note(StepKind.TIMER, node=waiting.node.id, name=waiting.node.name)
        _fire(step, waiting)
        step.settle()
    return True


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, case_id: UUID, seen: int, reason: str) -> Case:
    """Take one's application back while it is open: the applicant, or who acts for the unit that has applied.

    Raises:
        NotFound, CaseChanged, TaskGone (it has ended), MatterInvalid (no reason).
    """
    own_case(by, case_id)
    return _end_early(StepKind.WITHDRAW, CaseState.WITHDRAWN, by=by, at=at, case_id=case_id, seen=seen, reason=reason)


@transaction.atomic
def stop(*, by: Actor, at: datetime, case_id: UUID, seen: int, reason: str) -> Case:
    """End a case out of its course, with the reason. Raises NotPermitted, NotFound, as :func:`withdraw`."""
    check_supervised(by, case_id)
    return _end_early(StepKind.STOP, CaseState.STOPPED, by=by, at=at, case_id=case_id, seen=seen, reason=reason)


def _end_early(
    kind: StepKind, state: CaseState, *, by: Actor, at: datetime, case_id: UUID, seen: int, reason: str
) -> Case:
    reason = told_reason(reason)
    step = open_step(case_id, by=by, at=at, seen=seen)
    step.note(kind, answers={"reason": reason})
    step.end(state, state.value)
    step.settle()
    if kind is StepKind.STOP:
        tell_contact(step.case, ENDED, at=at, key="stopped")
    return step.case
