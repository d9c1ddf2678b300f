"""Doors of the workbench: cases."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import VIEW_CASES
from kexie.base.matters.models import CaseStep
from kexie.base.matters.queries.cases import case_for


@requires(VIEW_CASES)
@require_safe
def case(request: Request, case_id: UUID) -> HttpResponse:
    """One case."""
    found = case_for(request.actor, case_id)
    steps = CaseStep.objects.seen_by(request.actor, VIEW_CASES).filter(case=found)
    return render(request, "matters/case.html", {"case": found, "steps": steps})
