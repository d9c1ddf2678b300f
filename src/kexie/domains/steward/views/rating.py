"""Doors of whoever has applied: rating the result, with a log-in or with the code of the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import clock
from kexie.base.kernel.access import signed_in
from kexie.base.kernel.web import Request
from kexie.base.matters.api import own_case
from kexie.base.matters.views.steps import act
from kexie.domains.steward.actions import calling
from kexie.domains.steward.forms.closing import CodedRatingForm, RatingForm
from kexie.domains.steward.queries import closing as queries
from kexie.domains.steward.queries.verifying import check_code
from kexie.domains.steward.views.calling import TOLD


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: Request, case_id: UUID) -> HttpResponse:
    """评价办理结果 of one's own case."""
    case = own_case(request.actor, case_id)

    def do(given: dict[str, Any]) -> object:
        return calling.rate(by=request.actor, at=clock.now(), case_id=case_id, **given)

    return act(
        request,
        RatingForm(request.POST or None),
        do,
        case=case,
        title=_("评价办理结果"),
        action=_("提交评价"),
        done=_("谢谢您的评价。"),
        back=reverse("matters:my-case", args=[case_id]),
        layout="ui/me.html",
        told=TOLD,
    )


def own_section(request: Request) -> str | None:
    """On the page of one's own case, which has looked at who reads it: the form, what was said, the check code."""
    match = request.resolver_match
    case_id = match.kwargs.get("case_id") if match else None
    if case_id is None:
        return None
    context = closing_context(case_id, at=clock.now())
    if context["closing"] is None and context["check"] is None:
        return None
    if request.actor.account_id is None:  # a guest, who came by the code of the case
        context |= {"form": CodedRatingForm(initial={"case": case_id}), "action": reverse("steward:follow-rate")}
    else:
        context |= {"form": RatingForm(), "action": reverse("steward:rate", args=[case_id])}
    return render_to_string("steward/parts/own_closing.html", context, request=request)


def closing_context(case_id: UUID, *, at: datetime) -> dict[str, Any]:
    """What the applicant's pages show of the closing; None of each before the end of the case."""
    return {"closing": queries.own_closing(case_id, at=at), "check": check_code(case_id)}
