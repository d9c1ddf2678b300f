"""The doors of the register of organisations."""

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
from kexie.base.people.abilities import (
    ENTER_WORKBENCH,
    GRANT_POSTS,
    MANAGE_ORGANISATIONS,
)
from kexie.base.people.actions import organisations as units
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.forms.organisations import ConfirmUnitForm, OrganisationFilter, RenameUnitForm
from kexie.base.people.tables.organisations import OrganisationTable
from kexie.base.people.tables.persons import role_words
from kexie.base.people.views.asking import asked_of
from kexie.base.people.views.steps import step
from kexie.base.ui import registers
from kexie.base.ui.picking import answer


@require_safe
@requires(ENTER_WORKBENCH)
def organisation_list(request: Request) -> HttpResponse:
    """The register of organisations."""
    form = OrganisationFilter(request.GET)
    asked = asked_of(form)
    found = queries.organisations(request.actor, text=asked.get("text", ""), kind=asked.get("kind", ""))
    return registers.respond(request, OrganisationTable(found), form, code="people.organisations", title=_("组织机构"))


@require_safe
@requires(ENTER_WORKBENCH)
def organisation_detail(request: Request, uid: UUID) -> HttpResponse:
    """One organisation: what it is, where it stands, who serves there."""
    unit = queries.organisation(request.actor, uid)
    posts = queries.posts_in(request.actor, unit, on=clock.today())
    context = {
        "unit": unit,
        "facts": [
            (_("简称"), unit.short_name),
            (_("类别"), unit.get_kind_display()),
            (_("状态"), _("已确认") if unit.confirmed else _("待确认")),
        ],
        "above": unit.get_ancestors(),
        "below": unit.get_children(),
        "posts": [(post, role_words(post)) for post in posts],
        "may_grant": may(request.actor, GRANT_POSTS, unit.path),
        "may_change": may(request.actor, MANAGE_ORGANISATIONS, unit.path),
    }
    return render(request, "people/organisation.html", context)


@requires(MANAGE_ORGANISATIONS)
@require_safe
def unit_options(request: Request) -> JsonResponse:
    """The units that another can be put below."""
    return answer(queries.unit_options(request.actor, request.GET.get("q", "")))


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
    form = RenameUnitForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name})

    def do(given: dict[str, Any]) -> str:
        return str(units.rename_organisation(by=request.actor, at=clock.now(), organisation=unit, **given).pk)

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
