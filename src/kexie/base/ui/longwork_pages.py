"""The pages of long work: one's own list, one piece with its progress and report, stopping, repeating, taking the result."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kexie.base.kernel import clock, longwork
from kexie.base.kernel.access import signed_in
from kexie.base.kernel.longwork_kinds import kinds
from kexie.base.kernel.models import LongWork, WorkRow, WorkState
from kexie.base.kernel.web import Request
from kexie.base.ui import registers
from kexie.base.ui.longwork_tables import STATE_TONES, RowFilter, RowTable, WorkFilter, WorkTable

#: What htmx reads as "load the whole page anew": the work is over, and the page has more to say than its progress.
_RELOAD: Final = "HX-Refresh"


def work_url(work: LongWork) -> str:
    """The page of a piece of work."""
    return reverse("work:one", kwargs={"work_id": work.pk})


@require_safe
@signed_in
def work_list(request: Request) -> HttpResponse:
    """One's own long work, newest first."""
    form = WorkFilter(request.GET)
    found = longwork.own(request.actor)
    if state := form.chosen("state"):
        found = found.filter(state=state)
    return registers.respond(request, WorkTable(found), form, code="work.list", title=_("后台办理"))


@require_safe
@signed_in
def work_one(request: Request, work_id: UUID) -> HttpResponse:
    """One piece of one's own work: how far it is, what became of each row, the result."""
    work = longwork.own_one(request.actor, work_id)
    form = RowFilter(request.GET)
    rows = WorkRow.objects.filter(work=work)
    counts = {"good": rows.filter(ok=True).count(), "bad": rows.filter(ok=False).count()}
    if ok := form.chosen("ok"):
        rows = rows.filter(ok=ok == "good")
    context = _context(work)
    # A file with rows that were refused would be refused again: it is to be mended and handed in anew.
    mend_file = counts["bad"] > 0 and work.files.filter(made=False).exists()
    context |= {
        "may_retry": context["may_retry"] and not mend_file,
        "has_rows": counts["good"] + counts["bad"] > 0,
        "facts": [*_counted(work), *_rows_counted(counts)],
        "file": work.files.filter(made=True, expires_at__gt=clock.now()).first(),
        "trail": [(_("后台办理"), reverse("work:list")), (work.title, "")],
    }
    return registers.respond(
        request, RowTable(rows), form, code="work.rows", title=work.title, template="ui/work/one.html", context=context
    )


@require_safe
@signed_in
def work_state(request: Request, work_id: UUID) -> HttpResponse:
    """How far it is, as a fragment that asks for itself again until the work is over."""
    work = longwork.own_one(request.actor, work_id)
    response = render(request, "ui/work/state.html", _context(work))
    if work.is_over:
        response[_RELOAD] = "true"
    return response


@require_POST
@signed_in
def work_cancel(request: Request, work_id: UUID) -> HttpResponse:
    """Stop it."""
    longwork.cancel(by=request.actor, at=clock.now(), work_id=work_id)
    messages.success(request, _("已请求取消，正在办理的一条办完后停止。"))
    return redirect("work:one", work_id=work_id)


@require_POST
@signed_in
def work_retry(request: Request, work_id: UUID) -> HttpResponse:
    """Try it again."""
    longwork.retry(by=request.actor, at=clock.now(), work_id=work_id)
    messages.success(request, _("已重新排队，已办好的不会重复办理。"))
    return redirect("work:one", work_id=work_id)


@require_safe
@signed_in
def work_file(request: Request, work_id: UUID) -> HttpResponse:
    """Take the result away; for personal data after a fresh log-in."""
    work = longwork.own_one(request.actor, work_id)
    kind = kinds[work.kind]
    gate = getattr(settings, "KEXIE_GATE", "")
    if kind.fresh and gate:
        import_string(gate)(request, work_file.access, fresh=True)  # type: ignore[attr-defined]
    file, content = longwork.file_to_take(by=request.actor, at=clock.now(), work_id=work_id)
    response = HttpResponse(content, content_type=file.media_type or "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _context(work: LongWork) -> dict[str, Any]:
    return {
        "work": work,
        "tone": STATE_TONES[WorkState(work.state)],
        "over": work.is_over,
        "may_retry": work.state in (WorkState.FAILED, WorkState.CANCELLED),
        "stopping": work.cancel_asked_at is not None and not work.is_over,
        "kind_label": kinds[work.kind].label if work.kind in kinds else work.kind,
    }


def _counted(work: LongWork) -> list[tuple[str, str]]:
    """The figures of the run, by the words of its kind."""
    words = kinds[work.kind].words if work.kind in kinds else {}
    return [(str(words.get(name, name)), str(count)) for name, count in work.counts.items()]


def _rows_counted(counts: dict[str, int]) -> list[tuple[str, str]]:
    if not any(counts.values()):
        return []
    return [(_("办好"), str(counts["good"])), (_("未办"), str(counts["bad"]))]


def to_work(request: Request, work: LongWork) -> HttpResponse:
    """To the page of a piece of work that has just been asked for."""
    return redirect(work_url(work))
