"""Search, 我的, the workbench's first page, and what browsers and search engines ask for at old places."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, public, requires, signed_in
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.kernel.web import Request
from kexie.base.notifications import api as notifications
from kexie.base.people import api as people
from kexie.base.search import api as search_api
from kexie.base.ui import identity, navigation, todos
from kexie.base.ui.sitemap import plan
from kexie.site.portal import queries
from kexie.site.portal.forms import SPANS, SearchForm

HITS_PER_PAGE = 20
#: So many to-dos and unread notices 我的 shows; the rest is one step away.
SHOWN = 3

#: What no search engine needs to walk through: there is nothing for it behind these doors, answers to what somebody has typed,
#: and the directory narrowed down in two ways at once.
ROBOTS = """User-agent: *
Disallow: /workbench/
Disallow: /me/
Disallow: /accounts/
Disallow: /editors/
Disallow: /offline/
Disallow: {search}
Disallow: {directory}?*&

Sitemap: {sitemap}
"""


#: What a home page offers that nobody has composed yet: icon, name, a few words, the name of the address.
_SERVICES: Final = (
    ("building", _lazy("机构名录"), _lazy("学会、区科协和联系方式"), "people:directory"),
    ("book", _lazy("每周动态"), _lazy("各期动态，可下载"), "bulletin:archive"),
    ("search", _lazy("全站检索"), _lazy("词语、拼音、首字母都可以"), "portal:search"),
    ("message", _lazy("意见反馈"), _lazy("有问必答，凭编号查询"), "feedback:give"),
)


def services(request: HttpRequest) -> str:
    """常用服务: the ways that every site has, so that a new one greets its visitors with more than its name."""
    offered = [
        {"icon": icon, "label": label, "note": note, "url": reverse(name)} for icon, label, note, name in _SERVICES
    ]
    return render_to_string("portal/services.html", {"services": offered}, request=request)


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
@kept_page()
@require_safe
def sitemap(request: Request) -> HttpResponse:
    """网站地图: what there is, for people; the branches are the apps' own."""
    return render(request, "portal/sitemap.html", {"branches": plan(request)})


@public
@kept_page()
@require_safe
def accessibility(request: Request) -> HttpResponse:
    """无障碍说明: how the site can be used, and whom to tell where it cannot."""
    return render(request, "portal/accessibility.html")


@signed_in
@require_safe
def me(request: Request) -> HttpResponse:
    """我的: who I am here, what waits for me, what I have not read, and the ways to all that is mine."""
    posts = people.own_posts(request.actor, on=clock.today())
    own = navigation.entries("me", request.actor, request)
    context = {"posts": posts, "ways": [entry for entry in own if not entry.current]}
    return render(request, "portal/me.html", context | _waiting(request) | _unread(request))


@requires(people.ENTER_WORKBENCH)
@require_safe
def workbench(request: Request) -> HttpResponse:
    """工作台: to-dos first, then what was not read, then the registers that one's posts may see."""
    return render(request, "portal/workbench.html", {"groups": todos.inbox_of(request)} | _unread(request))


def _waiting(request: Request) -> dict[str, Any]:
    """The first to-dos and how many there are; none for who has no business in the workbench."""
    if not may(request.actor, people.ENTER_WORKBENCH):
        return {}
    items = [item for group in todos.inbox_of(request) for item in group.items]
    return {"todos": items[:SHOWN], "waiting": len(items)}


def _unread(request: Request) -> dict[str, Any]:
    """The newest notices that were not read, and how many there are."""
    unread = notifications.notices(request.actor, show="unread")
    return {"unread": list(unread[:SHOWN]), "unread_count": notifications.unread_count(request.actor)}


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309): everything public may be found, by one way each."""
    said = ROBOTS.format(
        sitemap=absolute(reverse("ui:sitemap")),
        search=reverse("portal:search"),
        directory=reverse("people:directory"),
    )
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The site's icon, for browsers that ask at the old place without having read a page."""
    site = identity.current()
    own = site.logo_file or site.colour
    return HttpResponseRedirect(queries.icon_addresses(site)["icon-192"] if own else static("ui/mark.svg"))
