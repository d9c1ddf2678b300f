"""Doors of the portal: only composition; what they show comes from the apps below, through their api and slots."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from kexie.base.kernel import clock
from kexie.base.kernel.access import public, requires, signed_in
from kexie.base.kernel.web import Request
from kexie.base.people import api as people
from kexie.base.search import api as search_api
from kexie.site.portal.forms import SearchForm

HITS_PER_PAGE = 20


@public
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
def suggest(request: Request) -> HttpResponse:
    """A few titles while the words are typed; an HTML fragment."""
    hits = search_api.suggest(request.actor, SearchForm(request.GET).asked().text)
    return render(request, "portal/suggestions.html", {"hits": hits})


@signed_in
def me(request: Request) -> HttpResponse:
    """我的: who I am here, my posts, and what other apps have for me."""
    posts = people.own_posts(request.actor, on=clock.today())
    return render(request, "portal/me.html", {"posts": posts})


@requires(people.ENTER_WORKBENCH)
def workbench(request: Request) -> HttpResponse:
    """工作台: to-dos first, then the registers that one's posts may see."""
    return render(request, "portal/workbench.html")
