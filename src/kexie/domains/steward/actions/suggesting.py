"""Learning from closed cases which matter, and which unit, a text in plain words is about."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.matters.api import closed_in_plain
from kexie.domains.steward.abilities import TRAIN
from kexie.domains.steward.models import SuggestionModel
from kexie.domains.steward.rules.suggesting import LEAST_CASES, LEAST_SOURCES, Corpus

#: So many closed cases are learnt from, the newest.
MOST_CASES: Final = 100_000


def train(*, by: Actor, at: datetime, most: int = MOST_CASES) -> SuggestionModel:
    """Learn anew from the newest closed cases and put that in force; where there are too few, nothing is in it.

    Raises NotPermitted.
    """
    check(by, TRAIN)
    matters, units, cases = _corpus(), _corpus(), 0
    for told in closed_in_plain(most=most):
        cases += 1
        matters.add(told.text, told.matter, told.source)
        units.add(told.text, told.unit, told.source)
    learnt = {name: corpus for name, corpus in (("matters", matters), ("units", units)) if corpus.enough}
    values = {name: corpus.model().as_json() for name, corpus in learnt.items()}
    figures = {name: corpus.figures().as_json() for name, corpus in learnt.items()}
    return _put_in_force(by=by, at=at, cases=cases, figures=figures, values=values)


def _corpus() -> Corpus:
    return Corpus(least=LEAST_CASES, least_sources=LEAST_SOURCES)


@transaction.atomic
def _put_in_force(
    *,
    by: Actor,
    at: datetime,
    cases: int,
    figures: dict[str, dict[str, int]],
    values: dict[str, dict[str, object]],
) -> SuggestionModel:
    before = list(SuggestionModel.objects.select_for_update().values_list("version", flat=True))
    SuggestionModel.objects.filter(in_force=True).update(in_force=False, matters={}, units={})
    made = SuggestionModel.objects.create(
        version=max(before, default=0) + 1,
        trained_at=at,
        trained_by=by.account_id,
        trained_by_name=by.name,
        cases=cases,
        figures=figures,
        **values,
    )
    audit.record(
        by=by,
        at=at,
        action="steward.train",
        target=f"steward.suggestions:{made.version}",
        cases=cases,
        figures=figures,
    )
    return made
