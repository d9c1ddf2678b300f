"""The doors that every register shares: actions on many rows, asking for and deciding on exports, saved views."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock, longwork
from kexie.base.kernel.access import signed_in
from kexie.base.kernel.errors import Conflict, Invalid
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.longwork import own_one
from kexie.base.kernel.web import Request
from kexie.base.ui import bulk_actions, exporting, saved_views
from kexie.base.ui.models import ExportState
from kexie.base.ui.reopening import reopen

STATE_TONES = {ExportState.WAITING: "info", ExportState.APPROVED: "good", ExportState.REFUSED: "bad"}


class PurposeForm(forms.Form):
    """Why personal data is taken away."""

    purpose = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("写清用于哪项工作、由谁使用、用完如何处理。审批人和审计都会看到。"),
    )


class DecisionForm(forms.Form):
    """Yes, or no with a reason."""

    reason = forms.CharField(
        label=gettext_lazy("意见"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("不同意时必须写明理由。"),
    )


class NameForm(forms.Form):
    """The name of a view."""

    name = forms.CharField(label=gettext_lazy("视图名称"), max_length=40)
    is_default = forms.BooleanField(label=gettext_lazy("每次打开这个列表时先显示它"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bulk(request: Request) -> HttpResponse:
    """Ask about an action on many rows (GET), then do it once (POST)."""
    asked = request.POST if request.method == "POST" else request.GET
    address, code = asked.get("from", ""), asked.get("bulk", "")
    keys, everything = asked.getlist("row"), asked.get("all") == "1"
    try:
        found = bulk_actions.chosen(request.actor, address=address, code=code, keys=keys, everything=everything)
    except bulk_actions.NothingChosen as refusal:
        if request.method == "POST":
            raise
        messages.warning(request, refusal.message)
        return redirect(address)  # a register of ours: `reopen` has looked at it
    form = found.bulk.make_form(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and (form is None or form.is_valid()):
        at, given = clock.now(), _given(request.POST, form)

        def do() -> str:
            start = bulk_actions.begin
            work = start(
                by=request.actor, at=at, address=address, code=code, keys=keys, everything=everything, given=given
            )
            return str(work.pk)

        work_id = once(by=request.actor, key=key_of(request.POST), verb="register.bulk", do=do)
        if found.count <= bulk_actions.AT_ONCE:
            longwork.run_now(own_one(request.actor, UUID(work_id)), at=at)
        return redirect("work:one", work_id=work_id)
    names = [str(row) for row in found.rows[:10]]
    context = {
        "title": found.bulk.label,
        "found": found,
        "names": names,
        "more": found.count - len(names),
        "form": form,
        "hidden": [("from", address), ("bulk", code), *([("all", "1")] if everything else [("row", k) for k in keys])],
        "back": address,
    }
    return render(request, "ui/registers/bulk.html", context, status=422 if form is not None and form.errors else 200)


def _given(data: QueryDict, form: forms.Form | None) -> str:
    """What was sent for the action's own form, picks and what was typed for them; nothing else is kept for the worker."""
    if form is None:
        return ""
    own = {name for field in form.fields for name in (field, f"{field}_text")}
    kept = data.copy()
    for name in set(kept) - own:
        del kept[name]
    return kept.urlencode()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def export_ask(request: Request) -> HttpResponse:
    """Before a large export: say how many rows; before one of personal data: ask for the purpose."""
    asked = request.POST if request.method == "POST" else request.GET
    address, wanted = asked.get("from", ""), asked.get("format", "")
    opened = exporting.opened_for_export(request.actor, address, wanted)
    count = len(opened.table.rows)
    second = exporting.needs_second(opened.code, count)
    form = PurposeForm(request.POST or None) if second else None
    if request.method == "POST" and (form is None or form.is_valid()):
        purpose = form.cleaned_data["purpose"] if form else ""

        def do() -> str:
            if second:
                made = exporting.ask(by=request.actor, at=clock.now(), address=address, wanted=wanted, purpose=purpose)
                return reverse("work:export", kwargs={"request_id": made.pk})
            work = exporting.begin(by=request.actor, at=clock.now(), address=address, wanted=wanted)
            return reverse("work:one", kwargs={"work_id": work.pk})

        url = once(by=request.actor, key=key_of(request.POST), verb="register.export", do=do)
        return HttpResponseRedirect(url)
    context = {"opened": opened, "count": count, "second": second, "form": form, "back": address}
    hidden = [("from", address), ("format", wanted)]
    status = 422 if form is not None and form.errors else 200
    return render(request, "ui/registers/export_ask.html", {**context, "hidden": hidden}, status=status)


