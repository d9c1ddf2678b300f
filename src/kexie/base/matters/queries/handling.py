"""Who stands how to a case: sees it, handles it, supervises it; who could take a task over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, Reach, check
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.matters.abilities import SUPERVISE, VIEW_CASES
from kexie.base.matters.models import Case, CaseAsk, CaseStep, CaseTask, CaseUnit, Part, TaskState
from kexie.base.matters.queries.cases import case_for
from kexie.base.matters.rules.lanes import lane_roles
from kexie.base.people.api import Account, Organisation, actor_of, holders_for


@dataclass(frozen=True, slots=True)
class Standing:
    """How an actor stands to a case.

    ``inside``: of a unit that handles it, not only of the one that has applied; sees what is internal. ``handles``: acts there
    by a role that lanes may name. ``speaks``: acts so in a unit that does something in the case, and therefore speaks for the
    office, to the applicant and to units that are asked; who is only asked for an opinion answers, and adds what is internal.
    ``supervises``: hands over what others hold, sets limits, ends it.
    """

    inside: bool = False
    handles: bool = False
    speaks: bool = False
    supervises: bool = False


def parts_of(case: Case) -> list[CaseUnit]:
    """The units that have a part in a case, in the order of the tree; ``only_asked`` of each: see :func:`standing`."""
    rows = CaseUnit.objects.filter(case=case).select_related("organisation").annotate(only_asked=_only_asked())
    return list(rows.order_by("organisation__path", "part"))


def _only_asked() -> Q:
    """Of a unit's part in a case: it is there because its opinion was asked for, and no task is or was its own."""
    here = {"case": OuterRef("case"), "unit": OuterRef("organisation")}
    asks = CaseAsk.objects.beyond("of a case that was looked at").filter(**here)
    tasks = CaseTask.objects.beyond("of a case that was looked at").filter(**here)
    works = tasks.filter(state__in=(TaskState.OPEN, TaskState.DONE))
    return Q(part=Part.ASSIST) & Exists(asks) & ~Exists(works)


def standing(actor: Actor, case: Case, parts: Iterable[CaseUnit]) -> Standing:
    """How ``actor`` stands to ``case``, whose ``parts`` are given (:func:`parts_of`). No query."""
    of_office = [part for part in parts if part.part != Part.APPLICANT]
    paths = [part.organisation.path for part in of_office]
    speaking = [part.organisation.path for part in of_office if not getattr(part, "only_asked", False)]

    def reaches(reach: Reach, paths: list[str]) -> bool:
        return any(reach.covers(path) for path in paths)

    return Standing(
        inside=reaches(actor.reach(VIEW_CASES), paths),
        handles=any(reaches(actor.reach(role.ability), paths) for role in lane_roles),
        speaks=any(reaches(actor.reach(role.ability), speaking) for role in lane_roles),
        supervises=actor.reach(SUPERVISE).covers(case.lead.path),
    )


def acted(account_id: UUID | None, case: str = "case_id") -> Exists:
    """Whether an account has done a step of the case that the column ``case`` of the query around it names."""
    steps = CaseStep.objects.beyond("that somebody has acted, not how")
    return Exists(steps.filter(case=OuterRef(case), by_account=account_id or UUID(int=0)))


def has_acted(account_id: UUID, case_id: UUID) -> bool:
    """Whether an account has done a step of a case; whoever calls has looked at who may know."""
    return (
        CaseStep.objects.beyond("that somebody has acted, not how").filter(case=case_id, by_account=account_id).exists()
    )


def acts_in(actor: Actor, unit: Organisation) -> bool:
    """Whether ``actor`` holds a role that lanes may name in ``unit``."""
    return any(actor.reach(role.ability).covers(unit.path) for role in lane_roles)


def case_handled(actor: Actor, case_id: UUID) -> Case:
    """A case that ``actor`` handles or supervises. Raises NotFound."""
    case = case_for(actor, case_id)
    stands = standing(actor, case, parts_of(case))
    if not (stands.handles or stands.supervises):
        raise NotFound
    return case


def case_spoken_for(actor: Actor, case_id: UUID) -> Case:
    """A case in which ``actor`` speaks for the office, or which is the actor's to supervise.

    Raises NotFound, NotPermitted (the actor's unit is only asked for its opinion).
    """
    case = case_handled(actor, case_id)
    stands = standing(actor, case, parts_of(case))
    if not (stands.speaks or stands.supervises):
        raise NotPermitted(
            _("您的单位只是被征求意见：请答复征求的内容，或者写内部备注；与申请人沟通由办理这个办件的单位负责。")
        )
    return case


def check_supervised(actor: Actor, case_id: UUID) -> None:
    """Refuse unless the case is the actor's to supervise. Raises NotPermitted, NotFound."""
    check(actor, SUPERVISE)
    case = Case.objects.seen_by(actor, SUPERVISE).filter(pk=case_id).select_related("lead").first()
    if case is None or not actor.reach(SUPERVISE).covers(case.lead.path):
        raise NotFound


def colleagues(unit: Organisation, role: str, *, on: date, without: UUID | None = None) -> list[Account]:
    """The accounts that could do a task of ``role`` in ``unit`` on the day ``on``, by name."""
    if role not in lane_roles:
        return []
    persons = [person.pk for person in holders_for(lane_roles[role].ability, unit, on=on)]
    found = Account.objects.filter(person__in=persons, is_active=True).select_related("person")
    able = [one for one in found if actor_of(one, on=on).reach(lane_roles[role].ability).covers(unit.path)]
    return sorted((one for one in able if one.pk != without), key=lambda one: one.get_full_name())
