"""What other apps may use of `pages`."""

from __future__ import annotations

from kexie.base.pages.actions import add_article, add_column, ensure_site
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage
from kexie.base.pages.queries import latest_articles

__all__ = [
    "ArticlePage",
    "ColumnPage",
    "HomePage",
    "add_article",
    "add_column",
    "ensure_site",
    "latest_articles",
]
