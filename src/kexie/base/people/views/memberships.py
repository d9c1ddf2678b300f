"""The doors of memberships."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import KEEP_MEMBERSHIPS, VIEW_PERSONS
from kexie.base.people.actions import memberships
from kexie.base.people.forms.memberships import JoinForm, LeaveForm, MemberFilter
from kexie.base.people.queries.memberships import members_of, membership_to_end, unit_to_join, unit_with_members
from kexie.base.people.tables.memberships import MemberTable
from kexie.base.people.views.asking import asked_of
from kexie.base.people.views.steps import step
from kexie.base.ui import registers


@require_safe
@requires(VIEW_PERSONS)
def member_list(request: Request, uid: UUID) -> HttpResponse:
    """The register of a unit's members."""
    unit = unit_with_members(request.actor, uid)
    form = MemberFilter({"state": "now", **request.GET.dict()})
    asked = asked_of(form)
    state = asked.get("state") or "now"
    found = members_of(
        request.actor,
        unit,
        on=clock.today(),
        text=asked.get("text", ""),
        kind=asked.get("kind", ""),
        state="" if state == "all" else state,
    )
    may_keep = may(request.actor, KEEP_MEMBERSHIPS, unit.path)
    title = _("%(unit)s会员") % {"unit": unit.name}
    return registers.respond(
        request,
        MemberTable(found, exclude=() if may_keep else ("leave",)),
        form,
        code="people.members",
        title=title,
        template="people/members.html",
        context={"unit": unit, "may_keep": may_keep},
    )


@requires(KEEP_MEMBERSHIPS)
@require_http_methods(["GET", "HEAD", "POST"])
def member_join(request: Request, uid: UUID) -> HttpResponse:
    """Take somebody on record in as a member of this unit."""
    unit = unit_to_join(request.actor, uid)
    form = JoinForm(request.POST or None, actor=request.actor, initial={"person": request.GET.get("person", "")})

    def do(given: dict[str, Any]) -> str:
        return str(memberships.join(by=request.actor, at=clock.now(), organisation=unit, **given).pk)

    back = resolve_url("people:members", unit.uid)
    return step(request, form, do, title=_("登记入会"), what=unit.name, done=_("已登记入会。"), back=back)


@requires(KEEP_MEMBERSHIPS)
@require_http_methods(["GET", "HEAD", "POST"])
def member_leave(request: Request, membership_id: UUID) -> HttpResponse:
    """Let a membership end."""
    held = membership_to_end(request.actor, membership_id, on=clock.today())
    form = LeaveForm(request.POST or None, initial={"end": clock.today()})

    def do(given: dict[str, Any]) -> str:
        return str(memberships.leave(by=request.actor, at=clock.now(), membership=held, on=given["end"]).pk)

    what = f"{held.organisation}　{held.person}　{held.number}"
    back = resolve_url("people:members", held.organisation.uid)
    return step(request, form, do, title=_("登记退会"), what=what, done=_("已登记退会。"), back=back)
