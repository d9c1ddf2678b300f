"""What the clock does to commissions: reminders on the working day before, and who has missed the time. Each once, however
many clocks tick: a row is claimed by the update that changes it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.actions import commission_notices as notices
from kexie.domains.bulletin.models import (
    AskedState,
    Commission,
    CommissionedUnit,
    CommissionedUnitQuerySet,
    CommissionState,
    Submission,
)
from kexie.domains.bulletin.rules.commissions import reminds

#: The longest that a reminder can lie before its date: a holiday of nine days with weekends around it.
_AHEAD: Final = timedelta(days=14)


def remind_units(*, by: Actor, at: datetime) -> int:
    """Remind the units whose commissions are due on the next working day; how many were."""
    soon = Commission.objects.filter(state=CommissionState.OPEN, due_at__gt=at, due_at__lte=at + _AHEAD)
    reminded = 0
    for commission in soon:
        if not reminds(at, commission.due_at):
            continue
        for pk in _rows(commission).filter(state=AskedState.ASKED, reminded_at=None).values_list("pk", flat=True):
            with transaction.atomic():
                claimed = _all().filter(pk=pk, state=AskedState.ASKED, reminded_at=None).update(reminded_at=at)
                if claimed:
                    notices.tell_soon(_one(pk), at=at)
                    reminded += 1
    return reminded


def note_missed(*, by: Actor, at: datetime) -> int:
    """Note who has not answered when the time is over, and tell them and the desk; how many units."""
    over = Commission.objects.filter(state=CommissionState.OPEN, due_at__lte=at)
    late = over.filter(asked__state=AskedState.ASKED).distinct()
    return sum(_miss(pk, by=by, at=at) for pk in list(late.values_list("pk", flat=True)))


def _miss(commission_id: UUID, *, by: Actor, at: datetime) -> int:
    with transaction.atomic():
        rows = Commission.objects.select_for_update(of=("self",))
        commission = rows.filter(pk=commission_id, state=CommissionState.OPEN, due_at__lte=at).first()
        if commission is None:
            return 0
        late = list(_rows(commission).filter(state=AskedState.ASKED).select_related("organisation", "commission"))
        for asked in late:
            asked.state, asked.missed_at = AskedState.MISSED, commission.due_at
            asked.save(update_fields=["state", "missed_at"])
            notices.tell_missed(asked, at=at)
        if late:
            states = list(_rows(commission).values_list("state", flat=True))
            handed_in, missed = states.count(AskedState.HANDED_IN), states.count(AskedState.MISSED)
            notices.tell_over(commission, at=at, handed_in=handed_in, missed=missed)
            target = f"bulletin.commission:{commission.pk}"
            audit.record(by=by, at=at, action="bulletin.commission_miss", target=target, units=len(late))
    return len(late)


def note_answer(submission: Submission, *, by: Actor, at: datetime) -> None:
    """A unit has sent in what it was asked for: in time, or late, which stays noted. A step inside the sending in."""
    asked = _asked(submission)
    if asked is None or asked.state == AskedState.HANDED_IN:
        return
    if at > asked.commission.due_at and asked.missed_at is None:
        asked.missed_at = asked.commission.due_at
    asked.state, asked.answered_at, asked.reason = AskedState.HANDED_IN, at, ""
    asked.save(update_fields=["state", "answered_at", "reason", "missed_at"])


def take_answer_back(submission: Submission, *, by: Actor, at: datetime) -> None:
    """A unit has withdrawn what it had sent in: unless something else of its is there, it stands as before."""
    asked = _asked(submission)
    if asked is None or asked.state != AskedState.HANDED_IN:
        return
    others = Submission.objects.beyond("whether the unit has answered in another way").at_the_desk()
    others = others.filter(commission=submission.commission_id, unit__path__startswith=asked.organisation.path)
    if others.exclude(pk=submission.pk).exists():
        return
    over = at >= asked.commission.due_at
    asked.state, asked.answered_at = AskedState.MISSED if over else AskedState.ASKED, None
    asked.missed_at = asked.commission.due_at if over else None
    asked.save(update_fields=["state", "answered_at", "missed_at"])


def _asked(submission: Submission) -> CommissionedUnit | None:
    """As what its unit was asked: by its own name, or by that of the unit above it."""
    if submission.commission_id is None:
        return None
    path = submission.unit.path
    rows = _all().select_for_update(of=("self",)).filter(commission=submission.commission_id)
    asked = rows.select_related("organisation", "commission")
    above = [found for found in asked if path.startswith(found.organisation.path)]
    return max(above, key=lambda found: len(found.organisation.path), default=None)


def _all() -> CommissionedUnitQuerySet:
    rows: CommissionedUnitQuerySet = CommissionedUnit.objects.beyond("the clock and the sending in concern every unit")
    return rows


def _rows(commission: Commission) -> CommissionedUnitQuerySet:
    rows: CommissionedUnitQuerySet = _all().filter(commission=commission)
    return rows


def _one(pk: int) -> CommissionedUnit:
    found: CommissionedUnit = _all().select_related("organisation", "commission").get(pk=pk)
    return found
