"""What a unit was asked for: the list, one request, and the answer that it cannot."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.ui import registers
from kexie.domains.bulletin.abilities import CONTRIBUTE
from kexie.domains.bulletin.actions import commissions as actions
from kexie.domains.bulletin.errors import CommissionChanged, CommissionRefused
from kexie.domains.bulletin.forms.commissions import RequestFilter, WhyForm
from kexie.domains.bulletin.models import AskedState
from kexie.domains.bulletin.queries import commissions as queries
from kexie.domains.bulletin.tables.commissions import RequestTable
from kexie.domains.bulletin.views.commissions import facts


@requires(CONTRIBUTE)
@require_safe
def register(request: Request) -> HttpResponse:
    """What the units of who asks were asked for."""
    form = RequestFilter(request.GET)
    form.is_valid()
    rows = queries.requests(request.actor, state=form.cleaned_data.get("state", ""))
    return registers.respond(request, RequestTable(rows), form, code="bulletin.requests", title=_("约稿"))


@requires(CONTRIBUTE)
@require_safe
def one(request: Request, asked_id: int) -> HttpResponse:
    """One request, with what the unit has written for it, and the ways to answer."""
    found = queries.request_for(request.actor, asked_id)
    context = {
        "view": found,
        "asked": found.asked,
        "commission": found.asked.commission,
        "tone": queries.ASKED_TONES[AskedState(found.asked.state)],
        "facts": facts(found.asked.commission)[:4],
        "trail": [(_("约稿"), reverse("bulletin:requests")), (found.asked.commission.title, "")],
    }
    return render(request, "bulletin/commissions/request.html", context)


@requires(CONTRIBUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: Request, asked_id: int) -> HttpResponse:
    """Say that nothing can be sent in, and why."""
    found = queries.request_for(request.actor, asked_id)
    form = WhyForm(request.POST or None)
    page = reverse("bulletin:request", args=(asked_id,))
    status = 200

    def do() -> str:
        reason = form.cleaned_data["reason"]
        return str(actions.decline(by=request.actor, at=clock.now(), asked_id=asked_id, reason=reason).pk)

    if request.method == "POST" and form.is_valid():
        try:
            once(by=request.actor, key=key_of(request.POST), verb="bulletin.request-decline", do=do)
        except (CommissionRefused, CommissionChanged) as refusal:
            form.add_error(None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, _("已告知编辑部。仍可在之后报送。"))
            return HttpResponseRedirect(page)
    title = found.asked.commission.title
    context = {
        "form": form,
        "title": _("说明不能报送"),
        "what": title,
        "action": _("告知编辑部"),
        "back": page,
        "trail": [(_("约稿"), reverse("bulletin:requests")), (title, page), (_("说明不能报送"), "")],
    }
    if form.errors and status == 200:
        status = 422
    return render(request, "bulletin/commissions/ask.html", context, status=status)
