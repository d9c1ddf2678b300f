"""The doors through which units move, merge, close and come back: asked for, shown in a preview, then confirmed.

The confirmation carries the digest of what the preview has shown. When something has changed meanwhile, the new preview is
shown and nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import access, clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Conflict, Invalid
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import MANAGE_ORGANISATIONS
from kexie.base.people.actions.organisation_closing import close_organisation, reopen_organisation
from kexie.base.people.actions.organisation_merging import (
    merge_organisation,
    preview_of_undoing,
    unmerge_organisation,
)
from kexie.base.people.actions.organisation_moving import move_organisation
from kexie.base.people.errors.organisations import PreviewChanged
from kexie.base.people.forms.organisations import BasisForm, CloseUnitForm, MergeUnitForm, MoveUnitForm
from kexie.base.people.queries.organisation_previews import (
    Preview,
    counted,
    preview_close,
    preview_merge,
    preview_move,
)
from kexie.base.people.queries.organisations import names_of
from kexie.base.people.views.steps import step

_NAMED = 5


def _said(form: forms.Form, refusal: Invalid | Conflict) -> None:
    """The refusal beside its field, or above the form."""
    named = {name: texts for name, texts in getattr(refusal, "errors", {}).items() if name in form.fields}
    for name, texts in (named or {None: [refusal.message]}).items():
        form.add_error(name, texts)


def previewed(
    request: Request,
    form: forms.Form,
    preview: Callable[[dict[str, Any]], Preview],
    do: Callable[[dict[str, Any], str], str],
    *,
    title: str,
    what: str,
    done: str,
    back: str,
    danger: bool = False,
) -> HttpResponse:
    """Ask (GET), show what would happen (POST), do exactly that once (POST with the digest of what was shown)."""
    context: dict[str, Any] = {"form": form, "title": title, "what": what, "back": back, "danger": danger}
    if request.method == "POST" and form.is_valid():
        seen, given = request.POST.get("seen", ""), form.cleaned_data
        try:
            if seen:
                return _confirmed(request, seen, lambda: do(given, seen), done, back)
            return _shown(request, preview(given), context)
        except PreviewChanged as refusal:
            return _shown(request, preview(given), context | {"changed": refusal.message}, status=409)
        except (Invalid, Conflict) as refusal:
            _said(form, refusal)
    return render(request, "people/organisation_ask.html", context, status=422 if form.errors else 200)


def _confirmed(request: Request, seen: str, do: Callable[[], str], done: str, back: str) -> HttpResponse:
    verb = f"people.{request.resolver_match.url_name}" if request.resolver_match else "people"
    once(by=request.actor, key=key_of(request.POST), verb=verb, do=do)
    messages.success(request, done)
    return redirect(back)


def _shown(request: Request, preview: Preview, context: dict[str, Any], status: int = 200) -> HttpResponse:
    names = names_of({unit for change in preview.changes for unit in change.units})
    rows = []
    for change in preview.changes:
        units = sorted(names.get(unit, unit) for unit in change.units)
        listed = "、".join(units[:_NAMED]) + (_("等%(count)d个单位") % {"count": len(units)} if units[_NAMED:] else "")
        roles = "、".join(access.roles[code].label if code in access.roles else code for code in change.roles)
        rights = "、".join(access.abilities[code].label for code in change.abilities)
        rows.append((change, roles, listed, rights))
    context |= {
        "preview": preview,
        "asked": _asked(context["form"]),
        "losses": [row for row in rows if not row[0].gains],
        "gains": [row for row in rows if row[0].gains],
    }
    return render(request, "people/organisation_preview.html", context, status=status)


def _asked(form: forms.Form) -> list[tuple[object, str]]:
    """What was filled in, in words."""
    given = form.cleaned_data
    return [(field.label, str(given[name])) for name, field in form.fields.items() if given.get(name)]


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_move(request: Request, uid: UUID) -> HttpResponse:
    """Put a unit below another."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = MoveUnitForm(request.POST or None, actor=request.actor)

    def preview(given: dict[str, Any]) -> Preview:
        return preview_move(unit, given["parent"], on=clock.today())

    def do(given: dict[str, Any], seen: str) -> str:
        return str(move_organisation(by=request.actor, at=clock.now(), organisation=unit, seen=seen, **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    done = _("隶属关系已调整。")
    return previewed(request, form, preview, do, title=_("调整隶属"), what=unit.name, done=done, back=back)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_merge(request: Request, uid: UUID) -> HttpResponse:
    """Merge a unit into another: two that became one, or a name that meant one that is known already."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = MergeUnitForm(request.POST or None, actor=request.actor)

    def preview(given: dict[str, Any]) -> Preview:
        return preview_merge(unit, given["into"], on=clock.today(), rows=counted(unit))

    def do(given: dict[str, Any], seen: str) -> str:
        return str(merge_organisation(by=request.actor, at=clock.now(), organisation=unit, seen=seen, **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    what = _("“%(name)s”的任职、会籍、稿件和业务记录将全部归到另一个组织名下。") % {"name": unit.name}
    return previewed(request, form, preview, do, title=_("并入其他组织"), what=what, done=_("已合并。"), back=back)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_unmerge(request: Request, uid: UUID) -> HttpResponse:
    """Undo the merge of a unit."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = BasisForm(request.POST or None)

    def preview(given: dict[str, Any]) -> Preview:
        return preview_of_undoing(unit, at=clock.now())

    def do(given: dict[str, Any], seen: str) -> str:
        return str(unmerge_organisation(by=request.actor, at=clock.now(), organisation=unit, seen=seen, **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    what = _("“%(name)s”将恢复为独立的组织，合并时转走的内容归还给它。") % {"name": unit.name}
    return previewed(request, form, preview, do, title=_("撤销合并"), what=what, done=_("已撤销合并。"), back=back)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_close(request: Request, uid: UUID) -> HttpResponse:
    """Close a unit."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = CloseUnitForm(request.POST or None)

    def preview(given: dict[str, Any]) -> Preview:
        return preview_close(unit, on=given["on"] or timezone.localdate(clock.now()))

    def do(given: dict[str, Any], seen: str) -> str:
        return str(close_organisation(by=request.actor, at=clock.now(), organisation=unit, seen=seen, **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    what = _("撤销“%(name)s”后，其中的任职和会籍随之结束，历史仍可查询。") % {"name": unit.name}
    words = {"title": _("撤销组织"), "what": what, "done": _("已撤销。"), "back": back}
    return previewed(request, form, preview, do, danger=True, **words)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_reopen(request: Request, uid: UUID) -> HttpResponse:
    """Open a closed unit again."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = BasisForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return str(reopen_organisation(by=request.actor, at=clock.now(), organisation=unit, **given).pk)

    what = _("恢复“%(name)s”。撤销时结束的任职不会自动恢复，请另行授予。") % {"name": unit.name}
    back = resolve_url("people:organisation", unit.uid)
    return step(request, form, do, title=_("恢复"), what=what, done=_("已恢复。"), back=back)
