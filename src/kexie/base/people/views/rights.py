"""The doors of rights: the matrix of roles and abilities, and why one may or may not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import access, clock
from kexie.base.kernel.access import Scope, requires, signed_in
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import ENTER_WORKBENCH
from kexie.base.people.forms.posts_register import WhyForm
from kexie.base.people.models import Person
from kexie.base.people.queries import rights

SCOPES = {Scope.OWN_UNIT: _("本单位"), Scope.SUBTREE: _("本单位及下级"), Scope.ALL: _("全部单位")}


@requires(ENTER_WORKBENCH)
@require_safe
def rights_matrix(request: Request) -> HttpResponse:
    """Which role holds which ability, how far: generated from what the apps declare."""
    roles, lines = rights.matrix(request.actor)
    context = {
        "roles": roles,
        "lines": [(line.label, [SCOPES.get(scope, "") if scope else "" for scope in line.scopes]) for line in lines],
        "delegated": [(giver, "、".join(str(role.label) for role in given)) for giver, given in rights.delegated()],
    }
    return render(request, "people/rights_matrix.html", context)


@signed_in
@require_safe
def rights_why(request: Request) -> HttpResponse:
    """Why I may, or may not: `?ability=`; with `?person=` for another one, for those who grant posts."""
    form = WhyForm(request.GET or None, actor=request.actor)
    person = _asked_about(request)
    context: dict[str, Any] = {"form": form, "person": person}
    if form.is_valid():
        answer = rights.why(
            request.actor, access.abilities[form.cleaned_data["ability"]], person=person, on=clock.today()
        )
        context |= {
            "answer": answer,
            "grants": [(grant, SCOPES[grant.scope]) for grant in answer.grants if grant.scope],
            "roles": [(role.label, SCOPES[scope]) for role, scope in answer.roles],
        }
    face = "ui/workbench.html" if access.may(request.actor, ENTER_WORKBENCH) else "ui/me.html"
    return render(request, "people/rights_why.html", context | {"face": face})


def _asked_about(request: Request) -> Person | None:
    """The person asked about, within reach of who may ask; oneself without one."""
    try:
        person_id = UUID(request.GET.get("person", ""))
    except ValueError:
        return None
    if person_id == request.actor.person_id or not rights.may_ask_about(request.actor):
        return None
    return queries.person(request.actor, person_id, on=clock.today())
