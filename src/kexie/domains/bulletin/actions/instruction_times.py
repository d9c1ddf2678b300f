"""What the clock does to instructions: a reminder on the working day before, a word when the day has passed. Each once,
however many clocks tick: a row is claimed by the update that changes it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.actions import instruction_notices as notices
from kexie.domains.bulletin.models import Instruction, InstructionQuerySet, InstructionState
from kexie.domains.bulletin.rules.instructions import reminds_before, tells_overdue

#: The longest that a reminder can lie before its day: a holiday of nine days with weekends around it.
_AHEAD: Final = timedelta(days=14)


def remind_of_instructions(*, by: Actor, at: datetime) -> int:
    """Remind the units whose day comes next; how many instructions."""
    today = timezone.localdate(at)
    soon = _open().filter(reminded_at=None, due_on__gte=today, due_on__lte=today + _AHEAD)
    reminded = 0
    for row in list(soon):
        if row.due_on and reminds_before(at, row.due_on):
            with transaction.atomic():
                if _open().filter(pk=row.pk, reminded_at=None).update(reminded_at=at):
                    notices.tell_soon(row, at=at)
                    reminded += 1
    return reminded


def note_overdue(*, by: Actor, at: datetime) -> int:
    """Tell units and office of those whose day has passed; how many instructions."""
    late = _open().filter(overdue_at=None, due_on__lt=timezone.localdate(at))
    told = 0
    for row in list(late):
        if row.due_on and tells_overdue(at, row.due_on):
            with transaction.atomic():
                if _open().filter(pk=row.pk, overdue_at=None).update(overdue_at=at):
                    notices.tell_overdue(row, at=at)
                    told += 1
    return told


def _open() -> InstructionQuerySet:
    rows = Instruction.objects.beyond("the clock concerns every unit").filter(state=InstructionState.OPEN)
    chosen: InstructionQuerySet = rows.select_related("item", "unit")
    return chosen
