"""What the editors' pages show beside Wagtail's own."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from wagtail.models import Page, ReferenceIndex

register = template.Library()


@register.simple_tag
def links_to(page: Page) -> str:
    """How many pages, settings and files link to ``page``, with the way to the list."""
    count = ReferenceIndex.get_references_to(page).group_by_source_object().count()
    return render_to_string("pages/editors/links_to.html", {"page": page, "count": count})
