"""The marks of a case are made when it begins, and anew when the applicant says something else."""

from __future__ import annotations

from django.conf import settings

from kexie.base.matters.api import Case, Step, StepKind, subject_of_case
from kexie.domains.steward.models import CaseMark
from kexie.domains.steward.queries.suggesting import rarity
from kexie.domains.steward.rules.similarity import mark, telling
from kexie.domains.steward.rules.suggesting import words_of

#: In these steps somebody may have answered what the application asks.
_SAID = frozenset({StepKind.START, StepKind.DONE})


def mark_case(step: Step) -> None:
    """Keep the marks of what the case is about, inside the step's transaction."""
    kinds = {one.kind for one in step.noted}
    if not kinds & _SAID:
        return
    fresh = marks_of(step.case, step.answers)
    there = set()
    if StepKind.START not in kinds:
        rows = CaseMark.objects.beyond("a step of a locked case").filter(case_id=step.case.pk)
        there = set(rows.values_list("mark", flat=True))
        if gone := there - fresh:
            rows.filter(mark__in=gone).delete()
    CaseMark.objects.bulk_create([CaseMark(case=step.case, mark=one) for one in sorted(fresh - there)])


def marks_of(case: Case, answers: dict[str, object]) -> set[int]:
    """The marks of a case with these answers."""
    words = telling(words_of(subject_of_case(case, answers)), rarity())
    return {mark(word, secret=settings.SECRET_KEY) for word in words}
