"""What other apps may use of `pages`."""

from __future__ import annotations

from kexie.base.pages.actions import (
    add_article,
    add_column,
    add_picture,
    add_single,
    add_topic,
    compose_home,
    drop_sections,
    ensure_site,
    restore_rights,
    translate_home,
)
from kexie.base.pages.actions.rights import clear_rights
from kexie.base.pages.models import ArticlePage, ColumnPage, HomePage, PageImage, SinglePage, TopicPage
from kexie.base.pages.queries import identity, latest_articles

__all__ = [
    "ArticlePage",
    "ColumnPage",
    "HomePage",
    "PageImage",
    "SinglePage",
    "TopicPage",
    "add_article",
    "add_column",
    "add_picture",
    "add_single",
    "add_topic",
    "clear_rights",
    "compose_home",
    "drop_sections",
    "ensure_site",
    "identity",
    "latest_articles",
    "restore_rights",
    "translate_home",
]
