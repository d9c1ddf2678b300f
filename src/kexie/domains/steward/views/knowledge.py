"""Questions and answers in the workbench: the register, writing, reviewing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import Invalid, NotFound, Refusal
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request, whole_number
from kexie.base.ui import registers
from kexie.domains.steward.abilities import REVIEW_ANSWERS, WRITE_ANSWERS
from kexie.domains.steward.actions import knowledge as actions
from kexie.domains.steward.errors.knowledge import AnswerChanged, NotFinished
from kexie.domains.steward.forms.knowledge import AnswerForm, AnswersFilter, EndForm, ReasonForm
from kexie.domains.steward.models import AnswerVersion
from kexie.domains.steward.queries import knowledge as queries
from kexie.domains.steward.rules.knowledge.life_cycle import VERB_LABELS, AnswerState, AnswerVerb
from kexie.domains.steward.rules.knowledge.texts import LONGEST_QUESTION, Wording, blocks
from kexie.domains.steward.tables.knowledge import AnswerTable, look


@requires(WRITE_ANSWERS, REVIEW_ANSWERS)
@require_safe
def register(request: Request) -> HttpResponse:
    """The answers of one's units, each by its newest version."""
    form = AnswersFilter(request.GET, actor=request.actor)
    rows = queries.answers_asked(request.actor, form.asked, on=clock.today())
    return registers.respond(
        request,
        AnswerTable(rows),
        form,
        code="steward.answers",
        title=_("问答"),
        template="steward/answers/register.html",
        context={"may_write": may(request.actor, WRITE_ANSWERS)},
    )


