"""What is like a case: others that the actor may see, matters and units that fit; each with the words that speak for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.workdays import midnight
from kexie.base.matters.api import (
    VIEW_CASES,
    Case,
    CaseState,
    case_for,
    parts_of,
    standing,
    text_of_case,
)
from kexie.base.people.api import Organisation
from kexie.domains.steward.models import CaseMark
from kexie.domains.steward.queries.suggesting import Fitting, fitting, model_of, rarity
from kexie.domains.steward.rules.similarity import Likeness, alike, mark, telling
from kexie.domains.steward.rules.suggesting import words_of

#: Closed cases are compared for so long after their beginning; open ones always.
RECENT: Final = timedelta(days=365)
#: So many rows of marks are compared at most, those of the newest cases.
_COMPARED: Final = 2_000


@dataclass(frozen=True, slots=True)
class AlikeCase:
    """A similar case."""

    case: Case
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class FittingUnit:
    """A unit that handles such cases, and the words that speak for it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """What is shown beside a case."""

    case: Case
    cases: list[AlikeCase]
    matters: list[Fitting]
    units: list[FittingUnit]


def handles(actor: Actor, case_id: UUID) -> Case:
    """A case of a unit that handles it and that ``actor`` belongs to. Raises NotFound."""
    case = case_for(actor, case_id)
    if not standing(actor, case, parts_of(case)).inside:
        raise NotFound
    return case


def case_alike(actor: Actor, case_id: UUID, *, on: date) -> Alike:
    """What is like a case that ``actor``'s unit handles; of other cases those that he may see. Raises NotFound."""
    case = handles(actor, case_id)
    text = text_of_case(actor, case_id)
    matters = [one for one in fitting(text, on=on) if one.code != case.matter.code]
    return Alike(case, _cases(actor, case, text, on=on), matters, _units(text))


def _cases(actor: Actor, case: Case, text: str, *, on: date) -> list[AlikeCase]:
    weigh = rarity()
    own = {mark(word, secret=settings.SECRET_KEY): (word, weigh(word)) for word in telling(words_of(text), weigh)}
    if not own:
        return []
    lately = Q(case__state=CaseState.OPEN) | Q(case__started_at__gte=midnight(on - RECENT))
    rows = CaseMark.objects.seen_by(actor, VIEW_CASES).filter(lately, mark__in=list(own)).exclude(case=case)
    found = rows.order_by("-case_id").values_list("mark", "case_id")[:_COMPARED]
    likenesses = alike(own, found)
    cases = Case.objects.seen_by(actor, VIEW_CASES).select_related("version", "lead")
    by_key = cases.in_bulk([one.case for one in likenesses])
    return [AlikeCase(by_key[one.case], one) for one in likenesses if one.case in by_key]


def _units(text: str) -> list[FittingUnit]:
    model = model_of("units")
    if model is None:
        return []
    guesses = model.guesses(text)
    names = dict(
        Organisation.objects.filter(uid__in=[one.label for one in guesses], closed_on=None).values_list("uid", "name")
    )
    return [FittingUnit(names[UUID(one.label)], one.words) for one in guesses if UUID(one.label) in names]
