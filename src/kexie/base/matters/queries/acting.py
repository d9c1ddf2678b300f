"""Who may do a task: the applicant, whoever holds the lane's role in the task's unit, or who stands in for its holder."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kexie.base.kernel.access import Actor, Reach
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.matters.abilities import AS_CLERK, AS_HANDLER, AS_LEADER, ON_BEHALF, SUPERVISE
from kexie.base.matters.models import Case, CaseTask, Leave, MatterVersion
from kexie.base.matters.rules.guests import Guest
from kexie.base.matters.rules.lanes import Who, lane_roles

#: What a step of a case reads beside the case itself.
_OF_TASK: Final = ("unit", "case", "case__version", "case__lead", "case__window", "case__applicant_unit")
_UNIT: Final = ("path", "name", "closed_on")
_READ: Final = (
    *("node", "name", "who", "role", "person_id", "holder_id", "holder_name", "state", "case_id"),
    *(f"case__{field.name}" for field in Case._meta.concrete_fields),
    *("case__version__name", "case__version__matter_id"),
    *(f"{unit}__{name}" for unit in ("unit", "case__lead", "case__window", "case__applicant_unit") for name in _UNIT),
)


def tasks_for(actor: Actor, *, on: date) -> QuerySet[CaseTask]:
    """The open tasks that ``actor`` may do on the day ``on``: those of nobody yet, those that he holds, and those of whom
    he stands in for. What another holds is not among them (see :func:`tasks_of_units`).
    """
    held = Q(holder__isnull=True) | Q(holder_id__in=[actor.account_id, *stood_in_for(actor, on=on)])
    return _open().filter(own_tasks(actor) | (units_tasks(actor) & held))


def task_to_do(actor: Actor, task_id: UUID, *, on: date) -> CaseTask | None:
    """The open task, with its case locked until the end of the transaction, if ``actor`` may do it on the day ``on``.

    One query: who may is decided on what it brings, as :func:`tasks_for` decides it for lists.
    """
    task: CaseTask | None = next(iter(_locking().filter(pk=task_id)), None)
    return task if task is not None and may_do_now(actor, task, on=on) else None


@cache
def _locking() -> QuerySet[CaseTask]:
    """Open tasks with what a step of their cases reads, the cases locked: asked for every step, put together once."""
    return _open().select_for_update(of=("case",)).select_related(*_OF_TASK).only(*_READ).order_by()


def may_do_now(actor: Actor, task: CaseTask, *, on: date) -> bool:
    """Whether ``actor`` may do the open ``task`` on the day ``on``, as :func:`tasks_for` decides it for lists."""
    if actor.account_id is None and actor.person_id is None and not isinstance(actor, Guest):
        return False
    if task.who == Who.APPLICANT:
        return has_applied(actor, task.case)
    if not holds_role(actor, task):
        return False
    return task.holder_id in (None, actor.account_id) or task.holder_id in stood_in_for(actor, on=on)


def holds_role(actor: Actor, task: CaseTask) -> bool:
    """Whether ``actor`` holds the role of a unit's ``task`` in that unit, whoever holds the task itself."""
    if task.unit is None or task.role not in lane_roles:
        return False
    return actor.reach(lane_roles[task.role].ability).covers(task.unit.path)


def may_hand(actor: Actor, task: CaseTask, *, on: date) -> bool:
    """Whether ``actor`` may say who does the open ``task`` of a unit: who may do it now, and who supervises its unit."""
    return task.unit is not None and (actor.reach(SUPERVISE).covers(task.unit.path) or may_do_now(actor, task, on=on))


