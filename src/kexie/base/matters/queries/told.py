"""What the office has told an applicant about a case, for an app above that makes something for everybody of it."""

from __future__ import annotations

from uuid import UUID

from kexie.base.kernel.access import Actor
from kexie.base.matters.models import CaseNote, NoteKind
from kexie.base.matters.queries.cases import case_for


def words_of_office(actor: Actor, case_id: UUID) -> list[str]:
    """The words of the office to the applicant, the oldest first, for who sees the case. They may speak of persons.

    Raises NotFound.
    """
    case = case_for(actor, case_id)
    said = CaseNote.objects.beyond("with the case").filter(case=case, kind=NoteKind.TALK, by_applicant=False)
    return list(said.values_list("text", flat=True))
