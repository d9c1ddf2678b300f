"""The tray of mails: the register, one mail, what is done with it; the register of addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.ui import registers
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.actions import mail_tray as actions
from kexie.domains.bulletin.actions.mailbox import is_configured
from kexie.domains.bulletin.errors.mails import MailHandled, MailNotAssigned, SenderRefused
from kexie.domains.bulletin.forms.mails import AssignForm, IgnoreForm, MailFilter, SenderFilter, SenderForm
from kexie.domains.bulletin.models import MailState, MailVerdict
from kexie.domains.bulletin.queries import mails as queries
from kexie.domains.bulletin.queries.mail_senders import sender_addresses
from kexie.domains.bulletin.tables.mails import STATE_LOOKS, VERDICT_LOOKS, MailTable, SenderTable
from kexie.domains.bulletin.views.tabs import desk_tabs

_DOUBTFUL = ("warn", "")


@requires(HANDLE)
@require_safe
def register(request: Request) -> HttpResponse:
    """The mails that came in, by tabs of state; at first what waits for a person."""
    form = MailFilter(request.GET)
    asked = form.asked
    counts = queries.counts_by_state(request.actor, asked=asked)
    context = {
        "tabs": desk_tabs(request.actor, "bulletin:mails"),
        "states": _state_tabs(request, asked, counts),
        "configured": is_configured(),
    }
    return registers.respond(
        request,
        MailTable(queries.mails(request.actor, asked=asked)),
        form,
        code="bulletin.mails",
        title=_("邮件来稿"),
        template="bulletin/mails/register.html",
        context=context,
    )


def _state_tabs(request: Request, asked: queries.MailsAsked, counts: dict[str, int]) -> list[dict[str, object]]:
    query = request.GET.copy()
    for name in ("page", "state"):
        query.pop(name, None)
    tabs: list[dict[str, object]] = []
    for state, label in [*((each.value, str(each.label)) for each in _TABS), ("all", _("全部"))]:
        query["state"] = state
        count = sum(counts.values()) if state == "all" else counts[state]
        current = asked.state == ("" if state == "all" else state)
        tabs.append({"label": label, "url": f"{request.path}?{query.urlencode()}", "current": current, "count": count})
    return tabs


_TABS = (MailState.TRAY, MailState.DRAFTED, MailState.BOUNCE, MailState.IGNORED)


@requires(HANDLE)
@require_safe
def one(request: Request, mail_id: UUID) -> HttpResponse:
    """One mail: whom it is from, what was found, its words as plain text, its files, what can be done."""
    return _shown(request, mail_id)


def _shown(
    request: Request,
    mail_id: UUID,
    *,
    assign: AssignForm | None = None,
    ignore: IgnoreForm | None = None,
    refusal: MailHandled | None = None,
    status: int = 200,
) -> HttpResponse:
    found = queries.open_mail(request.actor, mail_id)
    row = found.row
    in_tray = row.state == MailState.TRAY
    may_remember = row.verdict != MailVerdict.FORGED and not found.doubts
    context = {
        "mail": found,
        "row": row,
        "state_look": STATE_LOOKS[MailState(row.state)],
        "verdict_look": VERDICT_LOOKS.get(MailVerdict(row.verdict), _DOUBTFUL),
        "assign": (assign or AssignForm(actor=request.actor, may_remember=may_remember)) if in_tray else None,
        "ignore": (ignore or IgnoreForm()) if in_tray else None,
        "ignoring": ignore is not None,
        "may_put_back": row.state in (MailState.IGNORED, MailState.DRAFTED),
        "refusal": refusal,
        "trail": [(_("邮件来稿"), reverse("bulletin:mails")), (str(row), "")],
    }
    return render(request, "bulletin/mails/mail.html", context, status=status)


@requires(HANDLE)
@require_safe
def raw(request: Request, mail_id: UUID) -> HttpResponse:
    """The raw message, to be saved and opened in a mail program; never shown by the browser."""
    data = queries.raw_mail(request.actor, mail_id)
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="mail-{mail_id}.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@requires(HANDLE)
@require_POST
def assign(request: Request, mail_id: UUID) -> HttpResponse:
    """Say whose a mail is: drafts are made of it."""
    form = AssignForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _shown(request, mail_id, assign=form, status=422)
    given = form.cleaned_data

    def do() -> str:
        made = actions.assign_mail(by=request.actor, at=clock.now(), mail_id=mail_id, **given)
        return str(len(made))

    try:
        count = once(by=request.actor, key=key_of(request.POST), verb="bulletin.mail_assign", do=do)
    except MailNotAssigned as refusal:
        return _wrong(request, mail_id, form, refusal)
    except MailHandled as refusal:
        return _shown(request, mail_id, refusal=refusal, status=refusal.status)
    words = {"count": count, "unit": given["unit"]}
    messages.success(request, _("已转为%(unit)s的%(count)s条草稿，单位会收到通知。") % words)
    return redirect("bulletin:mail", mail_id)


def _wrong(request: Request, mail_id: UUID, form: AssignForm, refusal: MailNotAssigned) -> HttpResponse:
    for field, sentence in refusal.errors.items():
        form.add_error(field, sentence)
    return _shown(request, mail_id, assign=form, status=422)


@requires(HANDLE)
@require_POST
def ignore(request: Request, mail_id: UUID) -> HttpResponse:
    """Lay a mail aside, with the reason."""
    form = IgnoreForm(request.POST)
    if not form.is_valid():
        return _shown(request, mail_id, ignore=form, status=422)
    try:
        actions.ignore_mail(by=request.actor, at=clock.now(), mail_id=mail_id, reason=form.cleaned_data["reason"])
    except MailNotAssigned as refusal:
        form.add_error("reason", refusal.message)
        return _shown(request, mail_id, ignore=form, status=422)
    except MailHandled as refusal:
        return _shown(request, mail_id, refusal=refusal, status=refusal.status)
    messages.success(request, _("已记为不予处理；需要时可以退回待认领。"))
    return redirect("bulletin:mails")


@requires(HANDLE)
@require_POST
def put_back(request: Request, mail_id: UUID) -> HttpResponse:
    """Back into the tray."""
    try:
        actions.put_back_mail(by=request.actor, at=clock.now(), mail_id=mail_id)
    except MailHandled as refusal:
        return _shown(request, mail_id, refusal=refusal, status=refusal.status)
    messages.success(request, _("已退回待认领。"))
    return redirect("bulletin:mail", mail_id)


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def senders(request: Request) -> HttpResponse:
    """The register of addresses, and a new one for it."""
    form = SenderForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_sender(by=request.actor, at=clock.now(), **form.cleaned_data)
        except SenderRefused as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field, sentence)
        else:
            words = {"address": row.address, "unit": row.organisation}
            messages.success(request, _("已登记：%(address)s的来信是%(unit)s的。") % words)
            return redirect("bulletin:mail-senders")
    return _senders(request, form)


def _senders(request: Request, form: forms.Form) -> HttpResponse:
    narrowed = SenderFilter(request.GET)
    narrowed.is_valid()
    rows = sender_addresses(request.actor, text=narrowed.cleaned_data.get("text", ""))
    context: dict[str, Any] = {
        "adding": form,
        "trail": [(_("邮件来稿"), reverse("bulletin:mails")), (_("报送邮箱"), "")],
    }
    response = registers.respond(
        request,
        SenderTable(rows),
        narrowed,
        code="bulletin.mail_senders",
        title=_("报送邮箱"),
        template="bulletin/mails/senders.html",
        context=context,
    )
    if form.errors:
        response.status_code = 422
    return response


@requires(HANDLE)
@require_POST
def sender_remove(request: Request, sender_id: int) -> HttpResponse:
    """Take an address out of the register."""
    actions.remove_sender(by=request.actor, at=clock.now(), sender_id=sender_id)
    messages.success(request, _("已移除这个地址，今后的来信按账号和单位邮箱认领。"))
    return redirect("bulletin:mail-senders")
