"""Doors of the portal: only composition; what they show comes from the apps below, through their api and slots."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, requires, signed_in
from kexie.base.kernel.web import Request
from kexie.base.people import api as people
from kexie.base.search import api as search_api
from kexie.base.ui import todos
from kexie.site.portal.forms import SearchForm

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
    """Search over everything the actor may see, by words, pinyin and initials."""
    asked = SearchForm(request.GET).asked()
    context: dict[str, Any] = {"asked": asked, "results": None}
    if asked.text:
        results = search_api.find(
            request.actor, asked.text, source=asked.source, page=asked.page, per_page=HITS_PER_PAGE
        )
        page = Paginator(range(results.total), HITS_PER_PAGE).get_page(results.page)
        context |= {"results": results, "page": page}
    return render(request, "portal/search.html", context)


@public
@require_safe
def suggest(request: Request) -> HttpResponse:
    """A few titles while the words are typed; an HTML fragment."""
    hits = search_api.suggest(request.actor, SearchForm(request.GET).asked().text)
    return render(request, "portal/suggestions.html", {"hits": hits})


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
