"""What the pages of the editors say in their head: description, Open Graph, schema.org, the feed that goes with a list."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.base.kernel.addresses import absolute
from kexie.base.pages import queries
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage, SinglePage, TopicPage
from kexie.base.ui import head, languages

register = template.Library()


@register.simple_tag(takes_context=True)
def home_head(context: template.Context, page: HomePage) -> SafeString:
    """Whose site it is, and how to search it."""
    site = context["association"]
    about = page.search_description or page.intro
    return _described(about, "website") + head.linked_data(head.organization(site), head.website(site))


@register.simple_tag
def list_head(page: ColumnPage | TopicPage) -> SafeString:
    """A column or a topic: the way to it, and its feed."""
    spoken = languages.of_content()
    feed = format_html(
        '\n  <link rel="alternate" type="application/atom+xml" title="{}"{} href="{}">\n  ',
        page.title,
        format_html(' lang="{}"', spoken) if languages.foreign(spoken) else "",
        reverse("page-feed", args=(page.slug,)),
    )
    way = head.breadcrumbs([(_("首页"), "/"), (page.title, page.url)])
    return _described(page.search_description or page.intro, "website") + feed + head.linked_data(way)


@register.simple_tag
def single_head(page: SinglePage) -> SafeString:
    """A page by itself: the way to it."""
    way = head.breadcrumbs([(_("首页"), "/"), (page.title, page.url)])
    return _described(page.search_description, "article") + head.linked_data(way)


@register.simple_tag(takes_context=True)
def article_head(context: template.Context, page: ArticlePage) -> SafeString:
    """An article: what it is, from whom and from when, and the way to it. Its picture is the card that people share."""
    above, about = queries.above(page), page.search_description or page.summary
    card = reverse("page-card", args=(page.pk,)) if page.pk else ""
    said = head.news(
        title=page.title,
        address=page.url,
        site=context["association"],
        published=page.date,
        modified=page.last_published_at,
        summary=about,
        section=above.title,
        author=page.author,
        source=page.source,
        picture=card,
    )
    way = head.breadcrumbs([(_("首页"), "/"), (above.title, above.url), (page.title, page.url)])
    times = {"article:published_time": page.date.isoformat() if page.date else "", "article:section": above.title}
    shared = head.open_graph({"image": absolute(card) if card else "", **times})
    return _described(about, "article") + shared + head.linked_data(said, way)


def _described(about: str, kind: str) -> SafeString:
    words = format_html('<meta name="description" content="{}">\n  ', about) if about else SafeString("")
    return words + head.open_graph({"type": kind, "description": about}) + SafeString("\n  ")
