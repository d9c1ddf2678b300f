"""Doors of the workbench: keeping a case out of the figures, by two persons; the closing on the page of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.matters.api import case_for
from kexie.base.matters.views.steps import act, at_once
from kexie.base.ui import registers
from kexie.base.ui.todos import MOST, ToDo
from kexie.domains.steward.abilities import HANDLE, SUPERVISE, VIEW_DESK
from kexie.domains.steward.actions import excluding
from kexie.domains.steward.errors import ByAnother, ClosingInvalid, WishGone, WishOpen
from kexie.domains.steward.forms.closing import ExclusionDecisionForm, ExclusionFilter, ExclusionForm
from kexie.domains.steward.models import ExclusionKind, ExclusionState
from kexie.domains.steward.queries import closing as queries
from kexie.domains.steward.queries.handling import check_takes_up
from kexie.domains.steward.tables.closing import EXCLUSION_TONES, ExclusionTable

TOLD = (ByAnother, ClosingInvalid, WishGone, WishOpen)


@requires(VIEW_DESK)
@require_safe
def register(request: Request) -> HttpResponse:
    """不纳入考核: what one's units have asked, with counts."""
    form = ExclusionFilter(request.GET)
    table = ExclusionTable(queries.exclusions(request.actor, **form.asked()))
    return registers.respond(
        request,
        table,
        form,
        code="steward.exclusions",
        title=_("不纳入考核"),
        template="steward/exclusions.html",
        context={"counts": queries.exclusion_counts(request.actor)},
    )


@requires(HANDLE, SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, case_id: UUID, kind: str) -> HttpResponse:
    """申请不纳入考核, 申请恢复考核."""
    handling = check_takes_up(request.actor, case_id)
    if kind not in ExclusionKind.values:
        raise NotFound
    wished = ExclusionKind(kind)

    def do(given: dict[str, Any]) -> object:
        return excluding.ask(by=request.actor, at=clock.now(), case_id=case_id, kind=wished, **given)

    return act(
        request,
        ExclusionForm(request.POST or None),
        do,
        case=handling.case,
        title=_("申请%(kind)s") % {"kind": wished.label},
        text=_("由另一位督办人员审批，同意后才生效；申请和审批都列在“不纳入考核”里。"),
        action=_("提交审批"),
        done=_("已提交，等督办人员审批。"),
        back=reverse("matters:case", args=[case_id]),
        told=TOLD,
    )


@requires(VIEW_DESK)
@require_safe
def one(request: Request, exclusion_id: UUID) -> HttpResponse:
    """One request, with both reasons."""
    page = queries.exclusion_page(request.actor, exclusion_id)
    tone = EXCLUSION_TONES[ExclusionState(page.row.state)]
    return render(request, "steward/exclusion.html", {"page": page, "row": page.row, "tone": tone})


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, exclusion_id: UUID) -> HttpResponse:
    """审批."""
    page = queries.exclusion_page(request.actor, exclusion_id)
    if not page.may_decide and request.method != "POST":
        raise NotFound
    row = page.row

    def do(given: dict[str, Any]) -> object:
        grant = given["grant"] == "yes"
        return excluding.decide(
            by=request.actor, at=clock.now(), exclusion_id=exclusion_id, grant=grant, reason=given["reason"]
        )

    said = {"unit": row.unit.name, "name": row.asked_name, "kind": row.get_kind_display()}
    text = _("%(unit)s（%(name)s）申请%(kind)s。") % said
    return act(
        request,
        ExclusionDecisionForm(request.POST or None),
        do,
        case=row.case,
        title=_("审批%(kind)s申请") % said,
        text=f"{text}{row.get_ground_display()}：{page.texts.get('reason', '')}",
        action=_("确认"),
        done=_("已审批。"),
        back=row.get_absolute_url(),
        told=TOLD,
    )


@requires(HANDLE, SUPERVISE)
@require_POST
def take_back(request: Request, exclusion_id: UUID) -> HttpResponse:
    """撤回申请."""
    row = queries.exclusion_page(request.actor, exclusion_id).row

    def do() -> object:
        return excluding.take_back(by=request.actor, at=clock.now(), exclusion_id=exclusion_id)

    return at_once(request, do, done=_("已撤回。"), back=row.get_absolute_url(), told=TOLD)


def desk_section(request: Request) -> str | None:
    """回访和考核, on the page of a case in the workbench; the page has looked at who reads it."""
    match = request.resolver_match
    case_id = match.kwargs.get("case_id") if match else None
    if case_id is None or not request.actor.reach(VIEW_DESK):
        return None
    case = case_for(request.actor, case_id)
    closing = queries.desk_closing(request.actor, case)
    if closing is None:
        return None
    return render_to_string("steward/parts/desk_closing.html", {"closing": closing, "case": case}, request=request)


def to_do(actor: Actor, at: datetime) -> list[ToDo]:
    """Requests that wait for the actor's decision."""
    return [
        ToDo(
            title=_("%(unit)s申请%(kind)s（%(number)s）")
            % {"unit": row.unit.name, "kind": row.get_kind_display(), "number": row.case.number},
            what=_("审批"),
            url=row.get_absolute_url(),
            since=row.asked_at,
        )
        for row in queries.exclusions_to_decide(actor)[: MOST + 1]
    ]


def number_to_do(actor: Actor, at: datetime) -> int:
    """How many :func:`to_do` finds."""
    return queries.exclusions_to_decide(actor).order_by()[: MOST + 1].count()
