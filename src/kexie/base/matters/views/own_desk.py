"""Doors of 我的 for whoever handles cases: leave and who stands in, the calendar of one's own deadlines."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, requires, signed_in
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import VIEW_CASES
from kexie.base.matters.actions import calendars, leaving
from kexie.base.matters.forms.desk import LeaveForm
from kexie.base.matters.queries.calendars import deadlines_of, key_of
from kexie.base.matters.queries.leaves import leaves_for, own_leaves
from kexie.base.matters.rules.calendars import calendar as written
from kexie.base.matters.views.steps import at_once, done


@requires(VIEW_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request) -> HttpResponse:
    """休假代办: who stands in while one is away."""
    form = LeaveForm(request.POST or None, actor=request.actor)

    def do(given: dict[str, Any]) -> object:
        return leaving.set_leave(
            by=request.actor,
            at=clock.now(),
            deputy_id=UUID(given["deputy"]),
            begin=given["begin"],
            end=given["end"],
            note=given["note"],
        )

    if request.method == "POST" and done(request, form, do, said=_("已设置，代办人会收到通知。")):
        return redirect("matters:leave")
    today = clock.today()
    context: dict[str, Any] = {
        "form": form,
        "own": list(own_leaves(request.actor, on=today)),
        "deputised": list(leaves_for(request.actor, on=today)),
    }
    return render(request, "matters/leave.html", context, status=422 if form.errors else 200)


@requires(VIEW_CASES)
@require_POST
def leave_end(request: Request, leave_id: UUID) -> HttpResponse:
    """Be back."""

    def do() -> object:
        return leaving.end_leave(by=request.actor, at=clock.now(), leave_id=leave_id)

    return at_once(request, do, done=_("代办已结束。"), back=reverse("matters:leave"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request) -> HttpResponse:
    """日历订阅: the address is shown once, when it is made."""
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "close":
            calendars.close_calendar(by=request.actor, at=clock.now())
            messages.success(request, _("订阅地址已停用，日历软件不再读到您的期限。"))
            return HttpResponseRedirect(request.path)
        secret = calendars.open_calendar(by=request.actor, at=clock.now())
        address = absolute(reverse("matters:calendar-file", args=[secret]))
    context = {"key": key_of(request.actor), "address": address}
    response = render(request, "matters/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_safe
def calendar_file(request: Request, token: str) -> HttpResponse:
    """The deadlines of whoever has made the secret, for a calendar program; nothing to whoever guesses."""
    domain = urlsplit(absolute("/")).hostname or "localhost"
    content = written(_("办件期限"), deadlines_of(token, at=clock.now()), domain=domain)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="tasks.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
