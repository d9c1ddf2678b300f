"""Doors of the workbench: the inbox, and what is done to a task."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request, whole_number
from kexie.base.matters.abilities import VIEW_CASES
from kexie.base.matters.forms.desk import TaskFilter
from kexie.base.matters.queries.asks import waiting_asks
from kexie.base.matters.queries.inbox import ALL, DONE, MINE, MOST, UNITS, TaskAsked, tasks_asked, window
from kexie.base.matters.queries.leaves import leaves_for
from kexie.base.matters.tables.inbox import InboxTable
from kexie.base.ui import inboxes, registers, todos

_TABS: Final = (
    (MINE, gettext_lazy("我可办理")),
    (UNITS, gettext_lazy("本单位")),
    (ALL, gettext_lazy("可查看的")),
    (DONE, gettext_lazy("我已办理")),
)


@requires(VIEW_CASES)
@require_safe
def tasks(request: Request) -> HttpResponse:
    """办件任务: what waits, the most urgent first."""
    actor, at = request.actor, clock.now()
    form = TaskFilter(request.GET, actor=actor)
    asked = form.asked
    context: dict[str, Any] = {}
    if getattr(request, "opened", None) or request.GET.get("_export"):
        table = InboxTable(tasks_asked(actor, asked, at=at))
    else:
        shown = window(actor, asked, at=at, page=_page(request), size=registers.PER_PAGE)
        table = InboxTable(shown.rows)
        table.window = shown
        asks = list(waiting_asks(actor, on=timezone.localdate(at))[: todos.MOST + 1])
        inboxes.tell(request, "matters.asks", len(asks))
        if asked == TaskAsked():
            inboxes.tell(request, "matters.tasks", shown.count)
        context = {
            "tabs": _tabs(request, asked.tab),
            "more": shown.more,
            "most": MOST,
            "asks": asks[:10],
            "standing_in": list(leaves_for(actor, on=clock.today())),
        }
    table.at = at
    return registers.respond(
        request,
        table,
        form,
        code="matters.tasks",
        title=_("办件任务"),
        template="matters/tasks.html",
        context=context,
    )


def _page(request: Request) -> int:
    """The page that is asked for; the first for anything else."""
    number = whole_number(request.GET.get("page")) or 1
    return min(number, -(-MOST // registers.PER_PAGE))


def _tabs(request: Request, current: str) -> list[dict[str, object]]:
    query = request.GET.copy()
    for name in ("page", "tab"):
        query.pop(name, None)

    def tab(code: str, label: str | Promise) -> dict[str, object]:
        query["tab"] = code
        return {"label": label, "url": f"{request.path}?{query.urlencode()}", "current": current == code}

    return [tab(code, label) for code, label in _TABS]
