"""What units and the office are told of instructions; steps inside the verbs and the turns of the clock. The words of the
instruction itself stay on its page, which only those see who carry it out.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.notifications import api as notifications
from kexie.base.people import api as people
from kexie.base.people.api import Organisation
from kexie.base.ui import dates
from kexie.domains.bulletin.abilities import CARRY_OUT, INSTRUCT
from kexie.domains.bulletin.models import Instruction, InstructionProgress
from kexie.domains.bulletin.rules.desk import shortened


def tell_given(instruction: Instruction, *, at: datetime) -> None:
    """Tell the units that have it what is asked of them, and until when."""
    body = _("请于%(due)s前办理并填报办理情况。批示内容见工作台。") % {"due": _due(instruction)}
    for unit in units_of(instruction):
        _tell(instruction, unit, f"given:{instruction.version}", _("批示交办：%(title)s"), body, at=at)


def tell_soon(instruction: Instruction, *, at: datetime) -> None:
    """Remind the units on the working day before."""
    body = _("办理期限是%(due)s，请及时填报办理情况。") % {"due": _due(instruction)}
    for unit in units_of(instruction):
        _tell(instruction, unit, f"soon:{instruction.due_on}", _("批示即将到期：%(title)s"), body, at=at)


def tell_overdue(instruction: Instruction, *, at: datetime) -> None:
    """Tell the units and the office that the day has passed."""
    body = _("办理期限%(due)s已过，尚未办结。") % {"due": _due(instruction)}
    what, title = f"overdue:{instruction.due_on}", _("批示已逾期：%(title)s")
    for unit in units_of(instruction):
        _tell(instruction, unit, what, title, body, at=at)
    _tell(instruction, None, what, title, body, at=at)


def tell_progress(instruction: Instruction, progress: InstructionProgress, *, at: datetime) -> None:
    """Tell the office what a unit reports, and the units what the office writes."""
    what, title = f"progress:{progress.pk}", _("批示有新的办理情况：%(title)s")
    if progress.unit is not None:
        _tell(instruction, None, what, title, f"{progress.unit}：{progress.text}", at=at)
        return
    for unit in units_of(instruction):
        _tell(instruction, unit, what, title, progress.text, at=at)


def tell_ended(instruction: Instruction, *, at: datetime) -> None:
    """Tell the units that there is nothing more to do, and what came of it."""
    title = _("批示%(state)s：%%(title)s") % {"state": instruction.get_state_display()}
    for unit in units_of(instruction):
        _tell(instruction, unit, f"ended:{instruction.version}", title, instruction.result, at=at)


def tell_reopened(instruction: Instruction, reason: str, *, at: datetime) -> None:
    """Tell the units that it is to be carried out after all."""
    for unit in units_of(instruction):
        _tell(instruction, unit, f"reopened:{instruction.version}", _("批示恢复办理：%(title)s"), reason, at=at)


def units_of(instruction: Instruction) -> list[Organisation]:
    """Who has it: the unit that carries it out, then those that assist."""
    assisting = [one.organisation for one in instruction.assists.select_related("organisation")]
    return [*([instruction.unit] if instruction.unit else []), *assisting]


def _due(instruction: Instruction) -> str:
    return dates.day(instruction.due_on) if instruction.due_on else "—"


def _tell(
    instruction: Instruction, unit: Organisation | None, what: str, title: str, body: str, *, at: datetime
) -> int:
    today = timezone.localdate(at)
    to = unit.pk if unit else "office"
    return notifications.notify(
        at=at,
        persons=people.holders_for(CARRY_OUT, unit, on=today) if unit else people.holders(INSTRUCT, on=today),
        kind="bulletin.instruction",
        title=(title % {"title": shortened(instruction.item.title)})[:120],
        body=body,
        url=instruction.get_absolute_url(),
        key=f"bulletin.instruction:{instruction.pk}:{to}:{what}"[:120],
    )
