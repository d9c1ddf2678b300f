"""What came out of a case: the number that was given to it, and the files that the office has made known."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kexie.base.kernel import walls
from kexie.base.matters.models import Case, CasePaper, CaseState
from kexie.base.matters.queries.cases import WITH
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.queries.versions import compiled_of
from kexie.base.matters.rules.engine import Run
from kexie.base.matters.rules.outcomes import ACHIEVED
from kexie.base.matters.rules.verbs import given_number


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The result of a case that was done: ``document`` is its number (may be empty), ``sums`` the SHA-256 of its files."""

    case: Case
    document: str
    sums: tuple[str, ...]


@walls.raised()
def result_of(case_id: UUID) -> CaseResult | None:
    """The result of a case; whoever calls has looked at who may know. None where nothing came out that one can hold."""
    rows = Case.objects.beyond("whoever calls has looked").select_related(*WITH)
    case: Case | None = rows.filter(pk=case_id, state=CaseState.ENDED, outcome__in=ACHIEVED).first()
    if case is None:
        return None
    said = answers_of(case)
    model = Run.load(compiled_of(case.version), case.process["run"], said).model
    papers = CasePaper.objects.beyond("of a case that was looked at").filter(
        case=case, by_applicant=False, internal=False
    )
    result = CaseResult(
        case, given_number(model, said), tuple(papers.order_by("at", "pk").values_list("file", flat=True))
    )
    return result if result.document or result.sums else None
