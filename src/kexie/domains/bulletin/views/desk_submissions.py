"""The editor's desk: what has come in, read beside the list, decided on at once or with a reason."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import reselect, reswap, retarget

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.ui import registers
from kexie.domains.bulletin import actions
from kexie.domains.bulletin.abilities import HANDLE, VIEW_DRAFTS
from kexie.domains.bulletin.actions.notes import add_note
from kexie.domains.bulletin.actions.sorting import sort_submission
from kexie.domains.bulletin.errors import BulletinError, NotSorted
from kexie.domains.bulletin.forms.desk import DeskFilter, NoteForm, ReasonForm, SortForm
from kexie.domains.bulletin.models import STATES, Submission
from kexie.domains.bulletin.queries import desk_submissions as queries
from kexie.domains.bulletin.queries.commissions import recent
from kexie.domains.bulletin.rules.desk import AT_ONCE, DID, KEYS, OPEN, TABS, own_address
from kexie.domains.bulletin.rules.submissions import NEEDS_REASON, STATE_LABELS, VERB_LABELS, SubmissionVerb
from kexie.domains.bulletin.tables.desk import DeskTable
from kexie.domains.bulletin.views.asking import edition, list_address
from kexie.domains.bulletin.views.tabs import desk_tabs

_DESK_VERBS: Final = frozenset(KEYS)


@requires(HANDLE, VIEW_DRAFTS)
@require_safe
def desk(request: Request) -> HttpResponse:
    """What has come in, by tabs of state, with a reading pane beside it; who only sees issues is led to those.

    The register of issues stood at this address before: questions of its own go where it stands now.
    """
    states_of_issues = {state for state, _label in STATES}
    if not may(request.actor, HANDLE) or "year" in request.GET or request.GET.get("state") in states_of_issues:
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse("bulletin:issues") + (f"?{query}" if query else ""))
    actor, today = request.actor, clock.today()
    form = DeskFilter(request.GET, actor=actor, commissions=recent(actor))
    asked = form.asked
    whole = bool(getattr(request, "opened", None) or request.GET.get("_export"))
    table = DeskTable(queries.desk_submissions(actor, asked=asked, today=today, whole=whole))
    context = {}
    if not whole:
        counts = queries.counts_by_state(actor, asked=asked, today=today)
        table.known_count = counts.get(asked.state, 0) if asked.state else sum(counts.values())
        context = _beside(request, asked, counts)
    return registers.respond(
        request,
        table,
        form,
        code="bulletin.desk",
        title=_("来稿"),
        template="bulletin/desk/submissions.html",
        context=context,
    )


def _beside(request: Request, asked: queries.DeskAsked, counts: dict[str, int]) -> dict[str, Any]:
    """What stands over the list and beside it: tabs, what was done last, what is read."""
    actor, opened = request.actor, request.GET.get(OPEN, "")
    context: dict[str, Any] = {
        "tabs": desk_tabs(actor, "bulletin:desk"),
        "states": _state_tabs(request, asked, counts),
        "show_state": not asked.state,
        "opened": opened,
    }
    if done := queries.just_decided(actor, request.GET.get(DID, ""), at=clock.now()):
        context |= {"done": done, "may_undo": SubmissionVerb.REOPEN in queries.verbs_of(done)}
    return context | _pane(request, opened) if opened else context


def _state_tabs(request: Request, asked: queries.DeskAsked, counts: dict[str, int]) -> list[dict[str, object]]:
    query = request.GET.copy()
    for name in ("page", "state", OPEN, DID):
        query.pop(name, None)

    def tab(label: str, state: str, count: int) -> dict[str, object]:
        query["state"] = state
        address = f"{request.path}?{query.urlencode()}"
        return {"label": label, "url": address, "current": asked.state == state, "count": count}

    named = [tab(str(STATE_LABELS[state]), state.value, counts.get(state.value, 0)) for state in TABS]
    return [tab(_("全部"), "", sum(counts.values())), *named]


def _pane(request: Request, opened: str) -> dict[str, Any]:
    """The submission that is read beside the list, if the desk has it."""
    try:
        return _reading(request, UUID(opened), back=own_address(request.get_full_path(), path=request.path))
    except (NotFound, ValueError):
        return {"gone": True}


def _reading(request: Request, submission_id: UUID, *, back: str) -> dict[str, Any]:
    found = queries.reading(request.actor, submission_id)
    verbs = [
        {"code": verb, "label": VERB_LABELS[verb], "key": KEYS[verb], "at_once": verb in AT_ONCE}
        for verb in found.verbs
        if verb in _DESK_VERBS
    ]
    return {"reading": found, "submission": found.submission, "verbs": verbs, "back": back, "note_form": NoteForm()}


@requires(HANDLE)
@require_safe
def submission(request: Request, submission_id: UUID) -> HttpResponse:
    """One submission to read, on a page of its own, or for the pane beside the list."""
    return _shown(request, _reading(request, submission_id, back=list_address(request)))


def _shown(request: Request, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The reading as a page; where htmx asks, the part alone, for the pane whatever else was meant to be replaced."""
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "bulletin/desk/submission.html", context, status=status)
    response = render(request, "bulletin/desk/reading.html", context, status=status)
    return reselect(reswap(retarget(response, "#pane"), "innerHTML"), "#reading")


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, submission_id: UUID, verb: str) -> HttpResponse:
    """Ask for the reason, or whether it is meant (GET); then take the step once (POST), and back to the list.

    Who comes too late sees what has happened meanwhile, with the words that were typed.
    """
    wanted = _verb(verb)
    context = _reading(request, submission_id, back=list_address(request))
    found = context["submission"]
    asks = wanted in NEEDS_REASON
    sent = request.POST if request.method == "POST" else None
    form = ReasonForm(sent, actor=request.actor, verb=wanted) if asks else None
    context |= {"asked": {"code": wanted, "label": VERB_LABELS[wanted], "form": form}}
    if request.method != "POST" or (form and not form.is_valid()):
        return _shown(request, context, status=422 if form and form.errors else 200)
    reason = form.cleaned_data["reason"] if form else ""

    def do() -> str:
        seen, at = edition(request, "seen"), clock.now()
        return str(
            actions.take_step(
                by=request.actor, at=at, submission_id=submission_id, verb=wanted, seen=seen, note=reason
            ).pk
        )

    try:
        once(by=request.actor, key=key_of(request.POST), verb=f"bulletin.submission_{wanted}", do=do)
    except BulletinError as refusal:
        return _too_late(request, submission_id, context, refusal)
    if wanted is SubmissionVerb.REOPEN:
        messages.success(request, _("“%(title)s”已恢复为待初审。") % {"title": found.title})
    elif wanted is SubmissionVerb.RETURN:
        messages.success(request, _("“%(title)s”已退改，报送单位会收到通知。") % {"title": found.title})
    return HttpResponseRedirect(_onward(request, submission_id))


