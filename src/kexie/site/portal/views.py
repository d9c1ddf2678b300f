"""Doors of the portal: only composition; what they show comes from the apps below, through their api and slots."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, requires, signed_in
from kexie.base.kernel.web import Request
from kexie.base.people import api as people
from kexie.base.search import api as search_api
from kexie.base.ui import todos
from kexie.base.ui.sitemap import plan
from kexie.site.portal.forms import SPANS, SearchForm

HITS_PER_PAGE = 20

#: What no search engine needs to walk through: there is nothing for it behind these doors.
ROBOTS = """User-agent: *
Disallow: /workbench/
Disallow: /me/
Disallow: /accounts/
Disallow: /editors/
"""


@public
@require_safe
def search(request: Request) -> HttpResponse:
    """Search over everything the actor may see, by words, pinyin and initials; nothing found leads to what comes near."""
    asked = SearchForm(request.GET).asked(clock.today())
    spans = [("", _("不限时间")), *((code, words) for code, (_days, words) in SPANS.items())]
    context: dict[str, Any] = {"asked": asked, "results": None, "spans": spans}
    if asked.text:
        narrowing = search_api.Narrowing(source=asked.source, since=asked.since, until=asked.until, newest=asked.newest)
        results = search_api.find(request.actor, asked.text, to=narrowing, page=asked.page, per_page=HITS_PER_PAGE)
        page = Paginator(range(results.total), HITS_PER_PAGE).get_page(results.page)
        near = [] if results.total else search_api.nearest(request.actor, asked.text)
        context |= {"results": results, "page": page, "near": near}
    return render(request, "portal/search.html", context)


@public
@require_safe
def suggest(request: Request) -> HttpResponse:
    """A few titles while the words are typed; an HTML fragment."""
    hits = search_api.suggest(request.actor, SearchForm(request.GET).asked(clock.today()).text)
    return render(request, "portal/suggestions.html", {"hits": hits})


@public
@require_safe
def sitemap(request: Request) -> HttpResponse:
    """网站地图: what there is, for people; the branches are the apps' own."""
    return render(request, "portal/sitemap.html", {"branches": plan(request)})


@public
@require_safe
def accessibility(request: Request) -> HttpResponse:
    """无障碍说明: how the site can be used, and whom to tell where it cannot."""
    return render(request, "portal/accessibility.html")


@signed_in
@require_safe
def me(request: Request) -> HttpResponse:
    """我的: who I am here, my posts, and what other apps have for me."""
    posts = people.own_posts(request.actor, on=clock.today())
    return render(request, "portal/me.html", {"posts": posts})


@requires(people.ENTER_WORKBENCH)
@require_safe
def workbench(request: Request) -> HttpResponse:
    """工作台: to-dos first, then the registers that one's posts may see."""
    return render(request, "portal/workbench.html", {"groups": todos.inbox_of(request)})


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309): everything public may be found."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers that ask at the old place without having read a page."""
    return HttpResponseRedirect(static("ui/mark.svg"))
