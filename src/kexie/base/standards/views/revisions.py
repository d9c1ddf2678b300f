"""Revisions to look at, and deciding on them."""

from __future__ import annotations

from datetime import datetime
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
from kexie.base.kernel.errors import Invalid, NotFound
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.standards import abilities
from kexie.base.standards.actions import revising
from kexie.base.standards.forms.register import AnswerForm, RevisionFilter
from kexie.base.standards.models import Revision, RevisionState
from kexie.base.standards.queries import revisions
from kexie.base.standards.tables import RevisionTable, state_shown
from kexie.base.standards.views.proposing import show_refusal
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


@require_safe
@requires(abilities.read())
def revision_detail(request: Request, revision_id: UUID) -> HttpResponse:
    """One revision: what changes, why, from when; and what this person may do with it."""
    return _page(request, revisions.revision_for(request.actor, revision_id), AnswerForm())


def _page(request: Request, revision: Revision, form: forms.Form) -> HttpResponse:
    own = revision.proposed_by == request.actor.account_id
    submitted = revision.state == RevisionState.SUBMITTED
    context = {
        "revision": revision,
        "state": state_shown(revision.state),
        "changes": revisions.changes(revision),
        "form": form,
        "may_decide": submitted and not own and may(request.actor, abilities.REVIEW),
        "may_withdraw": own and revision.state in (RevisionState.SUBMITTED, RevisionState.RETURNED),
        "mend": _mending_url(revision) if own and revision.state == RevisionState.RETURNED else "",
        "trail": [(_("修订"), reverse("standards:revisions")), (revision.name, "")],
    }
    return render(request, "standards/revision.html", context, status=422 if form.errors else 200)


def _mending_url(revision: Revision) -> str:
    """Where a returned revision is proposed anew."""
    kind = "element" if revision.subject == Revision.Subject.ELEMENT else "code_list"
    if revision.edition == 1:
        return f"{reverse(f'standards:new_{kind}')}?from={revision.code}"
    return reverse(f"standards:propose_{kind}", kwargs={"code": revision.code})


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
        once(by=request.actor, key=key_of(request.POST), verb=f"standards.{verb}", do=do)
    except Invalid as refusal:
        show_refusal(form, refusal)
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

    once(by=request.actor, key=key_of(request.POST), verb="standards.withdraw", do=do)
    messages.success(request, _("已撤回。"))
    return redirect("standards:revision", revision_id=revision_id)
