"""The page on which a reviewer reads what waits, and lets it through or sends it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.pages import queries
from kexie.base.pages.actions.review import decide
from kexie.base.pages.models.review import ReturnForm


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """What waits, in one glance, with the decision below it."""
    page, state = queries.review_of(page_id, request.user)
    form = ReturnForm(request.POST if request.POST.get("decision") == "reject" else None)
    if request.method == "POST":
        approve = request.POST.get("decision") == "approve"
        if approve or form.is_valid():
            reason = "" if approve else form.cleaned_data["comment"]
            decide(account=request.user, page_id=page_id, approve=approve, reason=reason)
            messages.success(request, _("已通过并发布。") if approve else _("已退回给作者，退回原因已一并送达。"))
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        messages.error(request, _("还没有退回：请在页面下方写明退回原因。"))
    waiting = page.get_latest_revision_as_object()
    context = {"page": page, "waiting": waiting, "state": state, "form": form, "column": page.get_parent()}
    return render(request, "pages/editors/review.html", context, status=422 if form.errors else 200)
