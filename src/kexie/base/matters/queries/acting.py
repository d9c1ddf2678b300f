"""Who may do a task: the applicant, whoever holds the lane's role in the task's unit, or who stands in for its holder."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from kexie.base.kernel.access import Actor
from kexie.base.matters.abilities import AS_CLERK
from kexie.base.matters.models import CaseTask, Leave
from kexie.base.matters.rules.lanes import lane_roles


def tasks_for(actor: Actor, *, on: date) -> QuerySet[CaseTask]:
    """The open tasks that ``actor`` may do on the day ``on``: those of nobody yet, those that he holds, and those of whom
    he stands in for. What another holds is not among them (see :func:`tasks_of_units`).
    """
    held = Q(holder__isnull=True) | Q(holder_id__in=[actor.account_id, *stood_in_for(actor, on=on)])
    return _open().filter(own_tasks(actor) | (units_tasks(actor) & held))


def tasks_of_units(actor: Actor) -> QuerySet[CaseTask]:
    """The open tasks of the units in which ``actor`` holds the role that they ask for, whoever holds them."""
    return _open().filter(units_tasks(actor))


def own_tasks(actor: Actor) -> Q:
    """Tasks of an applicant: one's own, and those of units for which one acts."""
    if not actor.is_known or actor.account_id is None:
        return Q(pk__in=[])
    of_units = actor.reach(AS_CLERK).q("case__applicant_unit__path") & Q(case__applicant_unit__isnull=False)
    return Q(who="applicant") & (Q(person_id=actor.person_id) | of_units if actor.person_id else of_units)


def units_tasks(actor: Actor) -> Q:
    """Tasks whose role ``actor`` holds in their unit."""
    parts = [
        Q(role=role.code, unit__isnull=False) & reach.q("unit__path")
        for role in lane_roles
        if (reach := actor.reach(role.ability))
    ]
    return reduce(or_, parts, Q(pk__in=[]))


def stood_in_for(actor: Actor, *, on: date) -> list[UUID]:
    """The accounts for which ``actor`` stands in on the day ``on``."""
    if actor.account_id is None:
        return []
    leaves = Leave.objects.standing().filter(deputy=actor.account_id, begin__lte=on, end__gte=on)
    return list(leaves.values_list("account_id", flat=True))


def _open() -> QuerySet[CaseTask]:
    found: QuerySet[CaseTask] = CaseTask.objects.beyond("narrowed to what the actor may do").open()
    return found
