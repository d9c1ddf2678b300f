"""After the end of a case: its call-back is made, the answers are taken once, and a bad rating opens the closing again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.api import Case, Step, parse_limit
from kexie.base.notifications import api as notifications
from kexie.base.people.api import Organisation, holders_for
from kexie.domains.steward.abilities import SUPERVISE
from kexie.domains.steward.models import CallBack, Exclusion, Handling, Reopening
from kexie.domains.steward.queries.sealed import seal_into
from kexie.domains.steward.rules import closing as rules
from kexie.domains.steward.rules.closing import CallState, CallWay
from kexie.domains.steward.rules.stages import CALL_BACK_ROLE


def follow_up(step: Step, handling: Handling) -> None:
    """A case has ended with an answer: make its call-back. Where the process itself has asked in a lane of its own, what was
    answered there is it, and nobody is asked twice.
    """
    call = make_call(step.case, handling.unit_id, number=1, at=step.at)
    lanes = step.run.model.lanes.values()
    solved = rules.read_solved(step.answers.get("solved"))
    satisfaction = rules.read_satisfaction(step.answers.get("satisfaction"))
    if solved and satisfaction and any(lane.role == CALL_BACK_ROLE for lane in lanes):
        answer(call, CallWay.TASK, solved, satisfaction, by=step.by, at=step.at)
    else:
        _ask_to_rate(step.case, call, at=step.at)


def make_call(case: Case, unit_id: int, *, number: int, at: datetime) -> CallBack:
    """The call-back of a closing, to be made from now on."""
    made: CallBack = CallBack.objects.create(
        case=case,
        unit_id=unit_id,
        round=number,
        made_at=at,
        due_at=parse_limit(f"{settings.KEXIE_CALL_BACK_DAYS}d").due(at),
        open_until=at + timedelta(days=rules.OWN_DAYS),
    )
    return made


def answer(
    call: CallBack, way: CallWay, solved: str, satisfaction: str, *, by: Actor, at: datetime, remark: str = ""
) -> None:
    """Store the answers of a call-back that is locked, or was just made; a bad rating of the first closing opens it again."""
    call.state, call.way, call.solved, call.satisfaction = CallState.REACHED, way, solved, satisfaction
    call.done_at = at
    if way is not CallWay.OWN:
        call.by_id, call.by_name = by.account_id, by.name[:60]
    if remark:
        seal_into(call, {"remark": remark})
    call.save()
    record(call, "answer", by=by, at=at, how=way.value)
    if call.round == 1 and rules.is_bad(solved, satisfaction):
        _open_again(call, by=by, at=at)


def account_of(by: Actor) -> UUID:
    """The account of who acts: what is done here is done by a person. Raises NotFound for the platform itself."""
    if by.account_id is None:
        raise NotFound
    return by.account_id


def record(row: CallBack | Reopening | Exclusion, verb: str, *, by: Actor, at: datetime, how: str = "") -> None:
    """The audit's row of what was done beside a case."""
    name = row._meta.model_name or ""
    target, path = f"steward.{name}:{row.pk}", row.unit.path
    audit.record(by=by, at=at, action=f"steward.{name}.{verb}", target=target, unit_path=path, how=how)


def _open_again(call: CallBack, *, by: Actor, at: datetime) -> None:
    """Handle the case once more: the unit, and whoever supervises it, are told."""
    made = Reopening(
        case_id=call.case_id,
        call=call,
        unit_id=call.unit_id,
        opened_at=at,
        due_at=parse_limit(f"{settings.KEXIE_REOPENED_DAYS}d").due(at),
    )
    made.save(force_insert=True)
    record(made, "open", by=by, at=at)
    tell_supervisors(made, _("评价不好的办件要重新办理：%(number)s"), "opened", at=at)


def tell_supervisors(reopening: Reopening, title: str, key: str, *, at: datetime) -> None:
    """Tell those who supervise the unit; ``title`` with the case's ``%(number)s``."""
    unit: Organisation = reopening.unit
    notifications.notify(
        at=at,
        persons=holders_for(SUPERVISE, unit, on=timezone.localdate(at)),
        kind="steward.reopening",
        title=title % {"number": reopening.case.number},
        url=reverse("steward:reopening", args=[reopening.pk]),
        key=f"steward.reopening.{key}:{reopening.pk}:{reopening.sent_back}",
    )


def tell_applicant(case: Case, title: str, key: str, *, at: datetime, body: str = "") -> None:
    """A notice to the applicant where a person is known, that leads to his own page of the case."""
    if case.applicant is not None:
        notifications.notify(
            at=at,
            persons=[case.applicant],
            kind="steward.closing",
            title=title[:120],
            body=body,
            url=reverse("matters:my-case", args=[case.pk]) + "#rate",
            key=f"steward.{key}:{case.pk}",
        )


def _ask_to_rate(case: Case, call: CallBack, *, at: datetime) -> None:
    title = _("请评价“%(matter)s”的办理结果") % {"matter": case.version.name}
    body = _("一分钟就好：解决了吗，满意吗。%(days)d天内可以评价。") % {"days": rules.OWN_DAYS}
    tell_applicant(case, title, f"rate-{call.round}", at=at, body=body)
