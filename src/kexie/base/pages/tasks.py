"""Wagtail tells by signals what was published, withdrawn, moved, restricted or deleted: in the editor, on schedule, in bulk.

Our own code never steers by signals. At this foreign border there is no other way that misses none of these: Wagtail's
hooks run in its editor only, and would not see what is published on schedule. Each receiver makes one call.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models.signals import post_delete, post_save
from wagtail.models import ModelLogEntry, Page, PageLogEntry, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from kexie.base.kernel import clock
from kexie.base.pages import actions, queries
from kexie.base.people.api import actor_of

#: What of Wagtail's own log goes into the audit, and as which action: all that reaches the public, not each saved draft.
DEEDS: Final = {
    "wagtail.create": "pages.create",
    "wagtail.publish": "pages.publish",
    "wagtail.unpublish": "pages.unpublish",
    "wagtail.move": "pages.move",
    "wagtail.delete": "pages.delete",
    "wagtail.view_restriction.create": "pages.restrict",
    "wagtail.view_restriction.delete": "pages.unrestrict",
}


def connect() -> None:
    """Listen to Wagtail; called once, by `apps`."""
    for kind in queries.FOUND:
        for signal in (page_published, page_unpublished):
            signal.connect(_page_changed, sender=kind, dispatch_uid=f"pages.{kind.__name__}")
        post_delete.connect(_page_deleted, sender=kind, dispatch_uid=f"pages.deleted.{kind.__name__}")
    for signal in (post_page_move, page_slug_changed):
        signal.connect(_subtree_changed, dispatch_uid="pages.subtree")
    for signal in (post_save, post_delete):
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="pages.restriction")
    for log in (PageLogEntry, ModelLogEntry):
        post_save.connect(_editor_acted, sender=log, dispatch_uid="pages.audit")


def _page_changed(instance: queries.Found, **kwargs: Any) -> None:
    actions.index([instance])


def _subtree_changed(instance: Page, **kwargs: Any) -> None:
    actions.index(queries.found_below(instance))


def _restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    actions.index(queries.found_below(instance.page))


def _editor_acted(instance: PageLogEntry | ModelLogEntry, created: bool, **kwargs: Any) -> None:
    action = DEEDS.get(instance.action)
    if not created or action is None or instance.user is None:  # without a user: our own verbs, which audit themselves
        return
    by = actor_of(instance.user, on=clock.today())
    actions.note(by=by, at=clock.now(), action=action, target=_target(instance))


def _target(entry: PageLogEntry | ModelLogEntry) -> str:
    if isinstance(entry, PageLogEntry):
        return f"pages.page:{entry.page_id}"
    return f"{entry.content_type.app_label}.{entry.content_type.model}:{entry.object_id}"


def _page_deleted(instance: queries.Found, **kwargs: Any) -> None:
    actions.forget(instance)
