"""Doors of 我的: one's own cases."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import signed_in
from kexie.base.kernel.web import Request
from kexie.base.matters.queries.cases import own_case, own_cases

PER_PAGE = 20


@signed_in
@require_safe
def cases(request: Request) -> HttpResponse:
    """我的办件."""
    page = Paginator(own_cases(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "matters/my_cases.html", {"page": page})


@signed_in
@require_safe
def case(request: Request, case_id: UUID) -> HttpResponse:
    """One of one's own cases."""
    return render(request, "matters/my_case.html", {"case": own_case(request.actor, case_id)})
