"""The public pages: archive, issue, item, downloads. Who may view drafts sees them here too, marked as such."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.kernel.web import Request, whole_number
from kexie.base.ui.machine_map import Mapped
from kexie.domains.bulletin import queries
from kexie.domains.bulletin.models import Issue


@public
@kept_page(query=("year", "page"))
@require_safe
def archive(request: Request) -> HttpResponse:
    """All signed issues, newest first, by year."""
    year = whole_number(request.GET.get("year"))
    page = whole_number(request.GET.get("page")) or 1
    found = queries.archive(request.actor, year=year, page=page)
    address = request.build_absolute_uri(reverse("bulletin:archive"))
    return render(request, "bulletin/archive.html", {"archive": found, "items": _years(found), "address": address})


def _years(found: queries.ArchivePage) -> list[dict[str, object]]:
    """The tabs of the archive."""
    address = reverse("bulletin:archive")
    everything = {"label": _("全部"), "url": address, "current": found.year is None, "count": 0}
    return [
        everything,
        *(
            {
                "label": _("%(year)s年") % {"year": count.year},
                "url": f"{address}?year={count.year}",
                "current": found.year == count.year,
                "count": count.issues,
            }
            for count in found.years
        ),
    ]


@public
@kept_page()
@require_safe
def issue(request: Request, year: int, number: int) -> HttpResponse:
    """A whole issue."""
    found = queries.issue(request.actor, year, number)
    address = request.build_absolute_uri(found.issue.get_absolute_url())
    context = {"view": found, "issue": found.issue, "address": address}
    return _unkept(found.issue, render(request, "bulletin/issue.html", context))


@public
@kept_page()
@require_safe
def item(request: Request, year: int, number: int, item_id: UUID) -> HttpResponse:
    """One item, for sharing."""
    found = queries.item(request.actor, year, number, item_id)
    address = request.build_absolute_uri(found.item.get_absolute_url())
    context = {"view": found, "issue": found.issue, "address": address}
    return _unkept(found.issue, render(request, "bulletin/item.html", context))


@public
@require_safe
def download(request: Request, year: int, number: int, fmt: str) -> HttpResponseBase:
    """The issue as a file; with ``?view`` a PDF opens in the browser. Only who may have it learns its ETag."""
    paper = queries.paper(request.actor, year, number, fmt)
    response = HttpResponse(paper.data, content_type=paper.content_type)
    inline = "view" in request.GET and fmt == "pdf"
    response["Content-Disposition"] = content_disposition_header(not inline, paper.filename) or "attachment"
    if not paper.etag:
        response["Cache-Control"] = "private, no-store"
        return response
    response["ETag"] = paper.etag
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=paper.etag, response=response) or response


def mapped() -> Iterator[Mapped]:
    """The archive in the map for search engines: each signed issue and each of its items."""
    yield Mapped(reverse("bulletin:archive"))
    for found, items in queries.public_addresses():
        yield Mapped(found.get_absolute_url(), found.signed_at)
        yield from (Mapped(item.get_absolute_url(), found.signed_at) for item in items)


def _unkept(issue: Issue, response: HttpResponse) -> HttpResponse:
    if not issue.is_published:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
