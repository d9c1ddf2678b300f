"""Questions about public web content; all of it may be read by everyone."""

from kexie.base.pages.queries.pages import (
    FOUND,
    Crumb,
    Filters,
    Found,
    above,
    articles_of,
    film,
    filters_of,
    found_below,
    is_readable,
    latest_articles,
    live_page_at,
    readable_article,
    readable_pages,
    related_to,
)
from kexie.base.pages.queries.sections import Composed, composed
from kexie.base.pages.queries.site import columns, identity

__all__ = [
    "FOUND",
    "Composed",
    "Crumb",
    "Filters",
    "Found",
    "above",
    "articles_of",
    "columns",
    "composed",
    "film",
    "filters_of",
    "found_below",
    "identity",
    "is_readable",
    "latest_articles",
    "live_page_at",
    "readable_article",
    "readable_pages",
    "related_to",
]
