"""More time, parking, urgency, contact: what changes the clock of a case beside its process.

Each is a step of the case, so that its history tells who did it and why, and that two who collide find out.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.workdays import end_of_hours
from kexie.base.matters.api import Step, StepKind, open_step
from kexie.base.matters.errors import MatterInvalid
from kexie.base.matters.rules.saying import told_reason
from kexie.base.people.api import Account
from kexie.base.ui import dates
from kexie.domains.steward.actions.ticking import Ledger
from kexie.domains.steward.actions.watching import shown_due
from kexie.domains.steward.errors import ByAnother, NotParked, WishGone, WishOpen
from kexie.domains.steward.models import CaseKind, Handling, LimitWish, Urgency, WishKind, WishState
from kexie.domains.steward.queries import handling as queries
from kexie.domains.steward.rules.clock import Move, Term
from kexie.domains.steward.rules.stages import Stage

#: A case is parked for at most so many days before somebody looks at it again.
LONGEST_PARKED: Final = 365
_ASKED: Final = {
    WishKind.EXTEND: gettext_lazy("申请延期到%(day)s"),
    WishKind.PARK: gettext_lazy("申请挂账，%(day)s复核"),
}
_GRANTED: Final = {
    WishKind.EXTEND: gettext_lazy("同意延期到%(day)s"),
    WishKind.PARK: gettext_lazy("同意挂账，%(day)s复核"),
}


@transaction.atomic
def wish(*, by: Actor, at: datetime, case_id: UUID, kind: WishKind, day: date, reason: str, seen: int) -> LimitWish:
    """Ask, for the unit that handles a case, for more time until ``day``, or to park it and look again on ``day``.

    Raises:
        NotFound, NotPermitted: not the actor's to handle.
        MatterInvalid: no reason, or a day that does not do.
        WishOpen: somebody has asked already.
        TaskGone: the case has ended.
        CaseChanged.
    """
    handling = queries.check_handles(by, case_id)
    reason = told_reason(reason)
    _check_day(handling, kind, day, at=at)
    step = open_step(case_id, by=by, at=at, seen=seen)
    try:
        with transaction.atomic():
            made: LimitWish = LimitWish.objects.create(
                case=step.case,
                kind=kind,
                day=day,
                unit=handling.unit,
                asked_at=at,
                asked_by=Account.objects.get(pk=str(by.account_id)),
                asked_name=by.name[:60],
            )
    except IntegrityError as error:
        raise WishOpen from error
    _note(step, _ASKED[kind] % {"day": dates.day(day, year=True)}, reason, internal=True)
    step.store()
    return made


@transaction.atomic
def decide(*, by: Actor, at: datetime, wish_id: UUID, grant: bool, reason: str) -> LimitWish:
    """Grant what a unit has asked, or not; ``reason`` is told to the applicant where it is granted.

    Raises:
        NotFound, NotPermitted: not the actor's to supervise.
        ByAnother: who asked does not decide.
        WishGone: it was decided, or taken back.
        MatterInvalid: no reason, or the day is over.
        TaskGone: the case has ended.
    """
    wished = _known(by, wish_id)
    handling = queries.check_supervises(by, wished.case_id)
    if wished.asked_by_id == by.account_id:
        raise ByAnother
    reason = told_reason(reason)
    step = open_step(wished.case_id, by=by, at=at)
    state = WishState.GRANTED if grant else WishState.REFUSED
    _settle(wished, state=state, decided_at=at, decided_by_id=by.account_id, decided_name=by.name[:60])
    kind, day = WishKind(wished.kind), dates.day(wished.day, year=True)
    if grant:
        _check_day(handling, kind, wished.day, at=at)
        _give(step, kind, wished.day)
        _note(step, _GRANTED[kind] % {"day": day}, reason)
    else:
        _note(step, _("不同意%(kind)s") % {"kind": wished.get_kind_display()}, reason, internal=True)
    step.store()
    return wished


@transaction.atomic
def take_back(*, by: Actor, at: datetime, wish_id: UUID) -> LimitWish:
    """Take one's own wish back. Raises NotFound, NotPermitted, WishGone, TaskGone."""
    wished = _known(by, wish_id)
    queries.check_handles(by, wished.case_id)
    step = open_step(wished.case_id, by=by, at=at)
    _settle(wished, state=WishState.WITHDRAWN)
    step.note(StepKind.DUE, name=_("撤回%(kind)s申请") % {"kind": wished.get_kind_display()}, internal=True)
    step.store()
    return wished


