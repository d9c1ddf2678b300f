"""What the public pages of the bulletin say in their head: Open Graph, schema.org."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.base.ui import head
from kexie.domains.bulletin.queries import IssueView, ItemView

register = template.Library()

LONGEST_SUMMARY = 120


@register.simple_tag
def issue_head(view: IssueView) -> SafeString:
    """A signed issue: its lines of 目录提要, and the way to it."""
    issue = view.issue
    about = "；".join(line.text for line in view.highlights)
    way = head.breadcrumbs([*_archive(), (issue.short_label, issue.get_absolute_url())])
    return _shared(about, issue.date.isoformat()) + head.linked_data(way)


@register.simple_tag(takes_context=True)
def item_head(context: template.Context, view: ItemView) -> SafeString:
    """One item of a signed issue, as news."""
    issue, item = view.issue, view.item
    about = item.paragraphs[0][:LONGEST_SUMMARY] if item.paragraphs else ""
    said = head.news(
        title=item.title,
        address=item.get_absolute_url(),
        site=context["association"],
        published=issue.date,
        modified=issue.signed_at,
        summary=about,
        section=item.column.name,
        source=item.credit_line or issue.publisher,
    )
    steps = [*_archive(), (issue.short_label, issue.get_absolute_url()), (item.title, item.get_absolute_url())]
    return _shared(about, issue.date.isoformat()) + head.linked_data(said, head.breadcrumbs(steps))


def _archive() -> list[tuple[str, str]]:
    return [(_("首页"), "/"), (_("每周动态"), reverse("bulletin:archive"))]


def _shared(about: str, day: str) -> SafeString:
    return head.open_graph({"type": "article", "description": about, "article:published_time": day})
