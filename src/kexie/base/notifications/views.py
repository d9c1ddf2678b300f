"""The door to one's own notices."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import signed_in
from kexie.base.kernel.web import Request
from kexie.base.notifications import queries
from kexie.base.notifications.actions import telling

PER_PAGE: Final = 20

#: What the list can show, by the value of `show` in the address.
SHOWN: Final = {"": gettext_lazy("全部"), "unread": gettext_lazy("未读"), "read": gettext_lazy("已读")}


def unread(request: Request) -> int:
    """The number beside the entry in every bar."""
    return queries.unread_count(request.actor)


@require_safe
@signed_in
def notice_list(request: Request) -> HttpResponse:
    """One's own notices, newest first: all, unread or read ones."""
    show = _shown(request.GET.get("show"))
    found = queries.notices(request.actor, show=show)
    unread = queries.unread_count(request.actor)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "unread": unread,
        "tabs": [_tab(code, str(label), show, unread) for code, label in SHOWN.items()],
    }
    return render(request, "notifications/notices.html", context)


@require_POST
@signed_in
def mark_read(request: Request, notice_id: UUID) -> HttpResponse:
    """Mark one as read; with `open` go on to what it is about."""
    notice = telling.mark_read(by=request.actor, at=clock.now(), notice_id=notice_id)
    if "open" in request.POST and notice.url:
        return HttpResponseRedirect(notice.url)
    return _back(request)


@require_POST
@signed_in
def mark_all_read(request: Request) -> HttpResponse:
    """Mark all as read."""
    count = telling.mark_all_read(by=request.actor, at=clock.now())
    messages.success(request, _("已将%(count)d条消息标为已读。") % {"count": count})
    return _back(request)


def _shown(value: str | None) -> str:
    return value if value in SHOWN else ""


def _tab(code: str, label: str, show: str, unread: int) -> dict[str, Any]:
    return {
        "label": label,
        "url": f"?{urlencode({'show': code})}" if code else reverse("notifications:notices"),
        "current": code == show,
        "count": unread if code == "unread" else 0,
    }


def _back(request: Request) -> HttpResponse:
    """To the list as it was shown."""
    show = _shown(request.POST.get("show"))
    query = f"?{urlencode({'show': show})}" if show else ""
    return HttpResponseRedirect(reverse("notifications:notices") + query)
