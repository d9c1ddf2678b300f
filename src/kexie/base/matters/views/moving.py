"""Running cases of a matter taken over to another version: previewed, done by a worker, taken back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import clock, longwork
from kexie.base.kernel.access import requires
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import SUPERVISE
from kexie.base.matters.actions import moving
from kexie.base.matters.forms.moving import MoveForm
from kexie.base.matters.queries import moving as queries
from kexie.base.matters.views.asking import matter_trail

KIND = "matters.move"


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def moves(request: Request, matter_id: UUID) -> HttpResponse:
    """在办件迁移: choose two versions, look at what would happen, let a worker do it."""
    matter, versions = queries.matter_for_moves(request.actor, matter_id)
    given = request.POST if request.method == "POST" else request.GET
    form = MoveForm(given if "old" in given else None, versions=[one.version for one in versions])
    preview = None
    if form.is_bound and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        if request.method == "POST":
            work = once(
                by=request.actor,
                key=key_of(request.POST),
                verb=KIND,
                do=lambda: _begun(request, old.pk, new.pk, matter.name),
            )
            return redirect("work:one", work_id=work)
        preview = queries.preview(request.actor, old.pk, new.pk)
    context = {
        "matter": matter,
        "versions": versions,
        "form": form,
        "preview": preview,
        "moves": queries.moves_of(request.actor, matter_id),
        "trail": matter_trail(matter, (_("在办件迁移"), "")),
    }
    return render(request, "matters/moves.html", context, status=422 if form.is_bound and form.errors else 200)


@requires(SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: Request, move_id: UUID) -> HttpResponse:
    """Take a move back, after a question."""
    move = queries.move_of(request.actor, move_id)
    count = queries.taken_over_count(request.actor, move)
    if request.method == "POST":
        work = once(
            by=request.actor, key=key_of(request.POST), verb=f"{KIND}.undo", do=lambda: _undone(request, move_id)
        )
        return redirect("work:one", work_id=work)
    context = {
        "title": _("退回原版本"),
        "text": _("把%(count)d个办件退回第%(old)d版？迁移以后又有进展的办件不退回。")
        % {"count": count, "old": move.old.number},
        "action": _("退回原版本"),
        "action_url": reverse("matters:move-undo", args=[move_id]),
        "cancel_url": reverse("matters:moves", args=[move.old.matter_id]),
    }
    return render(request, "ui/confirm.html", context)


def _begun(request: Request, old_id: UUID, new_id: UUID, name: str) -> str:
    at = clock.now()
    with transaction.atomic():
        move = moving.begin_move(by=request.actor, at=at, old_id=old_id, new_id=new_id)
        title = _("迁移在办件：%(name)s") % {"name": name}
        work = longwork.start(by=request.actor, at=at, kind=KIND, title=title, payload={"move": str(move.pk)})
    return str(work.pk)


def _undone(request: Request, move_id: UUID) -> str:
    at = clock.now()
    with transaction.atomic():
        move = moving.end_undoing(by=request.actor, at=at, move_id=move_id)
        title = _("退回迁移的办件：%(name)s") % {"name": move.old.name}
        payload = {"move": str(move.pk), "back": True}
        work = longwork.start(by=request.actor, at=at, kind=KIND, title=title, payload=payload)
    return str(work.pk)
