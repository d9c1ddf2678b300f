"""Keeping a case out of the figures, and taking it in again: asked by one person, granted by another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Ability, Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.rules.saying import told_reason
from kexie.domains.steward.abilities import HANDLE, SUPERVISE
from kexie.domains.steward.actions.closing import account_of, record
from kexie.domains.steward.errors import ByAnother, ClosingInvalid, WishGone, WishOpen
from kexie.domains.steward.models import Exclusion, ExclusionGround, ExclusionKind, ExclusionState, Handling
from kexie.domains.steward.queries.handling import check_takes_up
from kexie.domains.steward.queries.sealed import seal_into
from kexie.domains.steward.rules.closing import ANSWERED


@transaction.atomic
def ask(*, by: Actor, at: datetime, case_id: UUID, kind: ExclusionKind, ground: str, reason: str) -> Exclusion:
    """The unit that has handled a case asks to exclude it, or to take it in again; a supervisor of it may ask too.

    Raises NotFound, NotPermitted, WishOpen (asked already), ClosingInvalid (no such ground; the case does not count in the
    figures anyway, or is excluded already, or not), MatterInvalid (no reason).
    """
    reason = told_reason(reason)
    if ground not in ExclusionGround.values:
        raise ClosingInvalid(errors={"ground": [_("请选择情形。")]})
    handling = check_takes_up(by, case_id)
    # Two who ask at once wait for each other here.
    Handling.objects.beyond("locked, after the check").select_for_update().get(pk=case_id)
    if handling.stage not in ANSWERED:
        raise ClosingInvalid(_("只有已经办结的办件才纳入考核，这个办件现在不用申请。"))
    rows = Exclusion.objects.beyond("of a case that was looked at").filter(case=case_id)
    if rows.filter(state=ExclusionState.OPEN).exists():
        raise WishOpen
    if rows.in_force().exists() != (kind == ExclusionKind.RESTORE):
        raise ClosingInvalid(_("这个办件的考核状态已经改变，请刷新后查看。"))
    made = Exclusion(case_id=case_id, unit=handling.unit, kind=kind, ground=ground, asked_at=at)
    made.asked_by_id, made.asked_name = account_of(by), by.name[:60]
    seal_into(made, {"reason": reason})
    made.save(force_insert=True)
    record(made, "ask", by=by, at=at, how=kind.value)
    return made


@transaction.atomic
def decide(*, by: Actor, at: datetime, exclusion_id: UUID, grant: bool, reason: str) -> Exclusion:
    """Another person grants it or not. Raises NotFound, NotPermitted, ByAnother, WishGone, MatterInvalid."""
    reason = told_reason(reason)
    check(by, SUPERVISE)
    row = _locked(by, exclusion_id, SUPERVISE)
    if row.asked_by_id == by.account_id:
        raise ByAnother
    row.state = ExclusionState.GRANTED if grant else ExclusionState.REFUSED
    row.decided_at, row.decided_by_id, row.decided_name = at, by.account_id, by.name[:60]
    if grant and row.kind == ExclusionKind.RESTORE:
        Exclusion.objects.beyond("of the same case").filter(case=row.case_id).in_force().update(in_force=False)
    row.in_force = grant and row.kind == ExclusionKind.EXCLUDE
    seal_into(row, {"decision": reason})
    row.save()
    record(row, "decide", by=by, at=at, how=row.state)
    return row


@transaction.atomic
def take_back(*, by: Actor, at: datetime, exclusion_id: UUID) -> Exclusion:
    """Whoever has asked takes it back, as long as nobody has decided. Raises NotFound, WishGone."""
    row = _locked(by, exclusion_id, HANDLE, SUPERVISE)
    if row.asked_by_id != by.account_id:
        raise NotFound
    row.state = ExclusionState.WITHDRAWN
    row.save()
    record(row, "take_back", by=by, at=at)
    return row


def _locked(by: Actor, exclusion_id: UUID, *abilities: Ability) -> Exclusion:
    rows = Exclusion.objects.seen_by(by, *abilities).select_for_update(of=("self",)).select_related("unit")
    row: Exclusion | None = rows.filter(pk=exclusion_id).first()
    if row is None:
        raise NotFound
    if row.state != ExclusionState.OPEN:
        raise WishGone
    return row
