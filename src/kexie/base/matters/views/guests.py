"""Doors of applicants without an account: the same pages and verbs as in 我的, for whoever has proven a contact in this browser.

The wall of the database knows accounts alone: here the queries, which see the guest's own, are all there is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock, walls
from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.matters.models import Applicants
from kexie.base.matters.queries.guides import offered_to_guests
from kexie.base.matters.rules.guests import Door, Guest, door
from kexie.base.matters.views import applying, mine
from kexie.base.matters.views.applying import open_version

View = Callable[..., HttpResponse]


@public
@require_safe
def start(request: Request, code: str) -> HttpResponse:
    """The ways to apply: with an account, and without one where the matter can be applied for by a person."""
    if request.actor.is_known or door() is None:
        return HttpResponseRedirect(reverse("matters:apply", args=[code]))
    version = open_version(code)
    return render(
        request, "matters/start.html", {"version": version, "of_units": version.applicants == Applicants.UNITS}
    )


def _as(request: Request, guest: Guest, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """Let the guest through to a page of applicants."""
    request.actor = guest
    with walls.raised():
        response = view(request, *args, **kwargs)
    response["Cache-Control"] = "private, no-store"
    return response


def _proven_first(request: Request, address: Callable[[Door], str]) -> HttpResponse:
    """Lead a visitor to where he proves who he is; whoever is logged in has his own pages."""
    found = door()
    if found is None or request.actor.is_known:
        raise NotFound
    return HttpResponseRedirect(address(found))


def _to_apply(view: View) -> View:
    @wraps(view)
    def guarded(request: Request, code: str, **kwargs: Any) -> HttpResponse:
        found = door()
        guest = found.applying(request) if found else None
        if guest is None:
            offered_to_guests(code, on=clock.today())
            return _proven_first(request, lambda one: one.way_to_apply(code))
        return _as(request, guest, view, code, **kwargs)

    return public(guarded)


def _of_case(view: View) -> View:
    @wraps(view)
    def guarded(request: Request, case_id: UUID, **kwargs: Any) -> HttpResponse:
        found = door()
        guest = found.owning(request, case_id) if found else None
        if guest is None:
            return _proven_first(request, lambda one: one.way_to_own(case_id))
        return _as(request, guest, view, case_id=case_id, **kwargs)

    return public(guarded)


def _applied(request: Request, case_id: UUID, code: str) -> HttpResponse:
    return applying.applied(request, code, case_id)


@public
@require_safe
def draft_paper(request: Request, paper_id: UUID) -> HttpResponse:
    """A file of a draft that was begun in this browser, to look at again."""
    found = door()
    for guest in found.everybody(request) if found else ():
        try:
            return _as(request, guest, applying.draft_paper, paper_id)
        except NotFound:
            continue
    raise NotFound


apply: Final = _to_apply(applying.apply)
review: Final = _to_apply(applying.review)
applied: Final = _of_case(require_safe(_applied))
case: Final = _of_case(mine.case)
task: Final = _of_case(mine.task)
note: Final = _of_case(mine.note)
papers: Final = _of_case(mine.papers)
paper: Final = _of_case(mine.paper)
message: Final = _of_case(mine.message)
withdraw: Final = _of_case(mine.withdraw)
