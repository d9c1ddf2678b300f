"""Weights of the composite are set; what is published of a month is counted, once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.domains.steward.models import FigureWeights, OpenFigures
from kexie.domains.steward.queries.figures import weights_for
from kexie.domains.steward.queries.open_figures import months_to_count, printed
from kexie.domains.steward.queries.weights import check_sets_weights
from kexie.domains.steward.rules.figures import Weights
from kexie.domains.steward.rules.periods import Period, PeriodKind


@transaction.atomic
def set_weights(*, by: Actor, at: datetime, weights: Weights) -> bool:
    """From now on the composite weighs by ``weights``; whether that changes anything. Raises NotPermitted."""
    check_sets_weights(by)
    before = weights_for(Period.holding(PeriodKind.YEAR, at.date()).after)
    if weights == before:
        return False
    FigureWeights.objects.update_or_create(
        since=at,
        defaults={"response": weights.response, "solved": weights.solved, "satisfied": weights.satisfied},
    )
    target = "steward.weights"
    audit.record(by=by, at=at, action="steward.weights_set", target=target, before=str(before), after=str(weights))
    return True


def count_months(*, by: Actor, at: datetime) -> int:
    """Count for everybody the months that are over and were not counted yet; how many."""
    months = months_to_count(at)
    for month in months:
        _count(month, by=by, at=at)
    return len(months)


@transaction.atomic
def _count(month: Period, *, by: Actor, at: datetime) -> None:
    values = {"counted_at": at, "rows": printed(month)}
    _row, new = OpenFigures.objects.get_or_create(month=month.first, defaults=values)
    if new:
        target = f"steward.open_figures:{month.first}"
        audit.record(by=by, at=at, action="steward.open_figures_count", target=target)
