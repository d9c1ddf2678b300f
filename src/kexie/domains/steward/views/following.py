"""Doors of the concierge for everybody: a case is followed by number and code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public
from kexie.base.kernel.web import Request, TooOften
from kexie.base.matters.api import followed_page
from kexie.base.matters.views.steps import done
from kexie.domains.steward.actions.calling import rate_by_code
from kexie.domains.steward.forms.closing import CodedRatingForm
from kexie.domains.steward.forms.following import FollowForm
from kexie.domains.steward.queries import following as queries
from kexie.domains.steward.views.calling import TOLD
from kexie.domains.steward.views.proving import FOLLOWS, forget
from kexie.domains.steward.views.rating import closing_context


@public
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Request) -> HttpResponse:
    """查询办件: number and code; neither ever stands in an address."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="steward_follow"):
            raise TooOften
        case_id = queries.followed(form.cleaned_data["number"], form.cleaned_data["code"])
        if case_id is not None:
            FOLLOWS.open(request, case_id)
            return redirect("steward:followed", case_id=case_id)
        form.add_error("code", _("办件编号和查询码不一致，请核对后再试。"))
    return render(request, "steward/follow.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_safe
def followed(request: Request, case_id: UUID) -> HttpResponse:
    """How the case stands, for a browser that gave its code a short while ago; any other is asked for it."""
    if not FOLLOWS.has(request, case_id):
        return HttpResponseRedirect(reverse("steward:follow"))
    FOLLOWS.open(request, case_id)
    return _page(request, case_id, CodedRatingForm(initial={"case": case_id}))


@public
@require_POST
def rate(request: Request) -> HttpResponse:
    """Rate the result of a case that this browser has opened by its code."""
    form = CodedRatingForm(request.POST)
    case_id = _key(request.POST.get("case", ""))
    if case_id is None or not FOLLOWS.has(request, case_id):
        return HttpResponseRedirect(reverse("steward:follow"))

    def do(given: dict[str, Any]) -> object:
        words = {name: given[name] for name in ("solved", "satisfaction", "remark")}
        return rate_by_code(by=request.actor, at=clock.now(), case_id=case_id, **words)

    if done(request, form, do, said=_("谢谢您的评价。"), told=TOLD):
        return redirect("steward:followed", case_id=case_id)
    return _page(request, case_id, form, status=422)


def _key(sent: str) -> UUID | None:
    try:
        return UUID(sent)
    except ValueError:
        return None


def _page(request: Request, case_id: UUID, form: CodedRatingForm, status: int = 200) -> HttpResponse:
    context = {"page": followed_page(case_id, at=clock.now()), "form": form, "action": reverse("steward:follow-rate")}
    context |= closing_context(case_id, at=clock.now())
    response = render(request, "steward/followed.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_POST
def close(request: Request) -> HttpResponse:
    """Forget what this browser has opened: the next one at the same screen sees nothing."""
    forget(request)
    return redirect("steward:follow")


def receipt(request: Request) -> str | None:
    """The code of the case of this page, for who has applied or has taken the application; the page has looked at that."""
    match = request.resolver_match
    case_id = match.kwargs.get("case_id") if match else None
    if case_id is None:
        return None
    return render_to_string("steward/parts/receipt.html", {"code": queries.code_for(case_id)}, request=request)


def way_to_follow(request: Request) -> str:
    """In the service hall: where to follow what one has applied for."""
    return render_to_string("steward/parts/way.html", request=request)
