"""Commissions at the desk: asked for, looked through, changed, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
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
from kexie.base.ui import dates, registers
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.actions import commissions as actions
from kexie.domains.bulletin.errors import CommissionChanged, CommissionRefused
from kexie.domains.bulletin.forms.commissions import (
    AskMoreForm,
    CancelForm,
    ChangeCommissionForm,
    CommissionFilter,
    CommissionForm,
    SeenForm,
)
from kexie.domains.bulletin.models import Commission, CommissionState
from kexie.domains.bulletin.queries import commissions as queries
from kexie.domains.bulletin.rules.commissions import due_words, suggested_due
from kexie.domains.bulletin.tables.commissions import CommissionTable
from kexie.domains.bulletin.views.tabs import desk_tabs


@requires(HANDLE)
@require_safe
def register(request: Request) -> HttpResponse:
    """All commissions, with how the units stand."""
    form = CommissionFilter(request.GET)
    form.is_valid()
    given = form.cleaned_data
    rows = queries.commissions(request.actor, state=given.get("state", ""), text=given.get("text", ""))
    return registers.respond(
        request,
        CommissionTable(rows),
        form,
        code="bulletin.commissions",
        title=_("约稿"),
        template="bulletin/commissions/register.html",
        context={"tabs": desk_tabs(request.actor, "bulletin:commissions")},
    )


@requires(HANDLE)
@require_safe
def one(request: Request, commission_id: UUID) -> HttpResponse:
    """One commission with the state of each unit."""
    found = queries.commission_by_id(request.actor, commission_id)
    context = {
        "view": found,
        "commission": found.commission,
        "trail": _trail(found.commission),
        "facts": facts(found.commission),
    }
    context["tone"] = queries.STATE_TONES[CommissionState(found.commission.state)]
    return render(request, "bulletin/commissions/commission.html", context)


def facts(commission: Commission) -> list[tuple[str, Any]]:
    """What is asked for, as label and value."""
    told = [
        (_("截止时间"), dates.moment(commission.due_at, year=True)),
        (_("栏目"), commission.column),
        (_("信息类别"), commission.kind),
        (_("约稿人"), commission.created_name),
        (_("约稿时间"), dates.moment(commission.created_at, year=True)),
    ]
    return [*told, (_("取消原因"), commission.reason)] if commission.reason else told


def _trail(commission: Commission | None = None, here: str = "") -> list[tuple[str, str]]:
    trail = [(_("约稿"), reverse("bulletin:commissions"))]
    if commission is None:
        return [*trail, (here, "")]
    if not here:
        return [*trail, (commission.title, "")]
    return [*trail, (commission.title, _address(commission.pk)), (here, "")]


def _address(commission_id: UUID) -> str:
    return reverse("bulletin:commission", args=(commission_id,))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Ask for a text; a date is suggested by working days."""
    initial = due_words(suggested_due(clock.now()))
    form = CommissionForm(request.POST or None, initial=initial, actor=request.actor)

    def do() -> str:
        made = actions.create_commission(by=request.actor, at=clock.now(), words=form.words, units=form.units)
        return str(made.pk)

    title = _("约稿")
    back = reverse("bulletin:commissions")
    context = {"title": title, "trail": _trail(here=_("新的约稿")), "action": _("发出约稿"), "back": back}
    context["note"] = _("发出后，各单位的经办人会收到消息和邮件；截止前一个工作日再提醒一次。")
    return _ask(request, form, do, context, done=_("约稿已发出。"), onward=lambda made: _address(UUID(made)))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, commission_id: UUID) -> HttpResponse:
    """Other words, or more time."""
    found = queries.commission_by_id(request.actor, commission_id).commission
    form = ChangeCommissionForm(request.POST or None, commission=found)

    def do() -> str:
        seen = form.cleaned_data["seen"]
        actions.change_commission(
            by=request.actor, at=clock.now(), commission_id=commission_id, seen=seen, words=form.words
        )
        return str(commission_id)

    context = _context(found, _("修改约稿"), _("保存"))
    context["note"] = _("改了截止时间的，尚未报送的单位会收到通知。")
    return _ask(request, form, do, context, done=_("约稿已修改。"))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: Request, commission_id: UUID) -> HttpResponse:
    """More units for the same."""
    found = queries.commission_by_id(request.actor, commission_id).commission
    form = AskMoreForm(request.POST or None, actor=request.actor, initial={"seen": found.version})

    def do() -> str:
        seen = form.cleaned_data["seen"]
        actions.ask_more(by=request.actor, at=clock.now(), commission_id=commission_id, seen=seen, units=form.units)
        return str(commission_id)

    return _ask(request, form, do, _context(found, _("加约单位"), _("加约")), done=_("已加约，单位会收到通知。"))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, commission_id: UUID) -> HttpResponse:
    """Call it off, with the reason."""
    found = queries.commission_by_id(request.actor, commission_id).commission
    form = CancelForm(request.POST or None, initial={"seen": found.version})

    def do() -> str:
        actions.cancel_commission(by=request.actor, at=clock.now(), commission_id=commission_id, **form.cleaned_data)
        return str(commission_id)

    context = _context(found, _("取消约稿"), _("确认取消约稿")) | {"danger": True}
    context["note"] = _("取消后不能恢复。尚未报送的单位会收到通知和您写的原因，不计逾期。")
    return _ask(request, form, do, context, done=_("约稿已取消。"))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, commission_id: UUID) -> HttpResponse:
    """End it: what is there counts."""
    found = queries.commission_by_id(request.actor, commission_id).commission
    form = SeenForm(request.POST or None, initial={"seen": found.version})

    def do() -> str:
        actions.close_commission(by=request.actor, at=clock.now(), commission_id=commission_id, **form.cleaned_data)
        return str(commission_id)

    context = _context(found, _("结束约稿"), _("确认结束约稿"))
    context["note"] = _("结束后不再提醒，也不再接受新的答复；可以恢复。")
    return _ask(request, form, do, context, done=_("约稿已结束。"))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, commission_id: UUID) -> HttpResponse:
    """Take the end of it back."""
    found = queries.commission_by_id(request.actor, commission_id).commission
    form = SeenForm(request.POST or None, initial={"seen": found.version})

    def do() -> str:
        actions.reopen_commission(by=request.actor, at=clock.now(), commission_id=commission_id, **form.cleaned_data)
        return str(commission_id)

    return _ask(request, form, do, _context(found, _("恢复约稿"), _("确认恢复约稿")), done=_("约稿已恢复。"))


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def let_off(request: Request, commission_id: UUID, asked_id: int) -> HttpResponse:
    """Ask a unit no longer."""
    asked = queries.asked_unit(request.actor, commission_id, asked_id)
    form = forms.Form(request.POST or None)

    def do() -> str:
        actions.let_off(by=request.actor, at=clock.now(), asked_id=asked_id)
        return str(commission_id)

    context = _context(asked.commission, _("移出%(unit)s") % {"unit": asked.organisation}, _("确认移出"))
    context["note"] = _("移出后不再约这个单位，单位会收到通知，不计逾期。")
    return _ask(request, form, do, context, done=_("已移出。"))


def _context(commission: Commission, title: str, action: str) -> dict[str, Any]:
    back = _address(commission.pk)
    return {
        "title": title,
        "what": commission.title,
        "trail": _trail(commission, title),
        "action": action,
        "back": back,
    }


def _ask(
    request: Request,
    form: forms.Form,
    do: Callable[[], str],
    context: dict[str, Any],
    *,
    done: str,
    onward: Callable[[str], str] | None = None,
) -> HttpResponse:
    """Ask (GET), then do it once (POST); what can be mended stands beside the form."""
    status = 200
    if request.method == "POST" and form.is_valid():
        verb = f"bulletin.{request.resolver_match.url_name}" if request.resolver_match else "bulletin"
        try:
            reference = once(by=request.actor, key=key_of(request.POST), verb=verb, do=do)
        except CommissionRefused as refusal:
            take = getattr(form, "take", None)
            if take:
                take(refusal.errors)
            else:
                form.add_error(None, refusal.message)
        except CommissionChanged as refusal:
            form.add_error(None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, done)
            return HttpResponseRedirect(onward(reference) if onward else context["back"])
    if form.errors and status == 200:
        status = 422
    return render(request, "bulletin/commissions/ask.html", {**context, "form": form}, status=status)
