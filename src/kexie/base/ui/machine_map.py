"""The map of the site for search engines (sitemaps.org), beside the one for people (`sitemap`).

Apps register what everyone may read, nobody needs to know them.

Up to `MOST` addresses stand in one map; beyond that `/sitemap.xml` is an index of one map for each part of the site and
each so many of its addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.addresses import absolute
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.etags import kept
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.kernel.registry import Registry

#: Addresses in one map; search engines take 50,000, people's servers write fewer at once.
MOST: Final = 5_000
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Mapped:
    """An address that everyone may read, as a path, and when what it shows has changed last, where that is known."""

    address: str
    changed: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the site: ``places`` lists its addresses for a visitor, in an order that stays."""

    name: str
    places: Callable[[], Iterable[Mapped]]


parts: Registry[Part] = Registry("part of the sitemap")


@public
@require_safe
@kept_page()
def whole(request: HttpRequest) -> HttpResponseBase:
    """`/sitemap.xml`: all addresses, or the index of the maps that hold them."""
    places = {part.name: list(part.places()) for part in parts}
    if sum(map(len, places.values())) <= MOST:
        return _answer(request, _map(place for part in places.values() for place in part))
    maps = [
        (reverse("ui:sitemap-part", args=(name, number + 1)), _latest(found[number * MOST : (number + 1) * MOST]))
        for name, found in places.items()
        for number in range(-(-len(found) // MOST))
    ]
    rows = (_row("sitemap", absolute(address), changed) for address, changed in maps)
    return _answer(request, _document("sitemapindex", rows))


@public
@require_safe
@kept_page()
def one(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """One map of the index: so many addresses of one part."""
    if name not in parts or number < 1:
        raise NotFound
    places = list(islice(parts[name].places(), (number - 1) * MOST, number * MOST)) if number <= MOST else []
    if not places:
        raise NotFound
    return _answer(request, _map(places))


def _map(places: Iterable[Mapped]) -> str:
    return _document("urlset", (_row("url", absolute(place.address), place.changed) for place in places))


def _document(root: str, rows: Iterable[str]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{"".join(rows)}</{root}>\n'


def _row(kind: str, address: str, changed: date | datetime | None) -> str:
    when = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    return f"<{kind}><loc>{escape(address)}</loc>{when}</{kind}>\n"


def _latest(places: Sequence[Mapped]) -> date | None:
    days = [place.changed.date() if isinstance(place.changed, datetime) else place.changed for place in places]
    return max((day for day in days if day), default=None)


def _answer(request: HttpRequest, text: str) -> HttpResponseBase:
    return kept(request, HttpResponse(text, content_type="application/xml; charset=utf-8"))
