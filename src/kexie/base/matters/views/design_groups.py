"""The association's platforms, by which matters are grouped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import GROUP
from kexie.base.matters.actions import groups as actions
from kexie.base.matters.forms.design import GroupForm
from kexie.base.matters.queries.matters import group_to_keep, groups_to_keep
from kexie.base.matters.tables.matters import GroupTable
from kexie.base.matters.views.asking import ask
from kexie.base.ui import registers


@requires(GROUP)
@require_safe
def register(request: Request) -> HttpResponse:
    """平台分组."""
    return registers.respond(
        request,
        GroupTable(groups_to_keep(request.actor)),
        forms.Form(),
        code="matters.groups",
        title=_("平台分组"),
        template="matters/design/groups.html",
        context={"trail": _trail()},
    )


@requires(GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Name another platform."""
    form = GroupForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        return str(actions.add_group(by=request.actor, at=clock.now(), **form.cleaned_data).pk)

    return ask(request, form, do, _context(_("新增平台分组"), _("保存")), done=_("已新增。"), onward=_back)


@requires(GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: Request, group_id: UUID) -> HttpResponse:
    """Name one anew, or put it at another place."""
    found = group_to_keep(request.actor, group_id)
    initial = {"name": found.name, "summary": found.summary, "position": found.position}
    form = GroupForm(request.POST if request.method == "POST" else None, initial=initial)

    def do() -> str:
        actions.change_group(by=request.actor, at=clock.now(), group_id=group_id, **form.cleaned_data)
        return str(group_id)

    context = _context(found.name, _("保存")) | {"remove_url": reverse("matters:group-remove", args=[group_id])}
    return ask(request, form, do, context, done=_("已保存。"), onward=_back)


@requires(GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, group_id: UUID) -> HttpResponse:
    """Take one away in which nothing stands."""
    found = group_to_keep(request.actor, group_id)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def do() -> str:
        actions.remove_group(by=request.actor, at=clock.now(), group_id=group_id)
        return str(group_id)

    context = _context(_("删除平台分组"), _("确认删除")) | {"danger": True}
    context["note"] = _("将删除“%(name)s”。只有从未用过的平台可以删除。") % {"name": found.name}
    return ask(request, form, do, context, done=_("已删除。"), onward=_back)


def _back(_reference: str) -> str:
    return reverse("matters:groups")


def _trail(here: str = "") -> list[tuple[str, str]]:
    start = (_("事项"), reverse("matters:matters"))
    return [start, (_("平台分组"), reverse("matters:groups")), (here, "")] if here else [start, (_("平台分组"), "")]


def _context(title: str, action: str) -> dict[str, Any]:
    return {"title": title, "action": action, "back": reverse("matters:groups"), "trail": _trail(title)}
