"""Sending an issue out: choose and look, send, watch it go, stop and go on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.notifications.api import mail_time
from kexie.base.ui import registers
from kexie.domains.bulletin.abilities import SEND
from kexie.domains.bulletin.actions import dispatching as actions
from kexie.domains.bulletin.errors import DispatchRefused, RecipientsChanged
from kexie.domains.bulletin.forms.dispatching import DispatchFilter, DispatchForm, RecipientFilter
from kexie.domains.bulletin.models import Dispatch, DispatchState, RecipientState, Revision
from kexie.domains.bulletin.queries import dispatching as queries
from kexie.domains.bulletin.queries.lists import lists
from kexie.domains.bulletin.tables.sending import DISPATCH_LOOKS, RECIPIENT_LOOKS, DispatchTable, RecipientTable

#: What htmx reads as "load the whole page anew": all is out, and the page has more to say.
_RELOAD = "HX-Refresh"


@requires(SEND)
@require_safe
def register(request: Request) -> HttpResponse:
    """The dispatches, and the issues that were sent to nobody yet."""
    form = DispatchFilter(request.GET)
    return registers.respond(
        request,
        DispatchTable(queries.dispatches(request.actor, **form.chosen)),
        form,
        code="bulletin.dispatches",
        title=_("动态发送"),
        template="bulletin/sending/dispatches.html",
        context={"unsent": queries.unsent(request.actor)},
    )


@requires(SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, issue_id: UUID) -> HttpResponse:
    """Choose whom to send to (GET), look at them (POST ``step=look``), send (POST ``step=send``)."""
    actor = request.actor
    revision = queries.latest_revision(actor, issue_id)
    offered = list(lists(actor, active=True))
    form = DispatchForm(request.POST or None, lists=offered, initial=_initial(revision, offered))
    shown = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if request.POST.get("step") == "send":
            try:
                dispatch_id = once(
                    by=actor,
                    key=key_of(request.POST),
                    verb="bulletin.dispatch",
                    do=lambda: _begun(request, issue_id, said),
                )
            except (DispatchRefused, RecipientsChanged) as refusal:
                for field, sentence in getattr(refusal, "errors", {None: refusal.message}).items():
                    form.add_error(field, sentence)
            else:
                messages.success(request, _("已开始发送，可以离开本页。"))
                return redirect("bulletin:dispatch", dispatch_id)
        shown = queries.preview(actor, revision, lists=said["lists"], extra=said["extra"], on=clock.today())
        typed = request.POST.copy()
        typed["seen"] = shown.resolved.digest
        form.data = typed
    now = clock.now()
    context = {
        "form": form,
        "revision": revision,
        "shown": shown,
        "morning": mail_time(now) if mail_time(now) > now else None,
        "trail": [(_("动态发送"), reverse("bulletin:dispatches")), (revision.issue.short_label, "")],
    }
    return render(request, "bulletin/sending/new.html", context, status=422 if form.errors else 200)


def _initial(revision: Revision, offered: list[Any]) -> dict[str, Any]:
    before = queries.last_lists(revision.issue_id)
    subject = str(revision.issue)
    if revision.number:
        subject += _("（第%(number)s次更正）") % {"number": revision.number}
    return {
        "subject": subject,
        "formats": ["pdf"],
        "lists": [str(row.pk) for row in offered if row.name in before],
    }


def _begun(request: Request, issue_id: UUID, said: dict[str, Any]) -> str:
    letter = actions.Letter(subject=said["subject"], note=said["note"], formats=tuple(said["formats"]))
    dispatch = actions.begin_dispatch(
        by=request.actor,
        at=clock.now(),
        issue_id=issue_id,
        lists=said["lists"],
        extra=said["extra"],
        letter=letter,
        seen=said["seen"],
    )
    return str(dispatch.pk)


@requires(SEND)
@require_safe
def one(request: Request, dispatch_id: UUID) -> HttpResponse:
    """One dispatch: how far it is, each address, what can be done."""
    dispatch = queries.dispatch_for(request.actor, dispatch_id)
    form = RecipientFilter(request.GET)
    table = RecipientTable(queries.recipients(request.actor, dispatch, **form.chosen))
    return registers.respond(
        request,
        table,
        form,
        code="bulletin.recipients",
        title=dispatch.subject,
        template="bulletin/sending/dispatch.html",
        context=_context(dispatch),
    )


@requires(SEND)
@require_safe
def state(request: Request, dispatch_id: UUID) -> HttpResponse:
    """How far it is, as a fragment that asks for itself again until all is out."""
    dispatch = queries.dispatch_for(request.actor, dispatch_id)
    response = render(request, "bulletin/sending/state.html", _context(dispatch))
    if dispatch.state != DispatchState.SENDING:
        response[_RELOAD] = "true"
    return response


def _context(dispatch: Dispatch) -> dict[str, Any]:
    counted = queries.counts(dispatch)
    everyone = sum(counted.values())
    open_ones = counted[RecipientState.WAITING]
    done = everyone - open_ones
    return {
        "dispatch": dispatch,
        "look": DISPATCH_LOOKS[DispatchState(dispatch.state)],
        "counts": [
            (*RECIPIENT_LOOKS[RecipientState(code)], RecipientState(code).label, count)
            for code, count in counted.items()
            if count
        ],
        "everyone": everyone,
        "done": done,
        "percent": round(100 * done / everyone) if everyone else 100,
        "uncertain": queries.uncertain(dispatch, at=clock.now()).count(),
        "failed": counted[RecipientState.FAILED],
        "waiting": open_ones,
        "sending": dispatch.state == DispatchState.SENDING,
        "trail": [(_("动态发送"), reverse("bulletin:dispatches")), (dispatch.subject, "")],
    }


@requires(SEND)
@require_POST
def stop(request: Request, dispatch_id: UUID) -> HttpResponse:
    """Let no further mail go out."""
    actions.stop_dispatch(by=request.actor, at=clock.now(), dispatch_id=dispatch_id)
    messages.success(request, _("已停止，尚未发出的邮件不再发送；需要时可以继续。"))
    return redirect("bulletin:dispatch", dispatch_id)


@requires(SEND)
@require_POST
def resume(request: Request, dispatch_id: UUID) -> HttpResponse:
    """Go on, and try anew what failed."""
    actions.resume_dispatch(by=request.actor, at=clock.now(), dispatch_id=dispatch_id)
    messages.success(request, _("已继续发送，发出过的地址不会重复。"))
    return redirect("bulletin:dispatch", dispatch_id)


@requires(SEND)
@require_POST
def decide(request: Request, dispatch_id: UUID) -> HttpResponse:
    """Say of those of whom nobody knows: again, or sent."""
    again = request.POST.get("again") == "1"
    count = actions.decide_uncertain(by=request.actor, at=clock.now(), dispatch_id=dispatch_id, again=again)
    if again:
        messages.success(request, _("已安排重发%(count)s个地址。") % {"count": count})
    else:
        messages.success(request, _("已将%(count)s个地址记为送达。") % {"count": count})
    return redirect("bulletin:dispatch", dispatch_id)