def _onward(request: Request, submission_id: UUID) -> str:
    """Back to the list: what was done is named there, and what the page has asked for is opened."""
    then = request.POST.get("then", "")
    changes = {DID: str(submission_id), OPEN: then}
    return own_address(request.POST.get("from", ""), path=reverse("bulletin:desk"), **changes)


def _too_late(request: Request, submission_id: UUID, context: dict[str, Any], refusal: BulletinError) -> HttpResponse:
    """The submission as it is now, with the refusal and what was done meanwhile."""
    now = _reading(request, submission_id, back=context["back"])
    last = queries.last_step(now["submission"])
    kept = context["asked"] if context.get("asked", {}).get("code") in now["reading"].verbs else None
    return _shown(request, {**context, **now, "asked": kept, "refusal": refusal, "last": last}, status=refusal.status)


def _verb(word: str) -> SubmissionVerb:
    try:
        verb = SubmissionVerb(word)
    except ValueError:
        raise NotFound from None
    if verb not in _DESK_VERBS:
        raise NotFound
    return verb


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: Request, submission_id: UUID) -> HttpResponse:
    """Column, kind and credits of a submission; the words stay its unit's own."""
    context = _reading(request, submission_id, back=list_address(request))
    found: Submission = context["submission"]
    initial = {"column": found.column_id, "kind": found.kind_id, "credits": found.credit_line, "seen": found.edition}
    sent = request.POST if request.method == "POST" else None
    form = SortForm(sent, initial=initial, now=(found.column_id, found.kind_id))
    context |= {"sorting": form}
    if request.method != "POST" or not form.is_valid():
        return _shown(request, context, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        sort_submission(
            by=request.actor,
            at=clock.now(),
            submission_id=submission_id,
            seen=given["seen"],
            column=given["column"],
            kind=given["kind"],
            units=given["credits"],
        )
    except NotSorted as refusal:
        form.add_error("credits", refusal.message)
        return _shown(request, context, status=refusal.status)
    except BulletinError as refusal:
        return _too_late(request, submission_id, context, refusal)
    messages.success(request, _("栏目、类别和署名已保存。"))
    return HttpResponseRedirect(_reading_address(request, submission_id))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Request, submission_id: UUID) -> HttpResponse:
    """A note to the unit, or among editors."""
    context = _reading(request, submission_id, back=list_address(request))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, context | {"note_form": form}, status=422 if form.errors else 200)
    given = form.cleaned_data

    def do() -> str:
        return str(add_note(by=request.actor, at=clock.now(), submission_id=submission_id, **given).pk)

    once(by=request.actor, key=key_of(request.POST), verb="bulletin.submission_note", do=do)
    told = _("留言已保存，仅编辑部可见。") if given["internal"] else _("留言已发给报送单位。")
    messages.success(request, told)
    return HttpResponseRedirect(_reading_address(request, submission_id))


def _reading_address(request: Request, submission_id: UUID) -> str:
    """Where the submission is read: beside the list where htmx asks, else on its page, with the way back."""
    path = reverse("bulletin:desk")
    if request.htmx:  # type: ignore[attr-defined]
        return own_address(request.POST.get("from", ""), path=path, **{OPEN: str(submission_id)})
    page, back = reverse("bulletin:desk-submission", args=(submission_id,)), list_address(request)
    return own_address(f"{page}", path=page, **({"from": back} if back != path else {}))
