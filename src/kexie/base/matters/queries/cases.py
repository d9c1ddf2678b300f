"""Cases that somebody may see."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.matters.abilities import AS_CLERK, VIEW_CASES
from kexie.base.matters.models import Case

_WITH = ("version", "matter", "lead", "window", "applicant_unit", "applicant")


def case_for(actor: Actor, case_id: UUID) -> Case:
    """A case in which a unit of the actor's has a part. Raises NotFound."""
    found: Case | None = Case.objects.seen_by(actor, VIEW_CASES).select_related(*_WITH).filter(pk=case_id).first()
    if found is None:
        raise NotFound
    return found


def own_cases(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor has applied for, and those of units that he acts for; newest first."""
    if not actor.is_known or actor.account_id is None:
        return Case.objects.none()
    of_units = actor.reach(AS_CLERK).q("applicant_unit__path") & Q(applicant_unit__isnull=False)
    mine = Q(applicant=actor.person_id) if actor.person_id else Q(pk__in=[])
    found: QuerySet[Case] = Case.objects.beyond("one's own").filter(mine | of_units).select_related(*_WITH)
    return found


def own_case(actor: Actor, case_id: UUID) -> Case:
    """One of one's own cases. Raises NotFound."""
    found: Case | None = own_cases(actor).filter(pk=case_id).first()
    if found is None:
        raise NotFound
    return found
