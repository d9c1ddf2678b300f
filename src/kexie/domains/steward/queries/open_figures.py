"""What is published of each month: counted of all units by group of matters; and what was published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, Min
from django.utils import timezone

from kexie.base.matters.api import MatterGroup
from kexie.domains.steward.models import Handling, OpenFigures
from kexie.domains.steward.queries.figures import counted_of, everything
from kexie.domains.steward.rules.figures import Figures
from kexie.domains.steward.rules.open_figures import published
from kexie.domains.steward.rules.periods import Period, PeriodKind

#: A month is counted so many days after it is over: calls to applicants follow the end of a case.
_RESTS: Final = timedelta(days=3)
#: So many months back are counted at most.
_MOST: Final = 36


def months_to_count(at: datetime) -> list[Period]:
    """The months that are over and were not counted yet, from the first case on."""
    day = timezone.localdate(at - _RESTS)
    latest = Period.holding(PeriodKind.MONTH, day).before
    first = Handling.objects.beyond("the first month alone").aggregate(first=Min("started_at"))["first"]
    if first is None:
        return []
    known = set(OpenFigures.objects.values_list("month", flat=True))
    since = timezone.localdate(first).replace(day=1)
    return [month for month in latest.back(_MOST) if month.first >= since and month.first not in known]


def printed(month: Period) -> list[dict[str, Any]]:
    """The rows of a month as they are published."""
    handled, called = everything()
    keys = (F("matter__group_id"), F("case__matter__group_id"))
    counted = counted_of(handled, called, [month], keys)[0]
    groups = dict(MatterGroup.objects.order_by("position", "name").values_list("pk", "name"))
    lines = [(name, counted.get(key, Figures())) for key, name in groups.items()]
    if None in counted:
        lines.append(("", counted[None]))
    return published(lines)


def months() -> list[OpenFigures]:
    """What was published, the latest month first."""
    return list(OpenFigures.objects.order_by("-month"))
