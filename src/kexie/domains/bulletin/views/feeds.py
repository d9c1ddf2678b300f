"""The bulletin for feed readers (Atom, RFC 4287)."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.kernel.web import Request
from kexie.domains.bulletin import queries


@public
@kept_page()
@require_safe
def atom(request: Request) -> HttpResponseBase:
    """The latest issues. A reader asks again and again: it is told when nothing is new."""
    entries = queries.feed(request.actor)
    whole = request.build_absolute_uri
    document = Atom1Feed(
        title=_("科协每周动态"),
        link=whole(reverse("bulletin:archive")),
        description=_("每一期签发后的目录提要和全文链接。"),
        language="zh-Hans",
        feed_url=whole(reverse("bulletin:feed")),
        author_name=entries[0].issue.publisher if entries else None,
    )
    for entry in entries:
        _add(document, entry, request)
    response = HttpResponse(document.writeString("utf-8"), content_type=document.content_type)
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()}"'
    response["Cache-Control"] = "public, max-age=300"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _add(document: Atom1Feed, entry: queries.FeedEntry, request: Request) -> None:
    issue = entry.issue
    papers = reverse("bulletin:download", args=(issue.year, issue.number, "pdf"))
    pdf = Enclosure(request.build_absolute_uri(papers), str(entry.pdf_size), "application/pdf")
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in entry.lines))
    document.add_item(
        title=str(issue),
        link=request.build_absolute_uri(issue.get_absolute_url()),
        description=format_html("<ul>{}</ul>", lines),
        unique_id=f"urn:uuid:{issue.pk}",
        author_name=issue.publisher or None,
        pubdate=entry.published,
        updateddate=entry.updated,
        categories=entry.columns,
        enclosures=[pdf] if entry.pdf_size else None,
    )
