"""From a lane to the people behind it: which unit, by which role, or the applicant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kexie.base.matters.errors import Stuck
from kexie.base.matters.models import Case, Part
from kexie.base.matters.queries.contacts import has_contact
from kexie.base.matters.rules.bpmn.model import Model
from kexie.base.matters.rules.engine import Waiting
from kexie.base.matters.rules.engine.running import rounds
from kexie.base.matters.rules.lanes import Who, lane_roles
from kexie.base.people import api as people
from kexie.base.people.api import Organisation


@dataclass(frozen=True, slots=True)
class Place:
    """Whose a task is: of the applicant (``person_id``), or of whoever holds ``role`` in ``unit``."""

    who: Who
    unit: Organisation | None = None
    role: str = ""
    person_id: UUID | None = None
    part: Part = Part.ASSIST


def lane_words(model: Model, waiting: Waiting) -> tuple[Who, str]:
    """What the lane says in which a run of ``model`` waits: who, by which role; the lead's handler where it says nothing."""
    lane = model.lanes.get(waiting.node.lane_id)
    if lane is None:
        return Who.LEAD, "handler"
    return Who(lane.who or Who.LEAD), lane.role if lane.role in lane_roles else "handler"


def place_of(case: Case, model: Model, answers: Mapping[str, Any], waiting: Waiting) -> Place:
    """Whose the task is at which a run of ``model`` waits, by what is answered in ``case``.

    Raises:
        Stuck: the lane names a unit or a role that is not there.
    """
    lane = model.lanes.get(waiting.node.lane_id)
    who, role = lane_words(model, waiting)
    if waiting.node.loop is not None and waiting.round is not None:
        chosen = rounds(answers, waiting.node.loop.element)
        if waiting.round < len(chosen) and (unit := _unit(chosen[waiting.round])) is not None:
            return Place(Who.CHOSEN, unit, role)
    if who is Who.APPLICANT_UNIT and case.applicant_unit is not None:
        return Place(who, case.applicant_unit, role, part=Part.APPLICANT)
    if who in (Who.APPLICANT, Who.APPLICANT_UNIT):
        if case.applicant_id is not None or (case.channel == "web" and has_contact(case.pk)):
            return Place(Who.APPLICANT, person_id=case.applicant_id)
        # Nobody would find the task: whoever took the application in answers for the applicant.
        return Place(Who.WINDOW, case.window or case.lead, "handler", part=Part.WINDOW)
    if who is Who.WINDOW:
        return Place(who, case.window or case.lead, role, part=Part.WINDOW)
    if who is Who.CHOSEN:
        value = rounds(answers, lane.element if lane else "")
        return Place(who, _known(value[0] if value else "", lane.name if lane else ""), role)
    if who is Who.UNIT:
        return Place(who, _known(lane.unit if lane else "", lane.name if lane else ""), role)
    return Place(Who.LEAD, case.lead, role, part=Part.LEAD)


def _known(value: Any, lane: str) -> Organisation:
    unit = _unit(value)
    if unit is None:
        raise Stuck(_("泳道“%(lane)s”的办理单位还没有选定，或者已经撤销，请先选定单位。") % {"lane": lane})
    return unit


def _unit(value: Any) -> Organisation | None:
    """The unit that an answer or a lane names, by identifier or by name; one that is closed is none."""
    try:
        unit = Organisation.objects.filter(uid=UUID(str(value))).first()
    except ValueError:
        unit = people.find_unit(str(value))
    return unit if unit is not None and unit.closed_on is None else None
