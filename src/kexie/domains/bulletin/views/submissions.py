"""A unit's submissions in the workbench: the register, one with its way, its versions, its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request, whole_number
from kexie.base.ui import dates, registers
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.actions.notes import add_note
from kexie.domains.bulletin.actions.sending_in import discard_submission, take_step
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.forms import StepForm
from kexie.domains.bulletin.forms.writing import NoteForm, SubmissionFilter
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.queries import sending_in
from kexie.domains.bulletin.rules.submissions import (
    CHANNEL_LABELS,
    VERB_LABELS,
    Channel,
    SubmissionVerb,
    printed,
    step_for,
)
from kexie.domains.bulletin.rules.submissions import SubmissionState as State
from kexie.domains.bulletin.tables.submissions import SubmissionTable

#: What each step of the unit brings about, said before it is taken.
CONSEQUENCES = {
    SubmissionVerb.SEND_IN: gettext_lazy("报送后由编辑部初审，文字不能再改；需要修改时可以先撤回。"),
    SubmissionVerb.WITHDRAW: gettext_lazy("撤回后编辑部不再处理，您可以修改后重新报送。"),
}
DONE = {
    SubmissionVerb.SEND_IN: gettext_lazy("已报送，编辑部会尽快处理。处理结果会通知您。"),
    SubmissionVerb.WITHDRAW: gettext_lazy("已撤回。修改后可以重新报送。"),
}


@requires(CONTRIBUTE)
@require_safe
def register(request: Request) -> HttpResponse:
    """我的报送: the submissions of the units for which the actor sends in."""
    actor = request.actor
    units = sending_in.writing_units(actor) if sending_in.has_several_units(actor) else []
    form = SubmissionFilter(request.GET, columns=sending_in.columns_to_choose(), units=units)
    chosen = form.chosen
    table = SubmissionTable(sending_in.own_submissions(actor, **chosen))
    if len(units) < 2:
        table.columns.hide("unit")
    first = not chosen and not len(table.rows)
    return registers.respond(
        request,
        table,
        form,
        code="bulletin.submissions",
        title=_("我的报送"),
        template="bulletin/submissions/register.html",
        context={"first": first},
    )


@requires(CONTRIBUTE, HANDLE)
@require_safe
def submission(request: Request, submission_id: UUID) -> HttpResponse:
    """One submission, for its unit and for the desk."""
    return _page(request, submission_id, NoteForm())


@requires(CONTRIBUTE)
@require_POST
def note(request: Request, submission_id: UUID) -> HttpResponse:
    """A word of the unit to the desk; a second click does nothing more."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, submission_id, form, status=422)
    text = form.cleaned_data["text"]

    def do() -> str:
        return str(add_note(by=request.actor, at=clock.now(), submission_id=submission_id, text=text).pk)

    once(by=request.actor, key=key_of(request.POST), verb="bulletin.submission_note", do=do)
    messages.success(request, _("留言已发给编辑部。"))
    return redirect("bulletin:submission", submission_id)


def _page(request: Request, submission_id: UUID, form: NoteForm, *, status: int = 200) -> HttpResponse:
    view = sending_in.view_of(request.actor, submission_id)
    found = view.submission
    context = {
        "note_form": form,
        "view": view,
        "submission": found,
        "words": view.words,
        "parts": printed(view.words),
        "facts": _facts(found, view.words),
        "steps": [(verb, VERB_LABELS[verb]) for verb in view.verbs],
    }
    return render(request, "bulletin/submissions/one.html", context, status=status)


def _facts(found: Submission, words: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("报送单位"), found.unit.name),
        (_("署名"), "、".join(words["credits"])),
        (_("栏目"), words["column"] or _("由编辑部确定")),
        (_("信息类别"), words["kind"] or _("由编辑部确定")),
        (_("活动日期"), _days(words)),
        (_("活动地点"), words["place"]),
        (_("撰写人"), found.author_name),
        (_("报送方式"), str(CHANNEL_LABELS[Channel(found.channel)])),
        (_("报送时间"), dates.moment(found.submitted_at, year=True) if found.submitted_at else ""),
    ]


def _days(words: dict[str, Any]) -> str:
    days = [
        dates.day(day, year=True) for name in ("event_on", "event_until") if (day := sending_in.day_of(words[name]))
    ]
    return "—".join(days)


@requires(CONTRIBUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, submission_id: UUID, verb: str) -> HttpResponse:
    """Ask whether it is meant (GET), then take the unit's step (POST); a second click does nothing more."""
    wanted = _verb(verb)
    form = StepForm(request.POST if request.method == "POST" else None)
    wrong: list[str] = []
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]

        def do() -> str:
            take_step(by=request.actor, at=clock.now(), submission_id=submission_id, verb=wanted, seen=seen)
            return str(submission_id)

        try:
            once(by=request.actor, key=key_of(request.POST), verb=f"bulletin.{wanted}", do=do)
        except WordsMissing as refusal:
            wrong = list(refusal.errors.values())
        else:
            messages.success(request, DONE[wanted])
            return redirect("bulletin:submission", submission_id)
    found = sending_in.own_submission(request.actor, submission_id)
    step_for(State(found.state), wanted)
    context = {
        "submission": found,
        "form": StepForm(initial={"seen": found.edition}),
        "label": VERB_LABELS[wanted],
        "consequence": CONSEQUENCES[wanted],
        "danger": wanted is SubmissionVerb.WITHDRAW,
        "wrong": wrong,
    }
    return render(request, "bulletin/submissions/step.html", context, status=422 if wrong or form.errors else 200)


@requires(CONTRIBUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, submission_id: UUID) -> HttpResponse:
    """Ask whether a draft is to be deleted (GET), then delete it (POST)."""
    form = StepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]

        def do() -> str:
            discard_submission(by=request.actor, at=clock.now(), submission_id=submission_id, seen=seen)
            return str(submission_id)

        once(by=request.actor, key=key_of(request.POST), verb="bulletin.discard_submission", do=do)
        messages.success(request, _("草稿已删除。"))
        return redirect("bulletin:submissions")
    found = sending_in.own_submission(request.actor, submission_id)
    context = {
        "submission": found,
        "form": StepForm(initial={"seen": found.edition}),
        "label": _("删除草稿"),
        "consequence": _("草稿的文字和图片都会删除，不能恢复。"),
        "danger": True,
    }
    return render(request, "bulletin/submissions/step.html", context, status=422 if form.errors else 200)


@requires(CONTRIBUTE, HANDLE)
@require_safe
def versions(request: Request, submission_id: UUID) -> HttpResponse:
    """Two versions compared word by word, for the unit and for the desk."""
    asked = {name: whole_number(request.GET.get(name)) for name in ("old", "new")}
    found = sending_in.comparison(request.actor, submission_id, **asked)
    return render(request, "bulletin/submissions/versions.html", {"view": found, "submission": found.submission})


def _verb(word: str) -> SubmissionVerb:
    """A step of the unit; NotFound for anything else."""
    if word in set(CONSEQUENCES):
        return SubmissionVerb(word)
    raise NotFound