@transaction.atomic
def unpark(*, by: Actor, at: datetime, case_id: UUID, reason: str, seen: int) -> Handling:
    """Take up again what was parked; the clock goes on. Raises NotFound, NotPermitted, NotParked, MatterInvalid, CaseChanged."""
    queries.check_takes_up(by, case_id)
    reason = told_reason(reason)
    step = open_step(case_id, by=by, at=at, seen=seen)
    handling = _locked(step)
    if handling.parked_until is None:
        raise NotParked
    handling.parked_until, handling.stage = None, Stage.HANDLING.value
    handling.save()
    _note(step, _("恢复办理"), reason)
    step.store()
    return handling


@transaction.atomic
def sort(
    *, by: Actor, at: datetime, case_id: UUID, kind: CaseKind, district: str, urgency: Urgency | None, seen: int
) -> Handling:
    """Say of what kind a case is, which district it concerns and how urgent it is; another urgency sets the limits anew, from
    the beginning. Raises NotFound, NotPermitted, TaskGone, CaseChanged.
    """
    queries.check_sorts(by, case_id)
    step = open_step(case_id, by=by, at=at, seen=seen)
    handling = _locked(step)
    before = handling.urgency_id
    handling.kind, handling.district, handling.urgency = kind, district, urgency
    if urgency is not None and urgency.pk != before:
        _set_urgency(step, handling, urgency)
    handling.save()
    audit.record(
        by=by,
        at=at,
        action="steward.sort",
        target=f"matters.case:{case_id}",
        unit_path=handling.unit.path,
        kind=str(kind),
        urgency=urgency.code if urgency else "",
    )
    step.store()
    return handling


@transaction.atomic
def note_contact(*, by: Actor, at: datetime, case_id: UUID, how: str, seen: int) -> Handling:
    """Note that the applicant was contacted for the first time, and ``how`` (电话、当面 …). Raises as :func:`sort`."""
    queries.check_sorts(by, case_id)
    step = open_step(case_id, by=by, at=at, seen=seen)
    handling = _locked(step)
    if handling.contacted_at is None:
        handling.contacted_at = at
        handling.save()
        step.note(StepKind.CONTACT, name=how[:120])
        step.store()
    return handling


def _set_urgency(step: Step, handling: Handling, urgency: Urgency) -> None:
    term = Term(urgency.limit, urgency.natural)
    ledger = Ledger(handling, by=step.by)
    ledger.add(Move.LIMIT, step.at, term=term)
    ledger.write()
    handling.contact_due_at = Term(urgency.contact_limit, urgency.natural).due(handling.started_at)
    step.case.due_at = shown_due(handling)
    said = {"urgency": urgency.name, "limit": str(term)}
    step.note(StepKind.DUE, name=_("紧急程度定为%(urgency)s，办理期限%(limit)s") % said)


def _give(step: Step, kind: WishKind, day: date) -> None:
    handling = _locked(step)
    if kind == WishKind.PARK:
        handling.parked_until, handling.stage = day, Stage.PARKED.value
        handling.save()
        return
    ledger = Ledger(handling, by=step.by)
    ledger.add(Move.EXTEND, step.at, until=end_of_hours(day))
    ledger.write()
    handling.save()
    step.case.due_at = shown_due(handling)


def _check_day(handling: Handling, kind: WishKind, day: date, *, at: datetime) -> None:
    if end_of_hours(day) <= at:
        raise MatterInvalid(errors={"day": [_("日期不能早于现在，请选择今天以后的日期。")]})
    if kind == WishKind.EXTEND and handling.due_at is not None and end_of_hours(day) <= handling.due_at:
        said = {"due": dates.moment(handling.due_at, year=True)}
        raise MatterInvalid(errors={"day": [_("现在的期限是%(due)s，请选择更晚的日期。") % said]})
    if kind == WishKind.PARK and (day - timezone.localdate(at)).days > LONGEST_PARKED:
        raise MatterInvalid(errors={"day": [_("复核日期最晚在一年以内，请选择更近的日期。")]})


def _known(by: Actor, wish_id: UUID) -> LimitWish:
    rows = LimitWish.objects.beyond("its case is looked at next").select_related("case")
    found: LimitWish | None = rows.filter(pk=wish_id).first()
    if found is None:
        raise WishGone
    queries.handling_of(by, found.case_id)
    return found


def _settle(wished: LimitWish, **columns: object) -> None:
    rows = LimitWish.objects.beyond("of a locked case").filter(pk=wished.pk, state=WishState.OPEN)
    if not rows.update(**columns):
        raise WishGone
    for name, value in columns.items():
        setattr(wished, name, value)


def _locked(step: Step) -> Handling:
    """What is kept of the case of a step, as it is now that the case is locked."""
    rows = Handling.objects.beyond("of a locked case").select_related("unit", "urgency")
    found: Handling = rows.get(pk=step.case.pk)
    return found


def _note(step: Step, name: str, reason: str, *, internal: bool = False) -> None:
    data: dict[str, Any] = {"internal": True} if internal else {}
    step.note(StepKind.DUE, name=name, answers={"reason": reason}, **data)
