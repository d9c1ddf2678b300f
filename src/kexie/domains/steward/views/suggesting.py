"""说说你的事: one entrance where plain words lead to an answer, to a matter, or to a person."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request, TooOften
from kexie.base.matters.api import VIEW_CASES, carry
from kexie.domains.steward.forms.suggesting import SayForm
from kexie.domains.steward.queries import similarity
from kexie.domains.steward.queries import suggesting as queries


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """What fits the words that were typed; nothing of them is stored. A script asks for the part of the page alone."""
    if request.method != "POST":
        return render(request, "steward/ask.html", {"form": SayForm()})
    if not ratelimit.consume(request, action="steward_ask"):
        raise TooOften
    live = "HX-Request" in request.headers
    form = SayForm(request.POST)
    context = {"form": form, "found": _found(form.cleaned_data["text"]) if form.is_valid() else None}
    status = 422 if form.errors and not live else 200
    response = render(request, "steward/parts/found.html" if live else "steward/ask.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_POST
def carry_on(request: Request) -> HttpResponse:
    """Take what was typed along into the general application: a person is to look at it."""
    form = SayForm(request.POST)
    general = queries.general_matter(on=clock.today())
    if not form.is_valid() or general is None:
        return render(request, "steward/ask.html", {"form": form}, status=422)
    code, key = general
    carry(request.session, code, {key: form.cleaned_data["text"]})
    return redirect("matters:apply", code)


def way_to_ask(request: Request) -> str:
    """In the service hall: where to say it in plain words."""
    return render_to_string("steward/parts/way_to_ask.html", request=request)


@requires(VIEW_CASES)
@require_safe
def alike(request: Request, case_id: UUID) -> HttpResponse:
    """相似办件: what is like a case, for those who handle it; nothing is changed by it. A script asks for the part alone."""
    found = similarity.case_alike(request.actor, case_id, on=clock.today())
    part = "HX-Request" in request.headers
    template = "steward/parts/alike.html" if part else "steward/alike.html"
    response = render(request, template, {"found": found, "case": found.case})
    response["Cache-Control"] = "private, no-store"
    return response


def beside_case(request: Request) -> str | None:
    """On the page of a case, for those who handle it: the place where what is like it appears."""
    match = request.resolver_match
    case_id = match.kwargs.get("case_id") if match else None
    if case_id is None:
        return None
    try:
        case = similarity.handles(request.actor, case_id)
    except NotFound:
        return None
    return render_to_string("steward/parts/beside_case.html", {"case": case}, request=request)


def _found(text: str) -> dict[str, object]:
    today = clock.today()
    return {
        "matters": queries.fitting(text, on=today),
        "general": queries.general_matter(on=today) is not None,
    }
