"""Questions and answers for everybody: the list, one answer, and whether it has helped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public
from kexie.base.kernel.web import Request, TooOften
from kexie.base.matters.api import MatterGroup
from kexie.base.ui.machine_map import Mapped
from kexie.base.ui.sitemap import Place
from kexie.domains.steward.actions import knowledge as actions
from kexie.domains.steward.actions.dead_ends import note_dead_end
from kexie.domains.steward.forms.knowledge import PublicFilter
from kexie.domains.steward.queries import knowledge as queries
from kexie.domains.steward.rules.knowledge.texts import blocks

PER_PAGE: Final = 30
#: So many answers a search shows at most; what comes behind them fits no better.
FOUND: Final = 20
_MARKED: Final = "steward.marked"
#: So many marks one browser remembers.
_MOST_MARKED: Final = 200


@public
@require_safe
def answers(request: Request) -> HttpResponse:
    """All answers by group and matter; or those that fit the words of ``q``."""
    asked = PublicFilter(request.GET).asked
    today = clock.today()
    context: dict[str, Any] = {"asked": asked}
    if asked["q"]:
        context["found"] = queries.answers_for(asked["q"], limit=FOUND)
        if not context["found"] and ratelimit.consume(request, action="steward_dead_end"):
            note_dead_end(by=request.actor, at=clock.now(), text=asked["q"], place="answers")
    else:
        rows = queries.public_list(on=today, matter=asked["matter"], group=asked["group"])
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        by_matter = groupby(page.object_list, key=lambda row: row.matter)
        guides = queries.guides_in_force((row.matter.code for row in page.object_list if row.matter), on=today)
        context |= {
            "page": page,
            "listed": [(matter, matter and matter.code in guides, list(rows)) for matter, rows in by_matter],
            "groups": list(MatterGroup.objects.all()),
        }
    return render(request, "steward/answers/list.html", context)


@public
@require_safe
def answer(request: Request, answer_id: UUID) -> HttpResponse:
    """One answer: what, who says so, until when; the matter it belongs to."""
    found = queries.public_answer(answer_id, on=clock.today())
    guides = queries.guides_in_force([found.matter.code] if found.matter else [], on=clock.today())
    context = {
        "found": found,
        "blocks": blocks(found.text),
        "guide": guides.get(found.matter.code) if found.matter else None,
        "marked": _marked(request).get(answer_id.hex),
    }
    return render(request, "steward/answers/answer.html", context)


@public
@require_POST
def mark(request: Request, answer_id: UUID) -> HttpResponse:
    """Whether it has helped: counted once for a browser, and of the browser nothing is kept but in its own session."""
    if not ratelimit.consume(request, action="steward_mark"):
        raise TooOften
    if answer_id.hex not in _marked(request):
        helpful = request.POST.get("helpful") == "1"
        actions.mark(by=request.actor, at=clock.now(), answer_id=answer_id, helpful=helpful)
        kept = list(_marked(request).items())[-_MOST_MARKED + 1 :]
        request.session[_MARKED] = {**dict(kept), answer_id.hex: helpful}
    messages.success(request, _("谢谢，我们记下了。"))
    return redirect("steward:answer", answer_id)


def places(_request: Request) -> Iterator[Place]:
    """The answers, for the site map."""
    for row in queries.public_list(on=clock.today()):
        yield Place(row.question, row.answer.get_absolute_url(), written=True)


def mapped() -> Iterator[Mapped]:
    """The same for search engines."""
    for row in queries.public_versions(on=clock.today()):
        yield Mapped(row.answer.get_absolute_url(), row.reviewed_at)


def way_to_answers(request: Request) -> str:
    """In the service hall: where questions are answered before anybody applies."""
    return render_to_string("steward/answers/way.html", request=request)


def _marked(request: Request) -> dict[str, bool]:
    found: dict[str, bool] = request.session.get(_MARKED, {})
    return found
