"""Proposing editions and deciding on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import Conflict, Invalid, NotFound, Refusal, TooLarge
from kexie.base.kernel.idempotency import once
from kexie.base.kernel.web import Request
from kexie.base.standards import abilities
from kexie.base.standards.actions import revising
from kexie.base.standards.errors import WrongRevision
from kexie.base.standards.forms import (
    MOST_BYTES,
    AnswerForm,
    CodeListProposalForm,
    ElementProposalForm,
    RevisionFilter,
)
from kexie.base.standards.models import Revision, RevisionState
from kexie.base.standards.queries import exports, revisions
from kexie.base.standards.queries.sheets import Problem, read
from kexie.base.standards.rules.definitions import (
    CodeListDefinition,
    ElementDefinition,
    Sensitivity,
)
from kexie.base.standards.tables import RevisionTable, state_shown
from kexie.base.standards.views.register import tabs
from kexie.base.ui.registers import paged


@require_safe
@requires(abilities.read())
def revision_list(request: Request) -> HttpResponse:
    """All revisions."""
    chosen = RevisionFilter(request.GET, queryset=revisions.revisions(request.actor))
    table = RevisionTable(chosen.qs)
    paged(request, table)
    context = {"table": table, "form": chosen.form, "tabs": tabs("standards:revisions")}
    return render(request, "standards/revisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.EDIT)
def propose_element(request: Request, code: str) -> HttpResponse:
    """Propose the next edition of an element."""
    before = revisions.newest(Revision.Subject.ELEMENT, code)
    if not isinstance(before, ElementDefinition):
        raise NotFound
    start = _returned(request, Revision.Subject.ELEMENT, code)
    initial = {name: getattr(start or before, name) for name in before.__slots__ if name != "effective_from"}
    form = ElementProposalForm(
        before.datatype, request.POST or None, initial={**initial, "checks": list(before.checks)}
    )

    def after() -> ElementDefinition:
        said = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
        said["sensitivity"] = Sensitivity(said["sensitivity"])
        if "checks" in said:
            said["checks"] = tuple(said["checks"])
        return replace(before, edition=before.edition + 1, **said)

    return _propose(request, form, after, before.name, reverse("standards:element", kwargs={"code": code}))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(abilities.EDIT)
def propose_code_list(request: Request, code: str) -> HttpResponse:
    """Propose the next edition of a code list, its codes from a sheet."""
    before = revisions.newest(Revision.Subject.CODE_LIST, code)
    if not isinstance(before, CodeListDefinition):
        raise NotFound
    names = ("name", "english_name", "source_norm", "note")
    initial = {name: getattr(before, name) for name in names}
    form = CodeListProposalForm(request.POST or None, request.FILES or None, initial=initial)
    problems: list[Problem] = []

    def after() -> CodeListDefinition:
        said = {name: value for name, value in form.cleaned_data.items() if name not in ("reason", "file")}
        codes = before.codes
        if upload := form.cleaned_data["file"]:
            if upload.size > MOST_BYTES:
                raise TooLarge
            found = read(exports.CODES, upload.read(), upload.name)
            problems.extend(found.problems)
            if problems:
                raise WrongRevision(
                    errors={"file": [_("代码表有%(count)d处需要修改，见下表。") % {"count": len(problems)}]}
                )
            codes = exports.codes_from([row.values for row in found.rows])
        return replace(before, edition=before.edition + 1, codes=codes, **said)

    back = reverse("standards:code_list", kwargs={"code": code})
    return _propose(request, form, after, before.name, back, problems=problems, code=code)


def _propose(
    request: Request,
    form: forms.Form,
    after: Callable[[], ElementDefinition | CodeListDefinition],
    name: str,
    back: str,
    **context: Any,
) -> HttpResponse:
    """Ask, then propose once; what can be mended stands beside its field and what was typed is kept."""
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            made = revising.propose(by=request.actor, at=clock.now(), after=after(), reason=form.cleaned_data["reason"])
            return str(made.pk)

        try:
            made = once(by=request.actor, key=request.POST.get("submit_key", ""), verb="standards.propose", do=do)
        except (Invalid, Conflict, TooLarge) as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("已提交审核。"))
            return redirect("standards:revision", revision_id=made)
    title = _("修订“%(name)s”") % {"name": name}
    said = {"form": form, "title": title, "back": back, "trail": [(name, back), (_("提出修订"), "")], **context}
    return render(request, "standards/propose.html", said, status=422 if form.errors else 200)


def _show(form: forms.Form, refusal: Refusal) -> None:
    named = {name: texts for name, texts in getattr(refusal, "errors", {}).items() if name in form.fields}
    others = [
        text for name, texts in getattr(refusal, "errors", {}).items() if name not in form.fields for text in texts
    ]
    for name, texts in named.items():
        form.add_error(name, texts)
    if others or not named:
        form.add_error(None, others or [refusal.message])


def _returned(request: Request, subject: str, code: str) -> Any:
    """What this person has proposed before and got back, to go on from there."""
    waiting = revisions.open_revision(subject, code)
    if waiting and waiting.state == RevisionState.RETURNED and waiting.proposed_by == request.actor.account_id:
        return revisions.proposed(waiting)
    return None


@require_safe
@requires(abilities.read())
def revision_detail(request: Request, revision_id: UUID) -> HttpResponse:
    """One revision: what changes, why, from when; and what this person may do with it."""
    return _page(request, revisions.revision_for(request.actor, revision_id), AnswerForm())


def _page(request: Request, revision: Revision, form: forms.Form) -> HttpResponse:
    own = revision.proposed_by == request.actor.account_id
    submitted = revision.state == RevisionState.SUBMITTED
    propose = (
        "standards:propose_element" if revision.subject == Revision.Subject.ELEMENT else "standards:propose_code_list"
    )
    context = {
        "revision": revision,
        "state": state_shown(revision.state),
        "changes": revisions.changes(revision),
        "form": form,
        "may_decide": submitted and not own and may(request.actor, abilities.REVIEW),
        "may_withdraw": own and revision.state in (RevisionState.SUBMITTED, RevisionState.RETURNED),
        "mend": reverse(propose, kwargs={"code": revision.code})
        if own and revision.state == RevisionState.RETURNED
        else "",
        "trail": [(_("修订"), reverse("standards:revisions")), (revision.name, "")],
    }
    return render(request, "standards/revision.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@requires(abilities.REVIEW)
def decide(request: Request, revision_id: UUID) -> HttpResponse:
    """Publish a revision or send it back."""
    form = AnswerForm(request.POST)
    verb = request.POST.get("action", "")
    doing = {"publish": revising.publish, "return": revising.send_back}.get(verb)
    if doing is None:
        raise NotFound
    revision = revisions.revision_for(request.actor, revision_id)
    if not form.is_valid():
        return _page(request, revision, form)
    answer = form.cleaned_data["answer"]

    def do() -> str:
        doing(by=request.actor, at=clock.now(), revision_id=revision_id, answer=answer)
        return str(revision_id)

    try:
        once(by=request.actor, key=request.POST.get("submit_key", ""), verb=f"standards.{verb}", do=do)
    except Invalid as refusal:
        _show(form, refusal)
        return _page(request, revision, form)
    messages.success(request, _("已发布。") if verb == "publish" else _("已退回，提出人会在待办中看到。"))
    return redirect("standards:revision", revision_id=revision_id)


@require_http_methods(["POST"])
@requires(abilities.EDIT)
def withdraw(request: Request, revision_id: UUID) -> HttpResponse:
    """Take one's own revision back."""
    at: datetime = clock.now()

    def do() -> str:
        revising.withdraw(by=request.actor, at=at, revision_id=revision_id)
        return str(revision_id)

    once(by=request.actor, key=request.POST.get("submit_key", ""), verb="standards.withdraw", do=do)
    messages.success(request, _("已撤回。"))
    return redirect("standards:revision", revision_id=revision_id)
