"""Doors of the workbench: the clock of a case, and what a unit may ask of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.matters.api import case_for
from kexie.base.matters.forms.desk import ReasonForm
from kexie.base.matters.rules.clock import clock_of
from kexie.base.matters.views.steps import act, at_once
from kexie.base.ui import dates
from kexie.base.ui.todos import MOST, ToDo
from kexie.domains.steward.abilities import HANDLE, SUPERVISE, VIEW_DESK
from kexie.domains.steward.actions import limits
from kexie.domains.steward.errors import ByAnother, NotParked, WishGone, WishOpen
from kexie.domains.steward.forms.limits import ContactForm, DecideForm, SortForm, WishForm
from kexie.domains.steward.models import CaseKind, WishKind
from kexie.domains.steward.queries import handling as queries
from kexie.domains.steward.rules.stages import STAGE_TONES, Stage

#: What is said beside the form.
TOLD = (WishOpen, WishGone, ByAnother, NotParked)


def clock_section(request: Request) -> str | None:
    """环节和计时, on the page of a case in the workbench; the page has looked at who reads it."""
    match = request.resolver_match
    case_id = match.kwargs.get("case_id") if match else None
    if case_id is None or not request.actor.reach(VIEW_DESK):
        return None
    page = queries.clock_page(request.actor, case_for(request.actor, case_id))
    handling = page.handling
    context = {
        "page": page,
        "handling": handling,
        "case": handling.case,
        "tone": STAGE_TONES[Stage(handling.stage)],
        "clock": clock_of(handling.due_at, at=clock.now())
        if handling.is_running and not handling.still_since
        else None,
        "contact": clock_of(handling.contact_due_at, at=clock.now()) if not handling.contacted_at else None,
        "contact_form": ContactForm(initial={"seen": handling.case.revision}),
    }
    return render_to_string("steward/parts/clock.html", context, request=request)


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: Request, case_id: UUID, kind: str) -> HttpResponse:
    """申请延期, 申请挂账."""
    handling = queries.check_handles(request.actor, case_id)
    if kind not in WishKind.values:
        raise NotFound
    wished = WishKind(kind)
    case = handling.case
    form = WishForm(request.POST or None, kind=wished, initial={"seen": case.revision})

    def do(given: dict[str, Any]) -> object:
        words = {name: given[name] for name in ("day", "reason", "seen")}
        return limits.wish(by=request.actor, at=clock.now(), case_id=case_id, kind=wished, **words)

    return act(
        request,
        form,
        do,
        case=case,
        title=_("申请%(kind)s") % {"kind": wished.label},
        action=_("提交审批"),
        done=_("已提交，等督办人员审批。"),
        back=_address(case_id),
        told=TOLD,
    )


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, wish_id: UUID) -> HttpResponse:
    """审批延期和挂账."""
    wished = queries.wish_to_decide(request.actor, wish_id)
    form = DecideForm(request.POST or None, initial={"seen": wished.case.revision})

    def do(given: dict[str, Any]) -> object:
        return limits.decide(
            by=request.actor, at=clock.now(), wish_id=wish_id, grant=given["grant"] == "yes", reason=given["reason"]
        )

    said = {
        "unit": wished.unit.name,
        "name": wished.asked_name,
        "kind": wished.get_kind_display(),
        "day": dates.day(wished.day, year=True),
    }
    return act(
        request,
        form,
        do,
        case=case_for(request.actor, wished.case_id),
        title=_("审批%(kind)s申请") % said,
        text=_("%(unit)s（%(name)s）申请%(kind)s，日期%(day)s。理由见办件的办理过程。") % said,
        action=_("确认"),
        done=_("已审批。"),
        back=_address(wished.case_id),
        told=TOLD,
    )


@requires(HANDLE)
@require_POST
def take_back(request: Request, wish_id: UUID, case_id: UUID) -> HttpResponse:
    """撤回申请."""
    queries.check_handles(request.actor, case_id)

    def do() -> object:
        return limits.take_back(by=request.actor, at=clock.now(), wish_id=wish_id)

    return at_once(request, do, done=_("已撤回。"), back=_address(case_id), told=TOLD)


@requires(HANDLE, SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def unpark(request: Request, case_id: UUID) -> HttpResponse:
    """恢复办理 of a parked case."""
    handling = queries.check_takes_up(request.actor, case_id)
    form = ReasonForm(request.POST or None, initial={"seen": handling.case.revision})

    def do(given: dict[str, Any]) -> object:
        return limits.unpark(by=request.actor, at=clock.now(), case_id=case_id, **given)

    return act(
        request,
        form,
        do,
        case=handling.case,
        title=_("恢复办理"),
        text=_("恢复后继续计时，理由会告诉申请人。"),
        action=_("恢复办理"),
        done=_("已恢复办理，继续计时。"),
        back=_address(case_id),
        told=TOLD,
    )


@requires(HANDLE, SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: Request, case_id: UUID) -> HttpResponse:
    """类别、紧急程度、所属区."""
    handling = queries.check_sorts(request.actor, case_id)
    initial = {"kind": handling.kind, "district": handling.district, "urgency": handling.urgency_id}
    form = SortForm(request.POST or None, handling=handling, initial=initial | {"seen": handling.case.revision})

    def do(given: dict[str, Any]) -> object:
        kind = CaseKind(given["kind"])
        return limits.sort(by=request.actor, at=clock.now(), case_id=case_id, **(given | {"kind": kind}))

    return act(
        request,
        form,
        do,
        case=handling.case,
        title=_("类别和紧急程度"),
        action=_("保存"),
        done=_("已保存。"),
        back=_address(case_id),
        told=TOLD,
    )


@requires(HANDLE, SUPERVISE)
@require_POST
def contact(request: Request, case_id: UUID) -> HttpResponse:
    """已联系申请人."""
    queries.check_sorts(request.actor, case_id)
    form = ContactForm(request.POST)

    def do() -> object:
        if not form.is_valid():
            raise NotFound
        seen = form.cleaned_data["seen"]
        return limits.note_contact(by=request.actor, at=clock.now(), case_id=case_id, how=form.said, seen=seen)

    return at_once(request, do, done=_("已记录联系时间。"), back=_address(case_id), told=TOLD)


def to_decide(actor: Actor, at: datetime) -> list[ToDo]:
    """Wishes that wait for the actor."""
    return [
        ToDo(
            title=_("%(unit)s申请%(kind)s（%(number)s）")
            % {"unit": wish.unit.name, "kind": wish.get_kind_display(), "number": wish.case.number},
            what=_("审批"),
            url=reverse("steward:wish-decide", args=[wish.pk]),
            since=wish.asked_at,
        )
        for wish in queries.open_wishes(actor)[: MOST + 1]
    ]


def number_to_decide(actor: Actor, at: datetime) -> int:
    """How many :func:`to_decide` finds."""
    return queries.open_wishes(actor)[: MOST + 1].count()


def to_review(actor: Actor, at: datetime) -> list[ToDo]:
    """What was parked and has to be looked at again."""
    return [
        ToDo(
            title=_("%(matter)s（%(number)s）") % {"matter": one.matter.name, "number": one.case.number},
            what=_("复核挂账"),
            url=_address(one.pk),
            due=one.parked_until,
        )
        for one in queries.parked_to_review(actor, on=timezone.localdate(at))[: MOST + 1]
    ]


def number_to_review(actor: Actor, at: datetime) -> int:
    """How many :func:`to_review` finds."""
    return queries.parked_to_review(actor, on=timezone.localdate(at))[: MOST + 1].count()


def _address(case_id: UUID) -> str:
    return reverse("matters:case", args=[case_id])
