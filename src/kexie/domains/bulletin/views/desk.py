"""The desk in the workbench: the register of issues in all states, one issue with its sign-off, and each step of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.idempotency import once
from kexie.domains.bulletin import actions, queries, tables
from kexie.domains.bulletin.abilities import EDIT, REVIEW, SIGN, VIEW_DRAFTS
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.forms import RegisterFilter, StepForm
from kexie.domains.bulletin.models import STATES
from kexie.domains.bulletin.rules.life_cycle import VERB_LABELS, IssueVerb
from kexie.domains.bulletin.views.asking import actor_of, whole_number

PER_PAGE = 30


@requires(VIEW_DRAFTS)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The issues of all states."""
    actor = actor_of(request)
    chosen = _filter(request)
    page = Paginator(queries.register(actor, **chosen.chosen), PER_PAGE).get_page(
        whole_number(request.GET.get("page")) or 1
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "filter": chosen, "query": query.urlencode(), "may_import": may(actor, EDIT)}
    return render(request, "bulletin/desk/register.html", context)


@requires(VIEW_DRAFTS)
@require_safe
def export(request: HttpRequest, fmt: str) -> HttpResponse:
    """The register, narrowed as on the page, as CSV or XLSX."""
    return tables.register_file(queries.register(actor_of(request), **_filter(request).chosen), fmt)


@requires(VIEW_DRAFTS)
@require_safe
def issue(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """One issue with the timeline of its sign-off and the steps that this actor can take."""
    actor = actor_of(request)
    found = queries.issue_by_id(actor, issue_id)
    steps = [(verb, VERB_LABELS[verb]) for verb in queries.verbs_for(actor, found.issue)]
    context = {
        "view": found,
        "issue": found.issue,
        "verbs": steps,
        "timeline": queries.timeline(found.issue),
        "may_edit": queries.may_edit(actor, found.issue),
    }
    return render(request, "bulletin/desk/issue.html", context)


@requires(EDIT, REVIEW, SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, issue_id: UUID, verb: str) -> HttpResponse:
    """Ask whether it is meant (GET), then take the step (POST); a second click on the same button does nothing more."""
    actor = actor_of(request)
    found = queries.issue_by_id(actor, issue_id)
    wanted = _verb(verb)
    form = StepForm(request.POST or None, initial={"seen": found.issue.version})
    if request.method == "POST" and form.is_valid():
        try:
            once(
                by=actor,
                key=request.POST.get("submit_key", ""),
                verb=f"bulletin.{wanted}",
                do=lambda: str(
                    actions.advance(
                        by=actor,
                        at=clock.now(),
                        issue_id=issue_id,
                        verb=wanted,
                        seen=form.cleaned_data["seen"],
                        note=form.cleaned_data["note"],
                    ).pk
                ),
            )
        except WordsMissing as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field, sentence)
        else:
            messages.success(request, _("已办理：%(verb)s。") % {"verb": VERB_LABELS[wanted]})
            return redirect("bulletin:desk-issue", issue_id)
    context = {"issue": found.issue, "form": form, "verb": wanted, "label": VERB_LABELS[wanted]}
    return render(request, "bulletin/desk/step.html", context, status=422 if form.errors else 200)


def _verb(word: str) -> IssueVerb:
    try:
        return IssueVerb(word)
    except ValueError:
        raise NotFound from None


def _filter(request: HttpRequest) -> RegisterFilter:
    years = queries.register_years(actor_of(request))
    return RegisterFilter(request.GET, years=years, states=[(value, label) for value, label in STATES])
