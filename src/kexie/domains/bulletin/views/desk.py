"""The desk in the workbench: the register of issues in all states, one issue with its sign-off, and each step of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.ui import dates, registers
from kexie.domains.bulletin import actions, queries, tables
from kexie.domains.bulletin.abilities import EDIT, REVIEW, SIGN, VIEW_DRAFTS
from kexie.domains.bulletin.errors import NothingToPrint
from kexie.domains.bulletin.errors.checks import ChecksOpen
from kexie.domains.bulletin.forms import CorrectForm, RegisterFilter, ReturnForm, StepForm
from kexie.domains.bulletin.models import STATES, Column, Issue
from kexie.domains.bulletin.queries.pool import pool
from kexie.domains.bulletin.rules.life_cycle import DISCARD_LABEL, VERB_LABELS, IssueVerb
from kexie.domains.bulletin.views.after import after
from kexie.domains.bulletin.views.arranging import undo_for
from kexie.domains.bulletin.views.tabs import desk_tabs

#: What each step brings about, said before it is taken.
CONSEQUENCES = {
    IssueVerb.SUBMIT: gettext_lazy("送审后文字不能再改，审核人会收到通知。"),
    IssueVerb.APPROVE: gettext_lazy("审核通过后，签发人会收到通知。签发须由另一位同志办理。"),
    IssueVerb.RETURN: gettext_lazy("退回后由编辑修改，再次送审。编辑会看到您写的原因。"),
    IssueVerb.SIGN: gettext_lazy("签发后本期立即公开，内容不能再改，发现差错时须办理更正。"),
    IssueVerb.CORRECT: gettext_lazy(
        "更正稿签发之前，公众看到的仍是原稿。更正须重新送审、审核和签发，原因随更正稿公开。"
    ),
}


@requires(VIEW_DRAFTS)
@require_safe
def register(request: Request) -> HttpResponse:
    """The issues of all states; with ``_export=csv`` or ``xlsx`` the same rows, all pages of them, as a file."""
    actor = request.actor
    form = RegisterFilter(request.GET, years=queries.register_years(actor), states=list(STATES))
    issues = queries.register(actor, **form.chosen)
    return registers.respond(
        request,
        tables.IssueTable(issues),
        form,
        code="bulletin.issues",
        title=_("各期动态"),
        template="bulletin/desk/register.html",
        context={"may_import": may(actor, EDIT), "tabs": desk_tabs(actor, "bulletin:issues")},
    )


@requires(VIEW_DRAFTS)
@require_safe
def issue(request: Request, issue_id: UUID) -> HttpResponse:
    """One issue with the timeline of its sign-off and the steps that this actor can take."""
    actor = request.actor
    found = queries.issue_by_id(actor, issue_id)
    steps = [(verb, VERB_LABELS[verb]) for verb in queries.verbs_for(actor, found.issue)]
    events = queries.timeline(found.issue)
    context = {
        "view": found,
        "issue": found.issue,
        "verbs": steps,
        "events": events,
        "returned": events[-1] if found.issue.is_drafting and events[-1].verb == IssueVerb.RETURN else None,
        "facts": _facts(found.issue),
        "may_edit": queries.may_edit(actor, found.issue),
        "may_give_up": queries.may_give_up(actor, found.issue),
        "revisions": queries.revisions_of(actor, found.issue),
        **after(actor, found.issue),
    }
    if context["may_edit"]:
        context |= {
            "pool": pool(actor)[:100],
            "undo": undo_for(request, found.issue),
            "all_columns": Column.objects.filter(active=True),
        }
    return render(request, "bulletin/desk/issue.html", context)


def _facts(issue: Issue) -> list[tuple[str, str]]:
    facts = [
        (_("编印单位"), issue.publisher),
        (_("印发日期"), dates.day(issue.date, year=True)),
        (_("编辑"), issue.editor),
        (_("审核"), issue.reviewer),
        (_("信息报送邮箱"), issue.mailbox),
        (_("分送"), "；".join(issue.distribution)),
    ]
    if not issue.is_signed:
        return facts
    return [*facts, (_("签发人"), queries.signer(issue)), (_("签发内容摘要"), issue.content_hash)]


@requires(EDIT, REVIEW, SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, issue_id: UUID, verb: str) -> HttpResponse:
    """Ask whether it is meant (GET), then take the step (POST); a second click on the same button does nothing more.

    Findings that keep the issue from review lead to the page on which they are mended, an empty issue back to its page.
    """
    try:
        return _step(request, issue_id, _verb(verb))
    except ChecksOpen as refusal:
        messages.warning(request, refusal.message)
        return redirect("bulletin:desk-checks", issue_id)
    except NothingToPrint as refusal:
        messages.warning(request, refusal.message)
        return redirect("bulletin:desk-issue", issue_id)


def _step(request: Request, issue_id: UUID, wanted: IssueVerb) -> HttpResponse:
    actor = request.actor
    found = queries.issue_by_id(actor, issue_id)
    if request.method != "POST":
        queries.check_step(actor, found.issue, wanted)
    shape = {IssueVerb.RETURN: ReturnForm, IssueVerb.CORRECT: CorrectForm}.get(wanted, StepForm)
    form = shape(request.POST if request.method == "POST" else None, initial={"seen": found.issue.version})
    if request.method == "POST" and form.is_valid():
        once(
            by=actor,
            key=key_of(request.POST),
            verb=f"bulletin.{wanted}",
            do=lambda: str(
                actions.advance(
                    by=actor,
                    at=clock.now(),
                    issue_id=issue_id,
                    verb=wanted,
                    seen=form.cleaned_data["seen"],
                    note=form.cleaned_data.get("note", ""),
                ).pk
            ),
        )
        messages.success(request, _("已办理：%(verb)s。") % {"verb": VERB_LABELS[wanted]})
        return redirect("bulletin:desk-issue", issue_id)
    context = {
        "issue": found.issue,
        "form": form,
        "label": VERB_LABELS[wanted],
        "consequence": CONSEQUENCES[wanted],
        "danger": wanted is IssueVerb.RETURN,
    }
    return render(request, "bulletin/desk/step.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: Request, issue_id: UUID) -> HttpResponse:
    """Ask whether a correction is to be given up (GET), then restore what was signed (POST)."""
    actor = request.actor
    found = queries.issue_by_id(actor, issue_id).issue
    form = StepForm(request.POST if request.method == "POST" else None, initial={"seen": found.version})
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]

        def do() -> str:
            return str(actions.give_up_correction(by=actor, at=clock.now(), issue_id=issue_id, seen=seen).pk)

        once(by=actor, key=key_of(request.POST), verb="bulletin.give_up", do=do)
        messages.success(request, _("已放弃更正，恢复为签发的文字。"))
        return redirect("bulletin:desk-issue", issue_id)
    if not queries.may_give_up(actor, found):
        raise NotFound
    context = {
        "issue": found,
        "form": form,
        "label": VERB_LABELS[IssueVerb.GIVE_UP],
        "consequence": _("更正中改过的文字、顺序和新编入的信息都会恢复成签发时的样子，不能撤销。"),
        "danger": True,
    }
    return render(request, "bulletin/desk/step.html", context, status=422 if form.errors else 200)


@requires(VIEW_DRAFTS)
@require_safe
def revision(request: Request, issue_id: UUID, number: int) -> HttpResponse:
    """A revision as it was signed, with the hashes of its papers, and what it changed of the one before."""
    found = queries.revision(request.actor, issue_id, number)
    return render(request, "bulletin/desk/revision.html", {"view": found, "issue": found.revision.issue})


@requires(VIEW_DRAFTS)
@require_safe
def revision_file(request: Request, issue_id: UUID, number: int, fmt: str) -> HttpResponse:
    """A paper of a revision, byte for byte as it was signed."""
    paper = queries.paper_of(queries.revision(request.actor, issue_id, number).revision, fmt)
    response = HttpResponse(paper.data, content_type=paper.content_type)
    response["Content-Disposition"] = content_disposition_header(True, paper.filename) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, issue_id: UUID) -> HttpResponse:
    """Ask whether a draft is to be deleted (GET), then delete it (POST); a second click does nothing more."""
    actor = request.actor
    form = StepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]

        def do() -> str:
            actions.discard_draft(by=actor, at=clock.now(), issue_id=issue_id, seen=seen)
            return str(issue_id)

        once(by=actor, key=key_of(request.POST), verb="bulletin.discard", do=do)
        messages.success(request, _("草稿已删除。"))
        return redirect("bulletin:issues")
    found, followers = queries.draft_to_discard(actor, issue_id)
    context = {
        "issue": found,
        "moving": [(follower.label, numbers.label) for follower, numbers in followers],
        "form": form if form.is_bound else StepForm(initial={"seen": found.version}),
        "label": DISCARD_LABEL,
        "consequence": _(
            "草稿及其全部信息、目录提要将被删除，不能恢复。编入本期的报送信息仍为“采用”，可以编入其他期。"
        ),
        "danger": True,
    }
    return render(request, "bulletin/desk/step.html", context, status=422 if form.errors else 200)


def _verb(word: str) -> IssueVerb:
    try:
        return IssueVerb(word)
    except ValueError:
        raise NotFound from None
