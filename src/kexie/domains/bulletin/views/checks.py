"""The checks of an issue in the workbench, and the kindly check while a unit writes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.domains.bulletin import actions, queries
from kexie.domains.bulletin.abilities import CONTRIBUTE, EDIT, HANDLE, VIEW_DRAFTS
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.errors.checks import FindingGone, NoMend
from kexie.domains.bulletin.forms.checks import WaiverForm, WordsForm


@requires(VIEW_DRAFTS)
@require_safe
def page(request: Request, issue_id: UUID) -> HttpResponse:
    """What the checks say of the issue, item by item."""
    return _page(request, issue_id)


@requires(EDIT)
@require_POST
def mend(request: Request, issue_id: UUID) -> HttpResponse:
    """Make the mends of one finding or of several; what is there no longer is told, and the page shows what is."""
    keys = request.POST.getlist("key")
    try:
        count = actions.mend(by=request.actor, at=clock.now(), issue_id=issue_id, keys=keys)
    except (FindingGone, NoMend) as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, ngettext("已改正%(count)s处。", "已改正%(count)s处。", count) % {"count": count})
    return _back(request, issue_id)


@requires(EDIT)
@require_POST
def waive(request: Request, issue_id: UUID) -> HttpResponse:
    """Let a finding stand with a reason; without one the page says so beside it, and keeps what was typed."""
    form = WaiverForm(request.POST)
    if not form.is_valid():
        return _page(request, issue_id, form)
    said = form.cleaned_data
    try:
        actions.waive(by=request.actor, at=clock.now(), issue_id=issue_id, key=said["key"], reason=said["reason"])
    except FindingGone as refusal:
        messages.warning(request, refusal.message)
    except WordsMissing as refusal:
        form.add_error("reason", refusal.errors["reason"])
        return _page(request, issue_id, form)
    else:
        messages.success(request, _("已保留原文，理由已记录。"))
    return _back(request, issue_id)


@requires(EDIT)
@require_POST
def take_back(request: Request, waiver_id: int) -> HttpResponse:
    """Take a waiver back: its finding counts again."""
    waiver = actions.take_back_waiver(by=request.actor, at=clock.now(), waiver_id=waiver_id)
    messages.success(request, _("已收回说明，这一处重新列入检查结果。"))
    return _back(request, waiver.issue_id)


@requires(CONTRIBUTE, HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: Request) -> HttpResponse:
    """The kindly check: what is found in the words that were sent, which are not stored.

    Asked by htmx it answers the list alone, to stand beside the form; otherwise a page of its own.
    """
    judged = None
    if request.method == "POST":
        judged = queries.check_words(request.actor, WordsForm(request.POST).words, on=clock.today())
    asked_by_script = request.headers.get("HX-Request") == "true"
    template = "bulletin/checks/words_list.html" if asked_by_script else "bulletin/checks/words.html"
    return render(request, template, {"judged": judged})


def _page(request: Request, issue_id: UUID, form: WaiverForm | None = None) -> HttpResponse:
    report = queries.check_report(request.actor, issue_id)
    context: dict[str, Any] = {
        "report": report,
        "issue": report.issue,
        "form": WaiverForm(auto_id=False),
        "wrong": form,
        "trail": [
            (_("每周动态"), reverse("bulletin:desk")),
            (report.issue.short_label, report.issue.get_workbench_url()),
            (_("检查"), ""),
        ],
    }
    # htmx leaves a page as it is when it is refused: a form that has to be mended comes back as a page like any other.
    asked_by_script = request.headers.get("HX-Request") == "true"
    status = 422 if form is not None and not asked_by_script else 200
    return render(request, "bulletin/checks/issue.html", context, status=status)


def _back(request: Request, issue_id: UUID) -> HttpResponse:
    """To the page again, at the item that was worked on."""
    anchor = request.POST.get("at", "")
    address = reverse("bulletin:desk-checks", args=[issue_id])
    return redirect(f"{address}#{anchor}" if anchor.replace("-", "").isalnum() else address)
