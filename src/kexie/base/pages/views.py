"""The section of the home page, and pictures in the sizes that pages show."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.static import serve

from kexie.base.kernel.access import public
from kexie.base.pages import queries


def latest(request: HttpRequest) -> str | None:
    """最新动态: the newest articles, in one query; nothing when there are none."""
    articles = queries.latest_articles()
    return render_to_string("pages/parts/latest.html", {"articles": articles}, request=request) if articles else None


@public
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition of a picture. Originals and documents lie beside this folder and are not served from it."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT / "images"))
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)  # a rendition's name changes with it
    return response
