"""That the file of a case was printed: a GET, so nothing of the case changes; only the audit knows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.matters.queries.cases import case_for


@transaction.atomic
def note_print(*, by: Actor, at: datetime, case_id: UUID) -> None:
    """Record that ``by`` has printed the file of a case. Raises NotFound."""
    case = case_for(by, case_id)
    audit.record(by=by, at=at, action="matters.print", target=f"matters.case:{case.pk}", unit_path=case.lead.path)
