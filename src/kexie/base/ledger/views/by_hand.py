"""The doors through which people of a unit enter work themselves, correct it and take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Conflict, Invalid, NotFound
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.ledger import actions, queries
from kexie.base.ledger.abilities import RECORD
from kexie.base.ledger.errors import ChangedMeanwhile
from kexie.base.ledger.forms.by_hand import HandForm, WithdrawForm
from kexie.base.ledger.models import Entry
from kexie.base.ledger.rules import Kind, kinds
from kexie.base.ledger.views.reading import whole
from kexie.base.ui.picking import answer


@require_safe
@requires(RECORD)
def choose_kind(request: Request) -> HttpResponse:
    """Which kind of work is to be entered."""
    context = {"kinds": queries.hand_kinds(), "trail": [*_trail(), (_("登记工作"), "")]}
    return render(request, "ledger/kinds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def entry_add(request: Request, work_kind: str) -> HttpResponse:
    """Enter work of one kind."""
    chosen = _by_hand(work_kind)
    form = HandForm(request.POST or None, actor=request.actor, kind=chosen)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return str(actions.record(by=request.actor, at=clock.now(), said=form.said()).pk)

        if entry_id := _done(request, form, do):
            messages.success(request, _("已登记。"))
            return redirect("ledger:entry", entry_id=entry_id)
    title = _("登记：%(kind)s") % {"kind": chosen.label}
    back = reverse("ledger:add")
    return _page(request, form, title=title, back=back, button=_("登记"), trail=[(_("登记工作"), back)])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def entry_amend(request: Request, entry_id: UUID) -> HttpResponse:
    """Correct what was entered by hand."""
    entry = queries.entry_to_amend(request.actor, entry_id)
    kind = kinds[entry.kind] if entry.kind in kinds else Kind(entry.kind, entry.kind)
    form = HandForm(request.POST or None, actor=request.actor, kind=kind, entry=entry)
    seen = whole(request.POST.get("seen")) or entry.version
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            said, reason = form.said(), form.cleaned_data["reason"]
            verb = actions.amend
            return str(
                verb(by=request.actor, at=clock.now(), entry_id=entry_id, seen=seen, said=said, reason=reason).pk
            )

        if _done(request, form, do):
            messages.success(request, _("已更正。"))
            return redirect("ledger:entry", entry_id=entry_id)
    return _page(request, form, title=_("更正台账"), entry=entry, seen=seen, button=_("更正"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def entry_withdraw(request: Request, entry_id: UUID) -> HttpResponse:
    """Take back what was entered by mistake."""
    entry = queries.entry_to_amend(request.actor, entry_id)
    form = WithdrawForm(request.POST or None)
    seen = whole(request.POST.get("seen")) or entry.version
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            reason = form.cleaned_data["reason"]
            verb = actions.withdraw
            return str(verb(by=request.actor, at=clock.now(), entry_id=entry_id, seen=seen, reason=reason).pk)

        if _done(request, form, do):
            messages.success(request, _("已作废，不再计入统计。需要时可以恢复。"))
            return redirect("ledger:entry", entry_id=entry_id)
    what = _("作废后这条台账不再计入统计，参与单位仍可查看；需要时可以恢复。")
    return _page(request, form, title=_("作废台账"), entry=entry, seen=seen, button=_("作废"), what=what, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(RECORD)
def entry_restore(request: Request, entry_id: UUID) -> HttpResponse:
    """Bring back what was taken back."""
    entry = queries.entry_to_amend(request.actor, entry_id)
    form = forms.Form(request.POST or None)
    seen = whole(request.POST.get("seen")) or entry.version
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return str(actions.restore(by=request.actor, at=clock.now(), entry_id=entry_id, seen=seen).pk)

        if _done(request, form, do):
            messages.success(request, _("已恢复。"))
            return redirect("ledger:entry", entry_id=entry_id)
    what = _("恢复后重新计入统计；有对方单位的，会再次请对方确认。")
    return _page(request, form, title=_("恢复台账"), entry=entry, seen=seen, button=_("恢复"), what=what)


@require_safe
@requires(RECORD)
def own_unit_options(request: Request) -> JsonResponse:
    """The units for which the actor enters work."""
    return answer(queries.own_units(request.actor, request.GET.get("q", "")))


def _by_hand(code: str) -> Kind:
    if code not in kinds or not kinds[code].by_hand:
        raise NotFound
    return kinds[code]


def _done(request: Request, form: forms.Form, do: Callable[[], str]) -> str:
    """The reference of what was done once; empty where the form has to be mended, with the sentences beside it."""
    verb = f"ledger.{request.resolver_match.url_name}" if request.resolver_match else "ledger"
    try:
        return once(by=request.actor, key=key_of(request.POST), verb=verb, do=do)
    except (Invalid, Conflict) as refusal:
        named = {name: texts for name, texts in getattr(refusal, "errors", {}).items() if name in form.fields}
        others = [text for name, texts in getattr(refusal, "errors", {}).items() if name not in named for text in texts]
        for name, texts in named.items():
            form.add_error(name, texts)
        if others or not named:
            form.add_error(None, others or [refusal.message])
        form.changed_meanwhile = isinstance(refusal, ChangedMeanwhile)  # type: ignore[attr-defined]
    return ""


def _page(request: Request, form: forms.Form, *, entry: Entry | None = None, **context: Any) -> HttpResponse:
    """The form; after a refusal because of another's change, with the version that stands now: it has been told."""
    trail = context.pop("trail", [])
    if entry is not None:
        trail = [(entry.title, reverse("ledger:entry", kwargs={"entry_id": entry.pk}))]
        context["back"] = trail[0][1]
        if getattr(form, "changed_meanwhile", False):
            context["seen"] = queries.entry_to_amend(request.actor, entry.pk).version
    context |= {"form": form, "entry": entry, "trail": [*_trail(), *trail, (context["title"], "")]}
    return render(request, "ledger/by_hand.html", context, status=422 if form.errors else 200)


def _trail() -> list[tuple[str, str]]:
    return [(_("工作台账"), reverse("ledger:entries"))]
