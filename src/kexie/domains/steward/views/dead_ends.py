"""Searches that found nothing, in the workbench."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.ui import registers
from kexie.domains.steward.abilities import KEEP_DEAD_ENDS
from kexie.domains.steward.actions import dead_ends as actions
from kexie.domains.steward.forms.dead_ends import DeadEndsFilter
from kexie.domains.steward.queries import dead_ends as queries
from kexie.domains.steward.tables.dead_ends import DeadEndTable


@requires(KEEP_DEAD_ENDS)
@require_safe
def register(request: Request) -> HttpResponse:
    """The words, the most frequent first."""
    form = DeadEndsFilter(request.GET)
    table = DeadEndTable(queries.dead_ends(request.actor, **form.asked))
    table.request = request
    return registers.respond(
        request,
        table,
        form,
        code="steward.dead-ends",
        title=_("没有找到的检索"),
        template="steward/answers/dead_ends.html",
    )


@requires(KEEP_DEAD_ENDS)
@require_POST
def dismiss(request: Request, dead_end_id: int) -> HttpResponse:
    """Set words aside, or take them up again."""
    dismissed = request.POST.get("dismissed") != "0"
    actions.dismiss(by=request.actor, at=clock.now(), dead_end_id=dead_end_id, dismissed=dismissed)
    messages.success(request, _("已标为不需要。") if dismissed else _("已恢复为待处理。"))
    return redirect("steward:dead-ends")
