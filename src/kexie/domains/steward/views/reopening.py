"""Doors of the workbench: handling a badly rated case once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.matters.views.steps import act
from kexie.base.ui import registers
from kexie.base.ui.todos import MOST, ToDo
from kexie.domains.steward.abilities import HANDLE, SUPERVISE, VIEW_DESK
from kexie.domains.steward.actions import reopening as actions
from kexie.domains.steward.forms.closing import ReopeningFilter, TextForm
from kexie.domains.steward.models import Reopening, ReopenState
from kexie.domains.steward.queries import closing as queries
from kexie.domains.steward.tables.closing import REOPEN_TONES, ReopeningTable
from kexie.domains.steward.views.calling import TOLD


@requires(VIEW_DESK)
@require_safe
def register(request: Request) -> HttpResponse:
    """重新办理: those of one's units, the most urgent first."""
    form = ReopeningFilter(request.GET)
    table = ReopeningTable(queries.reopenings(request.actor, **form.asked()))
    return registers.respond(request, table, form, code="steward.reopenings", title=_("重新办理"))


@requires(VIEW_DESK)
@require_safe
def one(request: Request, reopening_id: UUID) -> HttpResponse:
    """One second handling: the rating, what was done about it, what the reader may do."""
    page = queries.reopening_page(request.actor, reopening_id)
    tone = REOPEN_TONES[ReopenState(page.row.state)]
    return render(request, "steward/reopening.html", {"page": page, "row": page.row, "tone": tone})


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request, reopening_id: UUID) -> HttpResponse:
    """报送办理情况."""
    row = _row(request, reopening_id, "may_hand_in")
    form = TextForm(request.POST or None, label=_("办理情况"), help_text=_("督办人员可以看到，不超过500个字。"))
    title, done = _("报送办理情况"), _("已报送，等督办人员确认。")
    return _act(request, form, actions.hand_in, row, title=title, done=done)


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: Request, reopening_id: UUID) -> HttpResponse:
    """退回单位继续办理."""
    row = _row(request, reopening_id, "may_send_back")
    form = TextForm(request.POST or None, label=_("退回理由"), help_text=_("承办单位可以看到，不超过500个字。"))
    return _act(request, form, actions.send_back, row, title=_("退回继续办理"), done=_("已退回承办单位。"))


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, reopening_id: UUID) -> HttpResponse:
    """确认办结."""
    row = _row(request, reopening_id, "may_close")
    form = TextForm(request.POST or None, label=_("怎样解决的"), help_text=_("会告诉申请人，不超过500个字。"))
    return _act(request, form, actions.close, row, title=_("确认办结"), done=_("已办结，并告诉申请人再次评价。"))


def _row(request: Request, reopening_id: UUID, may: str) -> Reopening:
    """The row, where the reader may do this now, or could have a moment ago: what is too late is told beside the form."""
    page = queries.reopening_page(request.actor, reopening_id)
    if not getattr(page, may) and request.method != "POST":
        raise NotFound
    return page.row


def _act(
    request: Request, form: TextForm, do: Callable[..., object], row: Reopening, *, title: str, done: str
) -> HttpResponse:
    def once(given: dict[str, Any]) -> object:
        return do(by=request.actor, at=clock.now(), reopening_id=row.pk, **given)

    back = reverse("steward:reopening", args=[row.pk])
    return act(request, form, once, case=row.case, title=title, action=title, done=done, back=back, told=TOLD)


def to_do(actor: Actor, at: datetime) -> list[ToDo]:
    """Second handlings that wait for the actor."""
    return [
        ToDo(
            title=_("%(matter)s（%(number)s）") % {"matter": row.case.version.name, "number": row.case.number},
            what=_("确认办结") if row.state == ReopenState.HANDED else _("重新办理"),
            url=row.get_absolute_url(),
            since=row.opened_at,
            due=timezone.localdate(row.due_at),
        )
        for row in queries.reopenings_to_do(actor)[: MOST + 1]
    ]


def number_to_do(actor: Actor, at: datetime) -> int:
    """How many :func:`to_do` finds."""
    return queries.reopenings_to_do(actor).order_by()[: MOST + 1].count()
