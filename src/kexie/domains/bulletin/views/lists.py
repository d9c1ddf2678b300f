"""Distribution lists in the workbench: the register, one list with its lines, adding and taking out."""

from __future__ import annotations

from collections.abc import Callable
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
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.ui import registers
from kexie.domains.bulletin.abilities import KEEP, SEND
from kexie.domains.bulletin.actions import lists as actions
from kexie.domains.bulletin.errors import ListRefused
from kexie.domains.bulletin.forms.lists import AddressLinesForm, ListForm, PostLineForm, UnitLineForm
from kexie.domains.bulletin.models import DistributionList
from kexie.domains.bulletin.queries.lists import list_for, lists, resolve
from kexie.domains.bulletin.tables.sending import ListTable


@requires(SEND, KEEP)
@require_safe
def register(request: Request) -> HttpResponse:
    """The lists."""
    table = ListTable(lists(request.actor))
    return registers.respond(
        request,
        table,
        forms.Form(),
        code="bulletin.lists",
        title=_("分送名单"),
        template="bulletin/sending/lists.html",
        context={"may_keep": may(request.actor, KEEP)},
    )


@requires(SEND, KEEP)
@require_safe
def one(request: Request, list_id: UUID) -> HttpResponse:
    """One list: its lines, whom they name today, what is lacking."""
    return _page(request, list_for(request.actor, list_id))


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A new list."""
    return _named(
        request,
        ListForm(request.POST or None),
        lambda given: actions.make_list(by=request.actor, at=clock.now(), **given),
        title=_("新建分送名单"),
        back=reverse("bulletin:lists"),
    )


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, list_id: UUID) -> HttpResponse:
    """Another name or note."""
    row = list_for(request.actor, list_id)
    return _named(
        request,
        ListForm(request.POST or None, initial={"name": row.name, "note": row.note}),
        lambda given: actions.rename_list(by=request.actor, at=clock.now(), list_id=list_id, **given),
        title=_("修改名单名称"),
        back=reverse("bulletin:list", args=[list_id]),
    )


def _named(
    request: Request,
    form: ListForm,
    do: Callable[[dict[str, Any]], DistributionList],
    *,
    title: str,
    back: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            reference = once(
                by=request.actor,
                key=key_of(request.POST),
                verb="bulletin.list",
                do=lambda: str(do(form.cleaned_data).pk),
            )
        except ListRefused as refusal:
            for field, sentence in refusal.errors.items():
                form.add_error(field, sentence)
        else:
            messages.success(request, _("已保存。"))
            return redirect("bulletin:list", reference)
    context = {"form": form, "title": title, "action": _("保存"), "action_url": request.path, "cancel_url": back}
    return render(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@require_POST
def add(request: Request, list_id: UUID, kind: str) -> HttpResponse:
    """Add a line, or several addresses; what is wrong stands beside its form, the others stay empty."""
    row = list_for(request.actor, list_id)
    given: dict[str, Any] = {"by": request.actor, "at": clock.now(), "list_id": list_id}
    form: forms.Form
    if kind == "post":
        form = PostLineForm(request.POST, actor=request.actor)
    elif kind == "unit":
        form = UnitLineForm(request.POST, actor=request.actor)
    else:
        form = AddressLinesForm(request.POST)
    if not form.is_valid():
        return _page(request, row, bound=form)
    said = form.cleaned_data
    try:
        if kind == "post":
            actions.add_posts(**given, line=actions.PostLine(**said))
        elif kind == "unit":
            actions.add_unit(**given, **said)
        else:
            actions.add_addresses(**given, named=said["addresses"])
    except ListRefused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, row, bound=form)
    messages.success(request, _("已加入名单。"))
    return redirect("bulletin:list", list_id)


@requires(KEEP)
@require_POST
def remove(request: Request, list_id: UUID, line_id: int) -> HttpResponse:
    """Take a line out."""
    actions.remove_entry(by=request.actor, at=clock.now(), list_id=list_id, entry_id=line_id)
    messages.success(request, _("已移出名单。"))
    return redirect("bulletin:list", list_id)


@requires(KEEP)
@require_POST
def switch(request: Request, list_id: UUID) -> HttpResponse:
    """Out of use, or back into it."""
    active = request.POST.get("active") == "1"
    actions.set_list_active(by=request.actor, at=clock.now(), list_id=list_id, active=active)
    messages.success(request, _("名单已启用。") if active else _("名单已停用，以前的发送记录不变。"))
    return redirect("bulletin:list", list_id)


def _page(request: Request, row: DistributionList, *, bound: forms.Form | None = None) -> HttpResponse:
    shown = {
        "post": PostLineForm(actor=request.actor),
        "unit": UnitLineForm(actor=request.actor),
        "addresses": AddressLinesForm(),
    }
    if bound is not None:
        shown[str(bound.prefix)] = bound
    resolved = resolve([row], on=clock.today())
    labels = {"post": _("按任职添加"), "unit": _("按单位添加"), "addresses": _("按邮箱添加")}
    context = {
        "row": row,
        "lines": row.entries.all(),
        "resolved": resolved,
        "adding": [(kind, labels[kind], form, form is bound) for kind, form in shown.items()],
        "may_keep": may(request.actor, KEEP),
        "trail": [(_("分送名单"), reverse("bulletin:lists")), (row.name, "")],
    }
    return render(request, "bulletin/sending/list.html", context, status=422 if bound is not None else 200)
