"""Doors of the box of opinions: for everybody, for the sender, for the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, requires, signed_in
from kexie.base.kernel.errors import Conflict, Invalid
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request, TooOften
from kexie.base.ui import registers
from kexie.domains.feedback import actions, queries, rules
from kexie.domains.feedback.abilities import HANDLE
from kexie.domains.feedback.forms import AnswerForm, EntryForm, FeedbackFilter, GiveForm
from kexie.domains.feedback.models import Feedback, FeedbackEntry, FeedbackKind, FeedbackState
from kexie.domains.feedback.tables import FeedbackTable, look

PER_PAGE = 20
_VERBS: dict[str, Callable[..., FeedbackEntry]] = {"reply": actions.reply, "note": actions.note, "close": actions.close}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request) -> HttpResponse:
    """意见反馈: the form, and at once the receipt; to send the same once more shows the same receipt."""
    if request.method != "POST":
        return render(
            request, "feedback/give.html", {"form": GiveForm(initial=_known(request)), "purpose": rules.PURPOSE}
        )
    form = GiveForm(request.POST)
    if form.is_valid():
        _check_pace(request, "feedback")
        try:
            return _receipt(request, form.opinion())
        except Invalid as refusal:
            _tell(form, refusal)
    return render(request, "feedback/give.html", {"form": form, "purpose": rules.PURPOSE}, status=422)


def _known(request: Request) -> dict[str, str]:
    """What the form knows already: the page one came from, the kind, and who is logged in."""
    kind = request.GET.get("kind", "")
    known = {
        "page": rules.page_of(request.GET.get("page", "")),
        "kind": kind if kind in FeedbackKind.values else FeedbackKind.SUGGESTION,
    }
    if request.actor.is_known:
        known |= {"name": request.actor.name, "contact": getattr(request.user, "email", "")}
    return known


def _receipt(request: Request, opinion: dict[str, Any]) -> HttpResponse:
    key = key_of(request.POST)

    def do() -> str:
        return str(actions.give(by=request.actor, at=clock.now(), key=key, **opinion).pk)

    reference = once(by=request.actor, key=key, verb="feedback.give", do=do)
    made = queries.given(UUID(reference))
    response = render(request, "feedback/receipt.html", {"made": made, "code": queries.code_for(made, key)})
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request) -> HttpResponse:
    """The answer by number and code, without a log-in; neither stands in an address."""
    form = AnswerForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        _check_pace(request, "feedback_answer")
        found = queries.by_code(form.cleaned_data["number"], form.cleaned_data["code"])
        if found is not None:
            context |= _shown(found)
        else:
            form.add_error("code", _("受理编号和查询码不一致，请核对后再试。"))
    return render(request, "feedback/answer.html", context, status=422 if form.errors else 200)


def _shown(found: Feedback) -> dict[str, Any]:
    """What the sender sees of it."""
    return {"found": found, "replies": queries.replies(found), "state": look(found.state)}


def _check_pace(request: Request, action: str) -> None:
    """So many from one address in an hour, and no more: the limits stand in the settings."""
    if not ratelimit.consume(request, action=action):
        raise TooOften


def _tell(form: forms.Form, refusal: Invalid | Conflict) -> None:
    errors: Mapping[str, list[str]] = getattr(refusal, "errors", {})
    for name, texts in errors.items():
        form.add_error(name if name in form.fields else None, texts)
    if not errors:
        form.add_error(None, refusal.message)


@signed_in
@require_safe
def mine(request: Request) -> HttpResponse:
    """What I have written."""
    page = Paginator(queries.own(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(found, look(found.state)) for found in page]
    return render(request, "feedback/mine.html", {"page": page, "rows": rows})


@signed_in
@require_safe
def mine_one(request: Request, feedback_id: UUID) -> HttpResponse:
    """One of mine, with the answers."""
    return render(request, "feedback/mine_one.html", _shown(queries.own_one(request.actor, feedback_id)))


@requires(HANDLE)
@require_safe
def register(request: Request) -> HttpResponse:
    """What has come in."""
    form = FeedbackFilter(request.GET)
    table = FeedbackTable(queries.register(request.actor, **form.asked()))
    return registers.respond(request, table, form, code="feedback", title=_("意见反馈"))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, feedback_id: UUID) -> HttpResponse:
    """One, with what was done; a form to reply, to note, to close."""
    found = queries.handled(request.actor, feedback_id)
    form = EntryForm(request.POST or None)
    verb = request.POST.get("verb", "reply")
    if request.method == "POST" and form.is_valid() and verb in _VERBS:
        try:
            _act(request, found, verb, form.cleaned_data["text"])
        except (Invalid, Conflict) as refusal:
            _tell(form, refusal)
        else:
            return redirect("feedback:one", feedback_id)
    return _page(request, found, form)


def _act(request: Request, found: Feedback, verb: str, text: str) -> None:
    def do() -> str:
        return str(_VERBS[verb](by=request.actor, at=clock.now(), feedback_id=found.pk, text=text).pk)

    once(by=request.actor, key=key_of(request.POST), verb=f"feedback.{verb}", do=do)
    words = {"reply": _("已答复。"), "note": _("已记下。"), "close": _("已办结。")}
    messages.success(request, words[verb])


def _page(request: Request, found: Feedback, form: forms.Form, clear: queries.Contact | None = None) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "state": look(found.state),
        "open": found.state != FeedbackState.CLOSED,
        "entries": queries.history(request.actor, found),
        "contact": queries.contact_of(request.actor, found),
        "clear": clear,
    }
    return render(request, "feedback/one.html", context, status=422 if form.errors else 200)


@requires(HANDLE)
@require_POST
def contact(request: Request, feedback_id: UUID) -> HttpResponse:
    """The contact in clear, once, on a page that nothing keeps; who looked is audited."""
    found = queries.handled(request.actor, feedback_id)
    clear = actions.show_contact(by=request.actor, at=clock.now(), feedback_id=feedback_id)
    return _page(request, found, EntryForm(), clear)
