"""Wagtail tells by signals what was published, withdrawn, moved, restricted or deleted: in the editor, on schedule, in bulk.

Our own code never steers by signals. At this foreign border there is no other way that misses none of these: Wagtail's
hooks run in its editor only, and would not see what is published on schedule. Each receiver makes one call.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from kexie.base.pages import actions, queries
from kexie.base.pages.models import ArticlePage


def connect() -> None:
    """Listen to Wagtail; called once, by `apps`."""
    for signal in (page_published, page_unpublished):
        signal.connect(_article_changed, sender=ArticlePage, dispatch_uid="pages.article")
    for signal in (post_page_move, page_slug_changed):
        signal.connect(_subtree_changed, dispatch_uid="pages.subtree")
    for signal in (post_save, post_delete):
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="pages.restriction")
    post_delete.connect(_article_deleted, sender=ArticlePage, dispatch_uid="pages.deleted")


def _article_changed(instance: ArticlePage, **kwargs: Any) -> None:
    actions.index([instance])


def _subtree_changed(instance: Page, **kwargs: Any) -> None:
    actions.index(queries.articles_below(instance))


def _restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    actions.index(queries.articles_below(instance.page))


def _article_deleted(instance: ArticlePage, **kwargs: Any) -> None:
    actions.forget(instance)
