"""Opinions that are asked for: those of a case, those that wait for somebody."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q, QuerySet

from kexie.base.kernel.access import Actor
from kexie.base.matters.models import AskState, Case, CaseAsk, CaseState
from kexie.base.matters.queries.acting import roles_held, stood_in, stood_in_for
from kexie.base.matters.queries.handling import acts_in

#: So many questions that wait for one person are looked at.
_MOST: Final = 200


def asks_of(case: Case) -> list[CaseAsk]:
    """What was asked about a case, the oldest first; whoever calls has looked at who sees it."""
    return list(CaseAsk.objects.beyond("with its case").filter(case=case).select_related("unit"))


def waiting_asks(actor: Actor, *, on: date) -> QuerySet[CaseAsk]:
    """The questions that wait for ``actor``: asked of him or her, of whom he or she stands in for, of his or her units; the
    most urgent first.
    """
    # Many hold several roles in one unit.
    units = [reach.q("unit__path") for reach in {reach for _role, reach in roles_held(actor)}]
    of_unit = Q(account__isnull=True) & reduce(or_, units) if units else Q(pk__in=[])
    own = Q(account=actor.account_id) | Q(account__in=stood_in(actor, on=on)) if actor.account_id else Q(pk__in=[])
    # The few open questions first, and their cases after that, where there are any: never the other way round.
    rows = CaseAsk.objects.beyond("narrowed to what the actor is asked")
    keys = list(rows.open().filter(of_unit | own).order_by("due_at", "id").values_list("pk", flat=True)[:_MOST])
    if not keys:
        return rows.none()
    found = rows.filter(pk__in=keys, case__state=CaseState.OPEN)
    return found.order_by("due_at", "id").select_related("unit", "case__version")


def may_answer(actor: Actor, ask: CaseAsk, *, on: date) -> bool:
    """Whether ``actor`` is asked: by name, as deputy of who is, or as one of the unit."""
    if ask.state != AskState.OPEN:
        # What is over is told to whoever could have answered it.
        return ask.account_id == actor.account_id if ask.account_id else acts_in(actor, ask.unit)
    if ask.account_id is None:
        return acts_in(actor, ask.unit)
    return ask.account_id == actor.account_id or ask.account_id in stood_in_for(actor, on=on)
