"""The bulletin for feed readers."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import public
from kexie.base.kernel.kept_pages import kept_page
from kexie.base.kernel.web import Request
from kexie.base.ui import feeds
from kexie.domains.bulletin import queries


@public
@kept_page()
@require_safe
def atom(request: Request) -> HttpResponseBase:
    """The latest issues."""
    found = queries.feed(request.actor)
    feed = feeds.Feed(
        title=_("科协每周动态"),
        about=_("每一期签发后的目录提要和全文链接。"),
        address=reverse("bulletin:archive"),
        own=reverse("bulletin:feed"),
        author=found[0].issue.publisher if found else "",
    )
    return feeds.atom(request, feed, map(_entry, found))


def _entry(entry: queries.FeedEntry) -> feeds.Entry:
    issue = entry.issue
    papers = reverse("bulletin:download", args=(issue.year, issue.number, "pdf"))
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in entry.lines))
    return feeds.Entry(
        title=str(issue),
        address=issue.get_absolute_url(),
        key=f"urn:uuid:{issue.pk}",
        summary=format_html("<ul>{}</ul>", lines),
        published=entry.published,
        updated=entry.updated,
        author=issue.publisher,
        categories=entry.columns,
        paper=feeds.Paper(papers, entry.pdf_size, "application/pdf") if entry.pdf_size else None,
    )
