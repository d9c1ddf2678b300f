"""The App for a browser: manifest, icons, service worker, and the page for when the network is away."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.errors import NotFound
from kexie.base.ui import identity
from kexie.site.portal import queries, rules


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest (W3C): name, colours and icons of this site."""
    said = json.dumps(queries.manifest(identity.current()), ensure_ascii=False)
    response = HttpResponse(said, content_type="application/manifest+json; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


@public
@require_safe
def icon(request: HttpRequest, edition: str, name: str) -> HttpResponse:
    """An icon of the fixed list. Its address changes with the logo, so it may be kept for ever; an old one leads to the new."""
    if name not in rules.ICONS:
        raise NotFound
    site = identity.current()
    if edition != site.edition:
        return HttpResponseRedirect(queries.icon_addresses(site)[name])
    drawn = queries.icon(name, brand=site.brand, logo_file=site.logo_file)
    response = HttpResponse(drawn, content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Asked for with every page that is opened: another text is a newer site."""
    told = queries.worker(identity.current())
    response = HttpResponse(told.text, content_type="text/javascript; charset=utf-8")
    response["ETag"] = f'"{told.version}"'
    response["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What can be read without the network; the service worker writes the list."""
    return render(request, "portal/offline.html")
