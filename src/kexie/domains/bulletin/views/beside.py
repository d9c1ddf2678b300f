"""Two texts that say nearly the same, side by side, and what follows: one adopted, the other with it; or parted again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.actions import joining
from kexie.domains.bulletin.errors import BulletinError
from kexie.domains.bulletin.queries import desk_submissions as queries
from kexie.domains.bulletin.views.asking import edition, list_address


@requires(HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: Request, submission_id: UUID, other_id: UUID) -> HttpResponse:
    """Two submissions side by side; POST adopts the first, and the other with it as one item signed by both."""
    if request.method != "POST":
        return _page(request, queries.beside_submission(request.actor, submission_id, other_id))

    def do() -> str:
        kept = joining.join(
            by=request.actor,
            at=clock.now(),
            submission_id=submission_id,
            seen=edition(request, "seen"),
            other_id=other_id,
            other_seen=edition(request, "other_seen"),
        )
        return str(kept.pk)

    try:
        once(by=request.actor, key=key_of(request.POST), verb="bulletin.submission_join", do=do)
    except BulletinError as refusal:
        found = queries.beside_submission(request.actor, submission_id, other_id)
        return _page(request, found, refusal=refusal, status=refusal.status)
    messages.success(request, _("已采用，两条信息将合为一条，由两家单位共同署名。"))
    return HttpResponseRedirect(_reading(submission_id))


@requires(HANDLE)
@require_safe
def item(request: Request, submission_id: UUID, item_id: UUID) -> HttpResponse:
    """A submission beside an item of an issue that it resembles."""
    return _page(request, queries.beside_item(request.actor, submission_id, item_id))


def _page(
    request: Request, found: queries.SideBySide, *, refusal: BulletinError | None = None, status: int = 200
) -> HttpResponse:
    title = found.submission.title
    trail = [(_("来稿"), list_address(request)), (title, _reading(found.submission.pk)), (_("对照"), "")]
    context: dict[str, Any] = {"found": found, "trail": trail, "refusal": refusal, "title": _("对照：%s") % title}
    context["may_join"] = queries.may_join(found)
    return render(request, "bulletin/desk/beside.html", context, status=status)


@requires(HANDLE)
@require_POST
def part(request: Request, submission_id: UUID) -> HttpResponse:
    """A submission that was joined to another stands alone again."""

    def do() -> str:
        seen = edition(request, "seen")
        return str(joining.part(by=request.actor, at=clock.now(), submission_id=submission_id, seen=seen).pk)

    once(by=request.actor, key=key_of(request.POST), verb="bulletin.submission_part", do=do)
    messages.success(request, _("已取消合并，两条信息各自单列，都仍为采用。"))
    return HttpResponseRedirect(_reading(submission_id))


def _reading(submission_id: UUID) -> str:
    return reverse("bulletin:desk-submission", args=(submission_id,))