@require_safe
@signed_in
def export_list(request: Request) -> HttpResponse:
    """One's own requests, and those one decides on."""
    rows = [(found, STATE_TONES[ExportState(found.state)]) for found in exporting.requests(request.actor)]
    return render(request, "ui/registers/exports.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def export_one(request: Request, request_id: UUID) -> HttpResponse:
    """One request; a second person agrees or refuses here."""
    found = exporting.request_for(request.actor, request_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agree = request.POST.get("decision") == "agree"
        reason = form.cleaned_data["reason"]
        try:
            exporting.decide(by=request.actor, at=clock.now(), request_id=request_id, agree=agree, reason=reason)
        except Invalid as refusal:
            form.add_error("reason", refusal.errors["reason"])
        else:
            messages.success(request, _("已同意，文件由申请人下载。") if agree else _("已退回，申请人会看到您的理由。"))
            return redirect("work:export", request_id=request_id)
    mine = found.by_account == request.actor.account_id
    context = {
        "found": found,
        "tone": STATE_TONES[ExportState(found.state)],
        "form": form,
        "may_decide": found.state == ExportState.WAITING and exporting.may_decide(request.actor, found),
        "work_id": found.work_id if mine else None,
        "trail": [(_("导出申请"), reverse("work:exports")), (found.title, "")],
        "facts": _facts(found),
    }
    return render(request, "ui/registers/export.html", context, status=422 if form.errors else 200)


def _facts(found: Any) -> list[tuple[str, str]]:
    facts = [
        (_("申请人"), found.by_name),
        (_("列表"), found.title),
        (_("条数"), str(found.count)),
        (_("格式"), found.format.upper()),
        (_("用途"), found.purpose),
    ]
    decided = [(_("审批人"), found.decided_name), (_("意见"), found.reason)]
    return facts + (decided if found.decided_name else [])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def view_add(request: Request) -> HttpResponse:
    """Keep a register as it is narrowed, sorted and cut now."""
    address = (request.POST if request.method == "POST" else request.GET).get("from", "")
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved_views.save(by=request.actor, at=clock.now(), address=address, **form.cleaned_data)
        except (Invalid, Conflict) as refusal:
            form.add_error("name", refusal.message)
        else:
            messages.success(request, _("视图已保存，在列表上方可以随时打开。"))
            return HttpResponseRedirect(address)
    elif request.method != "POST":
        reopen(request.actor, address)
    context = {"title": _("保存视图"), "form": form, "hidden": [("from", address)], "back": address}
    return render(request, "ui/registers/view.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def view_rename(request: Request, view_id: UUID) -> HttpResponse:
    """Give one's own view another name."""
    view = saved_views.one(request.actor, view_id)
    form = NameForm(request.POST or None, initial={"name": view.name})
    del form.fields["is_default"]
    if request.method == "POST" and form.is_valid():
        try:
            saved_views.rename(by=request.actor, at=clock.now(), view_id=view_id, name=form.cleaned_data["name"])
        except (Invalid, Conflict) as refusal:
            form.add_error("name", refusal.message)
        else:
            return HttpResponseRedirect(view.address)
    context = {"title": _("视图更名"), "form": form, "hidden": [], "back": view.address, "view": view}
    return render(request, "ui/registers/view.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def view_remove(request: Request, view_id: UUID) -> HttpResponse:
    """Forget one's own view."""
    path = saved_views.remove(by=request.actor, at=clock.now(), view_id=view_id)
    messages.success(request, _("视图已删除。"))
    return HttpResponseRedirect(path)