def check_hands(actor: Actor, task: CaseTask, *, on: date, anew: bool) -> None:
    """Refuse who does not say who does ``task``, before a colleague's name is shown; ``anew``: also who could have, if nobody
    held it.

    Raises NotFound (a task of no unit), NotPermitted.
    """
    if task.unit is None:
        raise NotFound
    if may_hand(actor, task, on=on) or (holds_role(actor, task) and not anew):
        return
    whose = _("%(unit)s %(name)s") % {"unit": task.unit.name, "name": task.holder_name}
    raise NotPermitted(_("这项任务由%(whose)s办理，不能由您转办。") % {"whose": whose.strip()})


def has_applied(actor: Actor, case: Case) -> bool:
    """Whether the case is the actor's own, or that of a unit that he acts for; `cases.own_cases` says the same of lists."""
    if isinstance(actor, Guest):
        return actor.case_id == case.pk
    unit = case.applicant_unit
    own = case.applicant_id is not None and case.applicant_id == actor.person_id
    return own or (unit is not None and actor.reach(AS_CLERK).covers(unit.path))


#: What :func:`has_applied` and :func:`handles_at_office` look at.
BRINGING: Final = ("version", "lead", "window", "applicant_unit")


def handles_at_office(actor: Actor, case: Case) -> bool:
    """Whether ``actor`` handles or decides cases at the lead or the window of ``case``."""
    offices = [unit.path for unit in (case.lead, case.window) if unit is not None]
    reaches = [actor.reach(ability) for ability in (AS_HANDLER, AS_LEADER)]
    return any(reach.covers(path) for reach in reaches for path in offices)


def tasks_of_units(actor: Actor) -> QuerySet[CaseTask]:
    """The open tasks of the units in which ``actor`` holds the role that they ask for, whoever holds them."""
    return _open().filter(units_tasks(actor))


def own_tasks(actor: Actor) -> Q:
    """Tasks of an applicant: one's own, and those of units for which one acts."""
    if isinstance(actor, Guest):
        return Q(who="applicant", case_id=actor.case_id) if actor.case_id else Q(pk__in=[])
    if not actor.is_known or actor.account_id is None:
        return Q(pk__in=[])
    of_units = actor.reach(AS_CLERK).q("case__applicant_unit__path") & Q(case__applicant_unit__isnull=False)
    return Q(who="applicant") & (Q(person_id=actor.person_id) | of_units if actor.person_id else of_units)


def units_tasks(actor: Actor) -> Q:
    """Tasks whose role ``actor`` holds in their unit."""
    parts = [Q(role=code, unit__isnull=False) & reach.q("unit__path") for code, reach in roles_held(actor)]
    return reduce(or_, parts, Q(pk__in=[]))


def roles_held(actor: Actor) -> list[tuple[str, Reach]]:
    """The roles that lanes may name which ``actor`` holds, each with its reach."""
    return [(role.code, reach) for role in lane_roles if (reach := actor.reach(role.ability))]


def takes_on_behalf(actor: Actor, version: MatterVersion) -> bool:
    """Whether ``actor`` may apply on behalf of others, at the window or by telephone: at the matter's window or in its lead."""
    reach = actor.reach(ON_BEHALF)
    return any(unit is not None and reach.covers(unit.path) for unit in (version.window, version.lead))


def stood_in(actor: Actor, *, on: date) -> QuerySet[Leave, UUID]:
    """The accounts for which ``actor`` stands in on the day ``on``, as a part of one question; for several look them up first."""
    return _standing(on).filter(deputy=actor.account_id)


def stood_in_for(actor: Actor, *, on: date) -> list[UUID]:
    """The accounts for which ``actor`` stands in on the day ``on``."""
    return list(stood_in(actor, on=on)) if actor.account_id else []


@lru_cache(maxsize=8)
def _standing(on: date) -> QuerySet[Leave, UUID]:
    """Who is away: the same question all day, put together once."""
    return Leave.objects.standing().filter(begin__lte=on, end__gte=on).order_by().values_list("account_id", flat=True)


def _open() -> QuerySet[CaseTask]:
    found: QuerySet[CaseTask] = CaseTask.objects.beyond("narrowed to what the actor may do").open()
    return found
