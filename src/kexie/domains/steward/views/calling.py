"""Doors of whoever calls back: the list, due first, and one call-back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, requires
from kexie.base.kernel.errors import Refusal
from kexie.base.kernel.web import Request
from kexie.base.matters.views.steps import done
from kexie.base.ui import registers
from kexie.base.ui.todos import MOST, ToDo
from kexie.domains.steward.abilities import CALL_BACK
from kexie.domains.steward.actions import calling
from kexie.domains.steward.errors import ByAnother, ClosingGone, ClosingInvalid
from kexie.domains.steward.forms.closing import CallFilter, RatingForm, TryForm
from kexie.domains.steward.queries import closing as queries
from kexie.domains.steward.rules.closing import CALL_STATE_TONES, TRIES, CallState
from kexie.domains.steward.tables.closing import CallTable

#: What is said beside a form.
TOLD: tuple[type[Refusal], ...] = (ClosingInvalid, ClosingGone, ByAnother)


@requires(CALL_BACK)
@require_safe
def register(request: Request) -> HttpResponse:
    """回访: those of one's units, the most urgent first."""
    form = CallFilter(request.GET)
    asked = form.asked()
    overdue = clock.now() if asked.pop("overdue", False) else None
    table = CallTable(queries.calls(request.actor, overdue=overdue, **asked))
    return registers.respond(request, table, form, code="steward.calls", title=_("回访"))


@requires(CALL_BACK)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, call_id: UUID) -> HttpResponse:
    """One call-back: the answers, or a try that reached nobody."""
    page = queries.call_page(request.actor, call_id)
    tries = request.method == "POST" and request.POST.get("do") == "try"
    answers = request.method == "POST" and not tries
    rating, tried = RatingForm(request.POST if answers else None), TryForm(request.POST if tries else None)

    def answer(given: dict[str, Any]) -> object:
        return calling.take_answers(by=request.actor, at=clock.now(), call_id=call_id, **given)

    def note(given: dict[str, Any]) -> object:
        return calling.note_try(by=request.actor, at=clock.now(), call_id=call_id, **given)

    if answers and done(request, rating, answer, said=_("已记录回访结果。"), told=TOLD):
        return HttpResponseRedirect(request.path)
    if tries and done(request, tried, note, said=_("已记录这次联系。"), told=TOLD):
        return HttpResponseRedirect(request.path)
    context = {
        "page": page,
        "call": page.call,
        "case": page.call.case,
        "rating": rating,
        "tried": tried,
        "most": TRIES,
        "tone": CALL_STATE_TONES[CallState(page.call.state)],
    }
    status = 422 if rating.errors or tried.errors else 200
    return render(request, "steward/call_back.html", context, status=status)


def to_do(actor: Actor, at: datetime) -> list[ToDo]:
    """Call-backs that wait for the actor."""
    return [
        ToDo(
            title=_("%(matter)s（%(number)s）") % {"matter": call.case.version.name, "number": call.case.number},
            what=_("回访"),
            url=call.get_absolute_url(),
            since=call.made_at,
            due=timezone.localdate(call.due_at),
        )
        for call in queries.calls_to_make(actor)[: MOST + 1]
    ]


def number_to_do(actor: Actor, at: datetime) -> int:
    """How many :func:`to_do` finds."""
    return queries.calls_to_make(actor).order_by()[: MOST + 1].count()
