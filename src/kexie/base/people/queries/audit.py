"""Questions to the audit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.abilities import READ_AUDIT
from kexie.base.people.models import Person


def audit_trail(
    actor: Actor,
    *,
    action: str = "",
    person_id: UUID | None = None,
    begin: datetime | None = None,
    end: datetime | None = None,
) -> QuerySet[AuditEvent]:
    """The audit, newest first, behind `READ_AUDIT`; each row with ``person_name``, the actor's name as it is now."""
    names = Person.objects.beyond("narrowed by its caller").filter(pk=OuterRef("person_id")).values("name")[:1]
    found = audit.audit_events(actor, READ_AUDIT, action=action, person_id=person_id, begin=begin, end=end)
    return found.annotate(person_name=Subquery(names))
