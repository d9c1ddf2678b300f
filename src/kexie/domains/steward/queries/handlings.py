"""The register of what the concierge handles: cases with stage and clock, narrowed; also those behind a figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.workdays import midnight
from kexie.base.matters.api import Matter
from kexie.domains.steward.abilities import VIEW_DESK
from kexie.domains.steward.models import Handling, HandlingQuerySet
from kexie.domains.steward.queries.figures import Narrowed, behind
from kexie.domains.steward.rules.figures import Measure
from kexie.domains.steward.rules.stages import RUNNING

_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesAsked:
    """What the register is narrowed to. ``begin`` and ``end`` are days, both included: of submission, or those of the measure.

    ``late``: those over their limit, running or answered.
    """

    narrowed: Narrowed = field(default_factory=Narrowed)
    measure: Measure | None = None
    begin: date | None = None
    end: date | None = None
    stage: str = ""
    kind: str = ""
    channel: str = ""
    urgency: int | None = None
    late: bool = False
    text: str = ""


def handlings(actor: Actor, asked: CasesAsked, *, at: datetime) -> HandlingQuerySet:
    """The cases, the newest first, with what a line shows. Raises NotPermitted.

    Behind a figure these are what one's units handle; without one all in which they have a part.
    """
    begin, end = midnight(asked.begin or _FIRST), midnight((asked.end or _LAST) + timedelta(days=1))
    if asked.measure:
        rows = behind(actor, (begin, end), asked.measure, asked.narrowed)
    else:
        rows = _taken_part(actor, asked.narrowed)
        if asked.begin or asked.end:
            rows = rows.filter(started_at__gte=begin, started_at__lt=end)
    rows = rows.filter(**_plain(asked))
    if asked.late:
        rows = over_limit(rows, at=at)
    if text := asked.text.strip():
        rows = rows.filter(case__number__icontains=text)
    found: HandlingQuerySet = rows.select_related("case", "matter", "unit", "urgency").order_by("-started_at", "-pk")
    return found.defer("case__process", "case__sealed")


def matters_to_choose() -> list[tuple[UUID, str]]:
    """The matters that were published, by name."""
    rows = Matter.objects.beyond("names of matters that were published are public").filter(versions__state="published")
    return list(rows.order_by("name").distinct().values_list("pk", "name"))


def over_limit(rows: HandlingQuerySet, *, at: datetime) -> HandlingQuerySet:
    """Those that were answered after their limit, or run on past it, or have done so before their clock stood still."""
    over = Q(still_since=None, due_at__lt=at) | Q(still_since__gt=F("due_at"))
    return rows.filter(Q(stage__in=RUNNING, kept=None) & over | Q(kept=False))


def _taken_part(actor: Actor, narrowed: Narrowed) -> HandlingQuerySet:
    check(actor, VIEW_DESK)
    rows = Handling.objects.beyond("narrowed to the cases in which the actor's units have a part")
    rows = rows.within(actor.reach(VIEW_DESK)).filter(unit__path__startswith=narrowed.unit_path)
    plain = {"unit": narrowed.unit, "matter": narrowed.matter}
    rows = rows.filter(**{name: value for name, value in plain.items() if value is not None})
    return rows if narrowed.district is None else rows.filter(district=narrowed.district)


def _plain(asked: CasesAsked) -> dict[str, Any]:
    plain = {"stage": asked.stage, "kind": asked.kind, "channel": asked.channel, "urgency": asked.urgency}
    return {name: value for name, value in plain.items() if value}
