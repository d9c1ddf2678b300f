"""Pages, the section of the home page, and pictures in the sizes that pages show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.static import serve
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_page

from kexie.base.kernel.access import public
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.pages import queries
from kexie.base.people.api import shown_unit
from kexie.base.ui import languages
from kexie.base.ui.machine_map import Mapped
from kexie.base.ui.sitemap import Place


@public
@kept_page(query=("page", "year", "unit", "words"))
def page(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """A page, served by Wagtail, which takes the way that is found here; of what is not found it looks for itself."""
    found = queries.served_at(path)
    if found is not None:
        request.alternates = found.alternates  # type: ignore[attr-defined]  # for the shell's switch
        request._wagtail_route_for_request = RouteResult(found.page)  # type: ignore[attr-defined]
    return cast(HttpResponseBase, serve_page(request, path))


def mapped() -> Iterator[Mapped]:
    """The editors' pages in the map for search engines."""
    return (Mapped(address, changed) for address, changed in queries.public_places())


def latest(request: HttpRequest) -> str | None:
    """最新动态: the newest articles, in one query; nothing when there are none."""
    articles = queries.latest_articles(language=languages.of_content())
    return render_to_string("pages/parts/latest.html", {"articles": articles}, request=request) if articles else None


def of_unit(request: HttpRequest) -> str | None:
    """The newest articles that come from the unit of this page; nothing when there are none."""
    unit = shown_unit(request)
    articles = queries.articles_from(unit) if unit else []
    return render_to_string("pages/parts/of_unit.html", {"articles": articles}, request=request) if articles else None


def places(request: HttpRequest) -> list[Place]:
    """Columns, topics and single pages in the site map, in the order of the tree."""
    return [Place(page.title, page.url, written=True) for page in queries.pages_to_map()]


@public
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition of a picture. Originals and documents lie beside this folder and are not served from it."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT / "images"))
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)  # a rendition's name changes with it
    return response