@requires(WRITE_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A first draft, empty, from words that led to nothing (``question``), or from a case that has ended (``case``)."""
    case_id = _case_of(request)
    form = AnswerForm(request.POST or None, actor=request.actor, first=True, initial=_begun(request, case_id))
    if request.method == "POST" and form.is_valid():
        unit = form.unit
        if unit is None:
            raise NotFound

        def do() -> str:
            made = actions.begin(by=request.actor, at=clock.now(), unit=unit, case_id=case_id, **form.given)
            return str(made.pk)

        try:
            made = once(by=request.actor, key=key_of(request.POST), verb="steward.answer_begin", do=do)
        except Invalid as refusal:
            _tell(form, refusal)
        else:
            return _saved(request, UUID(made))
    context = {"form": form, "title": _("写问答"), "from_case": case_id, "trail": _trail(_("写问答"))}
    return render(request, "steward/answers/write.html", context, status=422 if form.errors else 200)


@requires(WRITE_ANSWERS, REVIEW_ANSWERS)
@require_safe
def version(request: Request, version_id: UUID) -> HttpResponse:
    """One version: what it says, how it came about, what can be done with it."""
    found = queries.answer_version(request.actor, version_id)
    context = {
        "found": found,
        "state": look(found.state),
        "blocks": blocks(found.text),
        "verbs": queries.verbs_for(request.actor, found),
        "own_review": found.state == AnswerState.REVIEWING and found.made_by == request.actor.account_id,
        "past": found.state == AnswerState.PUBLISHED and found.expires_on and found.expires_on < clock.today(),
        "versions": [(one, look(one.state)) for one in queries.versions_of(request.actor, found.answer)],
        "trail": _trail(found.question),
    }
    return render(request, "steward/answers/version.html", context)


@requires(WRITE_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, version_id: UUID) -> HttpResponse:
    """Write on at a draft; saved, or saved and handed in for review."""
    found = queries.answer_version(request.actor, version_id)
    if AnswerVerb.SAVE not in queries.verbs_for(request.actor, found) and request.method != "POST":
        return redirect("steward:answer-version", version_id)
    form = AnswerForm(request.POST or None, actor=request.actor, initial=AnswerForm.initial_of(found))
    context: dict[str, Any] = {
        "form": form,
        "found": found,
        "title": _("修改问答"),
        "from_case": found.answer.case_id,
        "trail": _trail(_("修改问答")),
        "personal": queries.personal_of(found) if request.method != "POST" else [],
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            actions.save(by=request.actor, at=clock.now(), version_id=version_id, seen=seen, **form.given)
        except AnswerChanged as refusal:
            now = queries.answer_version(request.actor, version_id)
            typed = request.POST.copy()
            typed["seen"] = str(now.revision)
            context |= {"changed": refusal.message, "now": now, "form": AnswerForm(typed, actor=request.actor)}
            status = refusal.status
        except Invalid as refusal:
            _tell(form, refusal)
        else:
            return _saved(request, version_id)
    return render(request, "steward/answers/write.html", context, status=422 if form.errors else status)


@requires(WRITE_ANSWERS)
@require_POST
def submit(request: Request, version_id: UUID) -> HttpResponse:
    """Hand a draft in for review, as it was seen."""
    queries.answer_version(request.actor, version_id)
    seen = whole_number(request.POST.get("seen"), digits=9) or 0
    return _submitted(request, version_id, seen)


@requires(WRITE_ANSWERS)
@require_POST
def revise(request: Request, version_id: UUID) -> HttpResponse:
    """Begin a new version; the public keeps the old one until the new one is published."""
    queries.answer_version(request.actor, version_id)

    def do() -> str:
        return str(actions.revise(by=request.actor, at=clock.now(), version_id=version_id).pk)

    made = once(by=request.actor, key=key_of(request.POST), verb="steward.answer_revise", do=do)
    return redirect("steward:answer-edit", UUID(made))


@requires(WRITE_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, version_id: UUID) -> HttpResponse:
    """Give a draft up, once one has been asked."""
    found = queries.answer_version(request.actor, version_id)
    if request.method == "POST":
        seen = whole_number(request.POST.get("seen"), digits=9) or 0
        actions.discard(by=request.actor, at=clock.now(), version_id=version_id, seen=seen)
        messages.success(request, _("草稿已删除。"))
        return redirect("steward:answers-register")
    return _ask(request, found, None, AnswerVerb.DISCARD, _("草稿删除后不能恢复。已发布的版本不受影响。"))


@requires(REVIEW_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: Request, version_id: UUID) -> HttpResponse:
    """Publish what another person has written."""
    return _act(request, version_id, AnswerVerb.APPROVE, EndForm, actions.approve, _("已发布，所有人都可以查到。"))


@requires(REVIEW_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: Request, version_id: UUID) -> HttpResponse:
    """Give it back, with a reason."""
    return _act(request, version_id, AnswerVerb.RETURN, ReasonForm, actions.send_back, _("已退回，编写人会看到理由。"))


@requires(REVIEW_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: Request, version_id: UUID) -> HttpResponse:
    """Say anew that it is right."""
    return _act(request, version_id, AnswerVerb.RENEW, EndForm, actions.renew, _("已延长有效期。"))


@requires(WRITE_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: Request, version_id: UUID) -> HttpResponse:
    """Let nobody read it any more, with a reason."""
    done = _("已下架，公众不再看到这条问答。")
    return _act(request, version_id, AnswerVerb.TAKE_DOWN, ReasonForm, actions.take_down, done)


def of_case(request: Request) -> str | None:
    """On the page of a case that has ended: the way to make an answer of it."""
    match = request.resolver_match
    case_id = match.kwargs.get("case_id") if match else None
    if case_id is None or not may(request.actor, WRITE_ANSWERS):
        return None
    if queries.ended_case(request.actor, case_id) is None:
        return None
    return render_to_string("steward/answers/of_case.html", {"case_id": case_id}, request=request)


def _act(
    request: Request, version_id: UUID, verb: AnswerVerb, make: type[Any], action: Callable[..., Any], done: str
) -> HttpResponse:
    """Ask for what ``verb`` needs, then do it."""
    found = queries.answer_version(request.actor, version_id)
    form = make(request.POST or None, initial=make.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            action(by=request.actor, at=clock.now(), version_id=version_id, **form.given)
        except Invalid as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, done)
            return redirect("steward:answer-version", version_id)
    return _ask(request, found, form, verb)


def _ask(
    request: Request, found: AnswerVersion, form: forms.Form | None, verb: AnswerVerb, text: str = ""
) -> HttpResponse:
    label = str(VERB_LABELS[verb])
    back = reverse("steward:answer-version", args=[found.pk])
    context = {
        "form": form,
        "found": found,
        "blocks": blocks(found.text),
        "title": label,
        "text": text,
        "danger": verb in {AnswerVerb.DISCARD, AnswerVerb.TAKE_DOWN},
        "back": back,
        "trail": [*_trail(found.question)[:1], (found.question, back), (label, "")],
    }
    return render(request, "steward/answers/act.html", context, status=422 if form and form.errors else 200)


def _saved(request: Request, version_id: UUID) -> HttpResponse:
    """After a draft was stored: on to its page, or straight on to the review."""
    found = queries.answer_version(request.actor, version_id)
    if request.POST.get("then") == "submit" and found.state == AnswerState.DRAFT:
        return _submitted(request, version_id, found.revision)
    messages.success(request, _("草稿已保存。"))
    return redirect("steward:answer-version", version_id)


def _submitted(request: Request, version_id: UUID, seen: int) -> HttpResponse:
    try:
        actions.submit(by=request.actor, at=clock.now(), version_id=version_id, seen=seen)
    except Invalid as refusal:
        for sentences in refusal.errors.values():
            for sentence in sentences:
                messages.error(request, sentence)
        return redirect("steward:answer-edit", version_id)
    messages.success(request, _("已提交审核，由另一位同事审核发布。"))
    return redirect("steward:answer-version", version_id)


def _case_of(request: Request) -> UUID | None:
    said = (request.POST if request.method == "POST" else request.GET).get("case", "")
    if not said:
        return None
    try:
        case_id = UUID(said)
    except ValueError:
        raise NotFound from None
    if queries.ended_case(request.actor, case_id) is None:
        raise NotFinished
    return case_id


def _begun(request: Request, case_id: UUID | None) -> dict[str, Any]:
    if case_id is None:
        begun = queries.Draft(Wording(request.GET.get("question", "")[:LONGEST_QUESTION]))
        unit = queries.own_unit(request.actor)
    else:
        begun = queries.draft_from(request.actor, case_id)
        unit = begun.unit
    said = begun.wording
    return {
        "unit": str(unit.uid) if unit else "",
        "question": said.question,
        "text": said.text,
        "matter": str(begun.matter_id or ""),
    }


def _tell(form: forms.Form, refusal: Refusal) -> None:
    errors: dict[str, list[str]] = getattr(refusal, "errors", {})
    for name, sentences in errors.items():
        form.add_error(name if name in form.fields else None, sentences)


def _trail(here: str) -> list[tuple[str, str]]:
    return [(_("问答"), reverse("steward:answers-register")), (here, "")]
