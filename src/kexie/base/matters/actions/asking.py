"""Asking others for their opinion (征求意见): the process does not move, who is asked sees the case and answers by a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.actions.due_dates import end_of
from kexie.base.matters.actions.stepping import Step, locked, open_step
from kexie.base.matters.errors import MatterInvalid, TaskGone
from kexie.base.matters.models import AskState, Case, CaseAsk, Part, StepKind
from kexie.base.matters.queries.asks import may_answer
from kexie.base.matters.queries.handling import acts_in, case_spoken_for, standing
from kexie.base.matters.rules.lanes import lane_roles
from kexie.base.matters.rules.saying import said
from kexie.base.notifications import api as notifications
from kexie.base.people.api import Account, Organisation, Person, actor_of, holders_for
from kexie.base.ui import dates

LONGEST_QUESTION: Final = 500
LONGEST_ANSWER: Final = 2000
#: How far ahead an answer may be due.
LONGEST: Final = timedelta(days=365)
#: How much of an open question is repeated.
_REPEATED: Final = 60
#: Questions that wait at the same time: more is no asking.
MOST_OPEN: Final = 20
_LOCKED: Final = "a step of a locked case"


@transaction.atomic
def ask(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    unit: Organisation,
    question: str,
    day: date,
    account_id: UUID | None = None,
    seen: int | None = None,
) -> CaseAsk:
    """Ask ``unit``, or the colleague with the account ``account_id`` in it, to answer by the end of ``day``; they are told.

    Raises:
        NotFound: the actor does not handle the case.
        NotPermitted: the actor's unit is itself only asked.
        MatterInvalid: no question, a day that is over or too far ahead, a colleague who does not act in the unit, one of whom
            something is asked already, too many questions.
        TaskGone: the case has ended.
        CaseChanged.
    """
    question = _said(question, "question", LONGEST_QUESTION)
    due = _end_of(day, at=at)
    case_spoken_for(by, case_id)
    step = open_step(case_id, by=by, at=at, seen=seen)
    if CaseAsk.objects.beyond(_LOCKED).filter(case=case_id, state=AskState.OPEN).count() >= MOST_OPEN:
        raise MatterInvalid(_("还有%d件征求的意见没有答复，请先等待或者取消。") % MOST_OPEN)
    account = _colleague(account_id, unit, at=at) if account_id else None
    _check_not_asked(case_id, unit, account)
    made = CaseAsk.objects.create(
        case=step.case,
        unit=unit,
        account=account,
        account_name=account.get_full_name() if account else "",
        question=question,
        due_at=due,
        asked_at=at,
        by_name=by.name[:60],
        by_account=by.account_id,
    )
    step.sees(unit.pk, Part.ASSIST)
    whom = f"{unit.name} {made.account_name}".strip()
    step.note(StepKind.ASK, name=whom, answers={"question": question}, ask=str(made.pk), due=due.isoformat())
    step.store()
    _tell_asked(made, by=by, at=at)
    return made


@transaction.atomic
def answer(*, by: Actor, at: datetime, ask_id: UUID, text: str) -> CaseAsk:
    """Answer what one's unit, or oneself, was asked. Who has asked is told.

    Raises:
        NotFound: the actor is not asked.
        TaskGone: it is answered, taken back, or the case has ended.
        MatterInvalid: nothing is said.
    """
    text = _said(text, "text", LONGEST_ANSWER)
    found = CaseAsk.objects.beyond("looked at below").select_related("unit", "case").filter(pk=ask_id).first()
    if found is None or not may_answer(by, found, on=timezone.localdate(at)):
        raise NotFound
    step = open_step(found.case_id, by=by, at=at, ended=_("这个办件已经结束，不必再答复。"))
    changed = CaseAsk.objects.beyond(_LOCKED).filter(pk=ask_id, state=AskState.OPEN)
    if not changed.update(
        state=AskState.ANSWERED,
        answer=text,
        answered_at=at,
        answered_name=by.name[:60],
        answered_account=by.account_id,
    ):
        raise TaskGone(_("这项意见已经答复，或者已经取消征求。"))
    step.note(
        StepKind.ANSWER, name=found.unit.name, unit_name=found.unit.name, answers={"answer": text}, ask=str(ask_id)
    )
    step.store()
    if (asker := _person_of(found.by_account)) is not None:
        notifications.notify(
            at=at,
            persons=[asker],
            kind="matters.ask",
            title=_("%(unit)s答复了您征求的意见") % {"unit": found.unit.name[:60]},
            body=_named(step.case),
            url=reverse("matters:case", args=[found.case_id]),
            key=f"matters.answered:{ask_id}",
        )
    found.refresh_from_db()
    return found


@transaction.atomic
def take_back(*, by: Actor, at: datetime, ask_id: UUID) -> CaseAsk:
    """Ask no longer: who has asked, or who supervises. Raises NotFound, TaskGone."""
    found = CaseAsk.objects.beyond("looked at below").select_related("unit", "case__lead").filter(pk=ask_id).first()
    if found is None:
        raise NotFound
    own = found.by_account is not None and found.by_account == by.account_id
    if not own and not standing(by, found.case, ()).supervises:
        raise NotFound
    step = Step.of(locked(found.case_id), by=by, at=at)
    if not CaseAsk.objects.beyond(_LOCKED).filter(pk=ask_id, state=AskState.OPEN).update(state=AskState.WITHDRAWN):
        raise TaskGone(_("这项意见已经答复，或者已经取消征求。"))
    name = _("取消征求：%(unit)s") % {"unit": found.unit.name}
    step.note(StepKind.ASK, name=name, ask=str(ask_id), withdrawn=True)
    step.store()
    found.refresh_from_db()
    return found


def _end_of(day: date, *, at: datetime) -> datetime:
    """The end of office hours of ``day``; MatterInvalid where it is over or more than a year ahead."""
    if day > timezone.localdate(at) + LONGEST:
        raise MatterInvalid(errors={"day": [_("答复期限最长一年，请选择一年以内的日期。")]})
    return end_of(day, at=at)


def _check_not_asked(case_id: UUID, unit: Organisation, account: Account | None) -> None:
    """Refuse to ask the same unit, or the same colleague, a second time before the first question is answered."""
    of_case = CaseAsk.objects.beyond(_LOCKED).filter(case=case_id, state=AskState.OPEN)
    found = of_case.filter(account=account) if account else of_case.filter(unit=unit, account=None)
    first = found.order_by("asked_at").first()
    if first is None:
        return
    sentence = _("已向%(whom)s征求意见，还没有答复：“%(question)s”（%(by)s，%(at)s）。请等待答复，或者取消后再征求。")
    said = {
        "whom": account.get_full_name() if account else unit.name,
        "question": Truncator(first.question).chars(_REPEATED),
        "by": first.by_name,
        "at": dates.moment(first.asked_at),
    }
    raise MatterInvalid(errors={"colleague" if account else "unit": [sentence % said]})


def _colleague(account_id: UUID, unit: Organisation, *, at: datetime) -> Account:
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not acts_in(actor_of(account, on=timezone.localdate(at)), unit):
        raise MatterInvalid(errors={"colleague": [_("这位同事不在所选单位办理事项，请另选一位。")]})
    return account


def _said(text: str, field: str, most: int) -> str:
    return said(text, field=field, most=most, asked=_("请填写内容，不超过%d个字。"))


def _tell_asked(made: CaseAsk, *, by: Actor, at: datetime) -> None:
    on = timezone.localdate(at)
    asked = _person_of(made.account_id)
    persons = [asked] if asked is not None else []
    if made.account_id is None:
        found = {person.pk: person for role in lane_roles for person in holders_for(role.ability, made.unit, on=on)}
        persons = [person for person in found.values() if person.pk != by.person_id]
    notifications.notify(
        at=at,
        persons=persons,
        kind="matters.ask",
        title=_("%(who)s就一个办件征求意见") % {"who": by.name},
        body=_("%(case)s。请在%(due)s前答复。") % {"case": _named(made.case), "due": dates.moment(made.due_at)},
        url=reverse("matters:case", args=[made.case_id]),
        key=f"matters.asked:{made.pk}",
    )


def _person_of(account_id: UUID | None) -> Person | None:
    if account_id is None:
        return None
    account = Account.objects.select_related("person").filter(pk=account_id, is_active=True).first()
    return account.person if account else None


def _named(case: Case) -> str:
    return _("%(matter)s（%(number)s）") % {"matter": case.version.name, "number": case.number}
