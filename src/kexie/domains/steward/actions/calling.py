"""Calling back: a try that reached nobody, the answers, the applicant's own rating. Whichever answers first counts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import walls
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.api import own_case
from kexie.domains.steward.abilities import CALL_BACK
from kexie.domains.steward.actions.closing import account_of, answer, record
from kexie.domains.steward.errors import ByAnother, ClosingGone, ClosingInvalid
from kexie.domains.steward.models import CallBack, CallTry, TryEnd
from kexie.domains.steward.queries.closing import took_part
from kexie.domains.steward.rules import closing as rules
from kexie.domains.steward.rules.closing import CallState, CallWay, Satisfaction, Solved

#: The longest remark, in characters.
LONGEST: int = 500
_WITH = ("unit", "case__version", "case__applicant")


@transaction.atomic
def note_try(*, by: Actor, at: datetime, call_id: UUID, ended: str) -> CallBack:
    """Note a try in which nobody answered; after the last one, or when the applicant declines, nobody calls again.

    Raises NotFound, ByAnother (the caller has acted in the case), ClosingGone (it is done), ClosingInvalid (no such end).
    """
    if ended not in TryEnd.values:
        raise ClosingInvalid(errors={"ended": [_("请选择这次联系的情况。")]})
    call = _to_call(by, call_id)
    call.tries += 1
    CallTry.objects.create(
        call=call,
        case_id=call.case_id,
        number=call.tries,
        ended=ended,
        at=at,
        by_name=by.name[:60],
        by_account=account_of(by),
    )
    if rules.gives_up(ended, call.tries):
        call.state, call.done_at = CallState.UNREACHED, at
        call.by_id, call.by_name = by.account_id, by.name[:60]
    call.save()
    record(call, "try", by=by, at=at, how=ended)
    return call


@transaction.atomic
def take_answers(
    *, by: Actor, at: datetime, call_id: UUID, solved: str, satisfaction: str, remark: str = ""
) -> CallBack:
    """Take what the applicant has answered on the telephone. Raises as :func:`note_try`."""
    _look_at(solved, satisfaction, remark)
    call = _to_call(by, call_id)
    answer(call, CallWay.CALL, solved, satisfaction, by=by, at=at, remark=remark.strip())
    return call


@transaction.atomic
@walls.raised()  # an applicant is no unit
def rate(*, by: Actor, at: datetime, case_id: UUID, solved: str, satisfaction: str, remark: str = "") -> CallBack:
    """Rate the closing of one's own case, once a round, in time. Raises NotFound, ClosingGone, ClosingInvalid."""
    own_case(by, case_id)
    return _rate(by, at, case_id, solved, satisfaction, remark)


@transaction.atomic
@walls.raised()
def rate_by_code(
    *, by: Actor, at: datetime, case_id: UUID, solved: str, satisfaction: str, remark: str = ""
) -> CallBack:
    """As :func:`rate`, of a case whose code whoever calls has looked at."""
    return _rate(by, at, case_id, solved, satisfaction, remark)


def _rate(by: Actor, at: datetime, case_id: UUID, solved: str, satisfaction: str, remark: str) -> CallBack:
    _look_at(solved, satisfaction, remark)
    rows = CallBack.objects.beyond("of one's own case").select_for_update(of=("self",)).select_related(*_WITH)
    call: CallBack | None = rows.filter(case=case_id).order_by("-round").first()
    if call is None:
        raise NotFound
    if call.state == CallState.REACHED:
        raise ClosingGone(_("这个办件的结果已经评价过了，每次办结评价一次。"))
    if at > call.open_until:
        raise ClosingGone(_("评价已经截止：办结后%(days)d天内可以评价。") % {"days": rules.OWN_DAYS})
    answer(call, CallWay.OWN, solved, satisfaction, by=by, at=at, remark=remark.strip())
    return call


def _to_call(by: Actor, call_id: UUID) -> CallBack:
    """A call-back that ``by`` may make, locked."""
    check(by, CALL_BACK)
    rows = CallBack.objects.seen_by(by, CALL_BACK).select_for_update(of=("self",)).select_related(*_WITH)
    call: CallBack | None = rows.filter(pk=call_id).first()
    if call is None:
        raise NotFound
    if took_part(by, call.case_id):
        raise ByAnother(_("办理过这个办件的人不能回访，请由另一位同事回访。"))
    if call.state != CallState.WAITING:
        raise ClosingGone(_("这次回访已经有了结果，请刷新后查看。"))
    return call


def _look_at(solved: str, satisfaction: str, remark: str) -> None:
    errors = {}
    if solved not in set(Solved):
        errors["solved"] = [_("请选择是否解决。")]
    if satisfaction not in set(Satisfaction):
        errors["satisfaction"] = [_("请选择满意程度。")]
    if len(remark.strip()) > LONGEST:
        errors["remark"] = [_("说明不超过%d个字。") % LONGEST]
    if errors:
        raise ClosingInvalid(errors=errors)
