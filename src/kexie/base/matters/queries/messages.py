"""Messages that a case waits for: who may tell them, and as those read them who may.

Who may is said by the lane in which the message is waited for: whoever has applied, or those who may do the lane's tasks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kexie.base.kernel.access import Actor
from kexie.base.matters.errors import Stuck
from kexie.base.matters.models import Case, CaseWait, Part, WaitKind
from kexie.base.matters.queries.acting import handles_at_office, has_applied
from kexie.base.matters.queries.placing import Place, place_of
from kexie.base.matters.rules.bpmn.model import Lane
from kexie.base.matters.rules.engine import Run, Waiting
from kexie.base.matters.rules.lanes import Who, lane_roles

_OWN: Final = (Who.APPLICANT.value, Who.APPLICANT_UNIT.value)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message that is waited for: since when, in which lane, and what the drawing says about it."""

    wait: CaseWait
    words: str = ""
    lane: str = ""

    @property
    def name(self) -> str:
        """What is waited for."""
        return self.wait.message


@dataclass(frozen=True, slots=True)
class Messages:
    """What a case waits for, each name once, the oldest first: what the reader may tell, and what others tell."""

    mine: tuple[MessageLine, ...] = ()
    others: tuple[MessageLine, ...] = ()


def messages_among(
    waits: Iterable[CaseWait], run: Run, *, actor: Actor | None, case: Case, answers: Mapping[str, Any], own: bool
) -> Messages:
    """The messages among ``waits``, for ``actor`` as whoever has applied (``own``) or as one of the office; for whoever only
    follows the case (None) all are told by others.
    """
    mine: dict[str, MessageLine] = {}
    others: dict[str, MessageLine] = {}
    waiting = {one.id: one for one in run.waiting()}
    for wait in sorted(waits, key=lambda wait: wait.created_at):
        point = waiting.get(wait.pk)
        if wait.kind != WaitKind.MESSAGE or point is None:
            continue
        lane = _lane(run, point)
        line = MessageLine(wait, point.node.documentation, lane.name if lane is not None else "")
        may = actor is not None and may_tell(actor, case, run, point, answers=answers, own=own)
        (mine if may else others).setdefault(wait.message, line)
    return Messages(tuple(mine.values()), tuple(line for name, line in others.items() if name not in mine))


def may_tell(actor: Actor, case: Case, run: Run, waiting: Waiting, *, answers: Mapping[str, Any], own: bool) -> bool:
    """Whether ``actor`` may tell the message for which ``run`` waits there, as whoever has applied (``own``) or as the office.

    What is waited for in no lane is told by either: the applicant, or who handles cases at the lead or the window.
    """
    lane = _lane(run, waiting)
    if own:
        return has_applied(actor, case) and (lane is None or lane.who in _OWN)
    if lane is None:
        return handles_at_office(actor, case)
    place = telling_place(case, run, waiting, answers=answers)
    if place.unit is None or place.part == Part.APPLICANT:
        return False
    return actor.reach(lane_roles[place.role].ability).covers(place.unit.path)


def telling_place(case: Case, run: Run, waiting: Waiting, *, answers: Mapping[str, Any]) -> Place:
    """Whose it is to tell the message; the lead's where the lane's unit is not chosen yet, or is closed."""
    try:
        return place_of(case, run.model, answers, waiting)
    except Stuck:
        return Place(Who.LEAD, case.lead, "handler", part=Part.LEAD)


def teller(run: Run, waiting: Waiting) -> str:
    """Whose lane it is, in the words of the drawing."""
    lane = _lane(run, waiting)
    return lane.name if lane is not None else ""


def _lane(run: Run, waiting: Waiting) -> Lane | None:
    lane = run.model.lanes.get(waiting.node.lane_id)
    return lane if lane is not None and lane.who else None
