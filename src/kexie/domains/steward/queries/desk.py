"""The desk: the cases of one's units by stage, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kexie.base.kernel.access import Actor
from kexie.base.kernel.workdays import midnight
from kexie.base.matters.api import CaseTask, of_units
from kexie.domains.steward.abilities import VIEW_DESK
from kexie.domains.steward.models import Handling, HandlingQuerySet
from kexie.domains.steward.rules.stages import Stage

TODO, HANDLING, WAITING, CALL_BACK, LATE, ENDED = "todo", "handling", "waiting", "call_back", "late", "ended"
#: The tabs of the desk and the stages that stand in each.
TABS: Final[dict[str, tuple[Stage, ...]]] = {
    TODO: (Stage.RECEIVING, Stage.SIGNING),
    HANDLING: (Stage.HANDLING,),
    WAITING: (Stage.MENDING, Stage.PARKED),
    CALL_BACK: (Stage.CALL_BACK,),
}
#: So many cases are listed at most; so far a tab counts.
MOST: Final = 1_000
MOST_COUNTED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAsked:
    """What the desk is narrowed to."""

    tab: str = TODO
    matter: UUID | None = None
    unit_path: str = ""
    kind: str = ""
    urgency: str = ""
    district: str = ""
    due: str = ""
    text: str = ""


def cases_at_desk(actor: Actor, asked: DeskAsked, *, at: datetime) -> QuerySet[Handling]:
    """The cases in which a unit of the actor's has a part, as the desk lists them."""
    rows = _in_tab(_of_units(actor), asked.tab, at=at)
    plain = {
        "matter": asked.matter,
        "kind": asked.kind,
        "urgency__code": asked.urgency,
        "district": asked.district,
        "unit__path__startswith": asked.unit_path,
    }
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if asked.due and asked.tab != ENDED:
        rows = rows.filter(still_since__isnull=True, **_due_by(asked.due, at))
    if text := asked.text.strip():
        rows = rows.filter(Q(case__number__icontains=text) | Q(case__applicant_name__icontains=text))
    order = ("-ended_at", "-pk") if asked.tab == ENDED else ("rank_at", "pk")
    columns = ("stage", "kind", "due_at", "still_since", "started_at", "ended_at", "channel", "kept", "escalated")
    joined = ("case__number", "case__applicant_name", "matter__name", "unit__name", "urgency__name")
    found: QuerySet[Handling] = (
        rows.select_related("case", "matter", "unit", "urgency").only(*columns, *joined).order_by(*order)
    )
    return found


def counts(actor: Actor, *, at: datetime) -> dict[str, int]:
    """How many cases stand in each tab but that of what has ended, at most :data:`MOST_COUNTED`."""
    rows = _of_units(actor)
    return {tab: _in_tab(rows, tab, at=at).order_by()[:MOST_COUNTED].count() for tab in (*TABS, LATE)}


def counted(rows: QuerySet[Handling]) -> int:
    """How many rows there are, at most :data:`MOST` and one more."""
    return rows.order_by()[: MOST + 1].count()


def tasks_of_units(case_id: UUID) -> list[CaseTask]:
    """The open tasks of a case that are units'; each verb looks at who may do it."""
    rows = CaseTask.objects.beyond("each verb looks at who may do it").open()
    return list(rows.filter(case=case_id, unit__isnull=False).select_related("unit"))


def _in_tab(rows: HandlingQuerySet, tab: str, *, at: datetime) -> HandlingQuerySet:
    if tab == ENDED:
        return rows.filter(ended_at__isnull=False)
    rows = rows.filter(ended_at__isnull=True)
    if tab == LATE:
        return rows.filter(still_since__isnull=True, rank_at__lt=at)
    return rows.filter(stage__in=TABS.get(tab, TABS[TODO]))


def _due_by(word: str, at: datetime) -> dict[str, datetime]:
    today = midnight(timezone.localdate(at))
    ends = {"today": today + timedelta(days=1), "week": today + timedelta(days=7)}
    return {"rank_at__lt": ends.get(word, at)}


def _of_units(actor: Actor) -> HandlingQuerySet:
    return of_units(Handling.objects.beyond("narrowed to one's units"), actor.reach(VIEW_DESK))
