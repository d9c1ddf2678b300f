"""Questions about public web content; all of it may be read by everyone."""

from kexie.base.pages.queries.pages import (
    FOUND,
    Crumb,
    Filters,
    Found,
    above,
    articles_from,
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
from kexie.base.pages.queries.programs import (
    Shown,
    articles_asked,
    files_of,
    pages_above,
    pictures_of,
    readable_columns,
)
from kexie.base.pages.queries.sections import Composed, composed
from kexie.base.pages.queries.site import columns, identity

__all__ = [
    "FOUND",
    "Composed",
    "Crumb",
    "Filters",
    "Found",
    "Shown",
    "above",
    "articles_asked",
    "articles_from",
    "articles_of",
    "columns",
    "composed",
    "files_of",
    "film",
    "filters_of",
    "found_below",
    "identity",
    "is_readable",
    "latest_articles",
    "live_page_at",
    "pages_above",
    "pictures_of",
    "readable_article",
    "readable_columns",
    "readable_pages",
    "related_to",
]
