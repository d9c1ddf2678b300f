"""The doors of the register of organisations: list, tree, map, detail, and what is asked for in one step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import ENTER_WORKBENCH, MANAGE_ORGANISATIONS
from kexie.base.people.actions import organisations as units
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.forms.organisations import (
    AddUnitForm,
    ConfirmUnitForm,
    FactsForm,
    OrganisationFilter,
    RenameUnitForm,
)
from kexie.base.people.queries.organisation_facts import ELEMENTS
from kexie.base.people.queries.organisations import with_parents
from kexie.base.people.tables.organisations import OrganisationTable
from kexie.base.people.views.asking import asked_of
from kexie.base.people.views.organisation_pages import filtered, map_context, tabs
from kexie.base.people.views.steps import step
from kexie.base.ui import registers
from kexie.base.ui.picking import answer


@require_safe
@requires(ENTER_WORKBENCH)
def organisation_list(request: Request) -> HttpResponse:
    """The register of organisations as a list, or with ``?view=map`` by district."""
    form = OrganisationFilter(request.GET, actor=request.actor)
    asked = filtered(asked_of(form))
    context = {"tabs": tabs(request), "may_add": may(request.actor, MANAGE_ORGANISATIONS)}
    if request.GET.get("view") == "map" and "_export" not in request.GET:
        return render(request, "people/organisation_map.html", context | map_context(request, form, asked))
    found = with_parents(queries.organisations(request.actor, **asked))
    table = OrganisationTable(found, districts=form.districts)
    return registers.respond(
        request,
        table,
        form,
        code="people.organisations",
        title=_("组织机构"),
        template="people/organisations.html",
        context=context,
    )


@requires(ENTER_WORKBENCH)
@require_safe
def unit_options(request: Request) -> JsonResponse:
    """The units that can be picked, to filter by or to put another below: the tree is no secret in the workbench."""
    return answer(queries.unit_options(request.actor, request.GET.get("q", "")))


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_add(request: Request) -> HttpResponse:
    """Add a unit; ``?below=`` names the unit above it."""
    above = queries.unit_chosen(request.actor, request.GET.get("below", ""))
    form = AddUnitForm(request.POST or None, actor=request.actor, initial={"parent": str(above.uid)} if above else None)

    def do(given: dict[str, Any]) -> str:
        return str(units.add_organisation(by=request.actor, at=clock.now(), **given).uid)

    back = resolve_url("people:organisation", above.uid) if above else resolve_url("people:organisations")
    words = {"title": _("新增组织"), "what": _("填写新组织的基本信息。带“选填”的以后可以再补。"), "done": _("已新增。")}
    return step(request, form, do, back=back, onward=lambda uid: resolve_url("people:organisation", uid), **words)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: Request, uid: UUID) -> HttpResponse:
    """Put the facts of a unit right."""
    unit = queries.unit_to_manage(request.actor, uid)
    initial = {"kind": unit.kind, **{column: getattr(unit, column) for column in ELEMENTS}}
    form = FactsForm(request.POST or None, initial=initial)

    def do(given: dict[str, Any]) -> str:
        edit = units.edit_organisation
        return str(edit(by=request.actor, at=clock.now(), organisation=unit, began=form.began(), **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    return step(request, form, do, title=_("更正资料"), what=unit.name, done=_("已更正。"), back=back)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_confirm(request: Request, uid: UUID) -> HttpResponse:
    """Say what a unit is that an import has named, and put it in its place."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = ConfirmUnitForm(request.POST or None, actor=request.actor, initial={"short_name": unit.short_name})

    def do(given: dict[str, Any]) -> str:
        return str(units.confirm_organisation(by=request.actor, at=clock.now(), organisation=unit, **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    return step(request, form, do, title=_("组织"), what=unit.name, done=_("已确认。"), back=back)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_rename(request: Request, uid: UUID) -> HttpResponse:
    """Give a unit another name."""
    unit = queries.unit_to_manage(request.actor, uid)
    initial = {"name": unit.name, "short_name": unit.short_name, "on": clock.today()}
    form = RenameUnitForm(request.POST or None, initial=initial)

    def do(given: dict[str, Any]) -> str:
        rename = units.rename_organisation
        return str(rename(by=request.actor, at=clock.now(), organisation=unit, began=form.began(), **given).pk)

    back = resolve_url("people:organisation", unit.uid)
    return step(request, form, do, title=_("更名"), what=unit.name, done=_("已更名。"), back=back)


@requires(MANAGE_ORGANISATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_remove(request: Request, uid: UUID) -> HttpResponse:
    """Take away a unit that an import has named by mistake."""
    unit = queries.unit_to_manage(request.actor, uid)
    form = ConfirmForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        units.remove_unconfirmed(by=request.actor, at=clock.now(), organisation=unit)
        return str(unit.pk)

    what = _("将删除待确认组织“%(name)s”。已有内容使用的组织不能删除。") % {"name": unit.name}
    back = resolve_url("people:organisations")
    return step(request, form, do, title=_("删除"), what=what, done=_("已删除。"), back=back)
