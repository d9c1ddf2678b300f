"""A badly rated closing is handled once more: the unit hands in what it did, a supervisor closes it or sends it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Ability, Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.rules.saying import said
from kexie.base.notifications import api as notifications
from kexie.base.people.api import holders_for
from kexie.domains.steward.abilities import HANDLE, SUPERVISE
from kexie.domains.steward.actions.closing import make_call, record, tell_applicant, tell_supervisors
from kexie.domains.steward.errors import ByAnother, ClosingGone
from kexie.domains.steward.models import Reopening, ReopenState
from kexie.domains.steward.queries.sealed import seal_into

#: The longest report or answer, in characters.
LONGEST: int = 500


@transaction.atomic
def hand_in(*, by: Actor, at: datetime, reopening_id: UUID, text: str) -> Reopening:
    """The unit says what it has done; those who supervise are told.

    Raises NotFound, NotPermitted, ClosingGone (it is not the unit's turn), MatterInvalid (nothing is said).
    """
    text = _said(text)
    row = _locked(by, reopening_id, HANDLE)
    check(by, HANDLE, row.unit.path)
    _check_state(row, ReopenState.HANDLING)
    row.state, row.handed_at, row.handed_by_id, row.handed_name = ReopenState.HANDED, at, by.account_id, by.name[:60]
    seal_into(row, {"report": text})
    row.save()
    record(row, "hand_in", by=by, at=at)
    tell_supervisors(row, _("重新办理的办件等您确认：%(number)s"), "handed", at=at)
    return row


@transaction.atomic
def send_back(*, by: Actor, at: datetime, reopening_id: UUID, text: str) -> Reopening:
    """A supervisor is not content: the unit goes on, and is told why. Raises as :func:`hand_in`."""
    text = _said(text)
    row = _locked(by, reopening_id, SUPERVISE)
    _check_state(row, ReopenState.HANDED)
    row.state, row.sent_back = ReopenState.HANDLING, row.sent_back + 1
    seal_into(row, {"sent_back": text})
    row.save()
    record(row, "send_back", by=by, at=at)
    notifications.notify(
        at=at,
        persons=holders_for(HANDLE, row.unit, on=timezone.localdate(at)),
        kind="steward.reopening",
        title=_("重新办理被退回：%(number)s") % {"number": row.case.number},
        url=reverse("steward:reopening", args=[row.pk]),
        key=f"steward.reopening.back:{row.pk}:{row.sent_back}",
    )
    return row


@transaction.atomic
def close(*, by: Actor, at: datetime, reopening_id: UUID, text: str) -> Reopening:
    """A supervisor says to the applicant how it was solved, and closes it: a second call-back follows, and no third.

    Raises as :func:`hand_in`; ByAnother (who closes has handed it in).
    """
    text = _said(text)
    row = _locked(by, reopening_id, SUPERVISE)
    _check_state(row, ReopenState.HANDLING, ReopenState.HANDED)
    if row.handed_by_id == by.account_id:
        raise ByAnother(_("报送办理情况的人不能自己确认办结，请由另一位督办人员确认。"))
    row.state, row.closed_at, row.closed_by_id, row.closed_name = ReopenState.CLOSED, at, by.account_id, by.name[:60]
    seal_into(row, {"answer": text})
    row.save()
    record(row, "close", by=by, at=at)
    make_call(row.case, row.unit_id, number=2, at=at)
    title = _("您的“%(matter)s”已经重新办理，请再次评价") % {"matter": row.case.version.name}
    tell_applicant(row.case, title, "rate-2", at=at, body=text)
    return row


def _locked(by: Actor, reopening_id: UUID, ability: Ability) -> Reopening:
    check(by, ability)
    rows = Reopening.objects.seen_by(by, ability).select_for_update(of=("self",))
    row: Reopening | None = (
        rows.select_related("unit", "case__version", "case__applicant").filter(pk=reopening_id).first()
    )
    if row is None:
        raise NotFound
    return row


def _check_state(row: Reopening, *states: ReopenState) -> None:
    if row.state not in states:
        raise ClosingGone(_("重新办理已经到了“%(state)s”，请刷新后查看。") % {"state": row.get_state_display()})


def _said(text: str) -> str:
    return said(text, field="text", most=LONGEST, asked=_("请写明内容，不超过%d个字。"))
