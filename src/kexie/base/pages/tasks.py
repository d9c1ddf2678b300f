"""Wagtail tells by signals what was published, withdrawn, moved, restricted or deleted: in the editor, on schedule, in bulk.

Our own code never steers by signals. At this foreign border there is no other way that misses none of these: Wagtail's
hooks run in its editor only, and would not see what is published on schedule. Each receiver makes one call.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import ModelLogEntry, Page, PageLogEntry, PageViewRestriction, TaskState, WorkflowState
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from kexie.base.kernel import clock
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.topics import Delivery
from kexie.base.pages import actions, queries
from kexie.base.pages.actions import links, pictures, review, rights
from kexie.base.pages.models import HomePage
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
    "wagtail.workflow.start": "pages.submit",
    "wagtail.workflow.resume": "pages.submit",
    "wagtail.workflow.approve": "pages.approve",
    "wagtail.workflow.reject": "pages.return",
    "wagtail.workflow.cancel": "pages.withdraw",
}


def connect() -> None:
    """Listen to Wagtail; called once, by `apps`."""
    for kind in queries.FOUND:
        post_delete.connect(_page_deleted, sender=kind, dispatch_uid=f"pages.deleted.{kind.__name__}")
    for signal in (post_page_move, page_slug_changed, page_published, page_unpublished):
        signal.connect(_subtree_changed, dispatch_uid="pages.subtree")
    for signal in (post_save, post_delete):
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="pages.restriction")
    for log in (PageLogEntry, ModelLogEntry):
        post_save.connect(_editor_acted, sender=log, dispatch_uid="pages.audit")
    page_published.connect(_links_to_check, dispatch_uid="pages.links")
    page_published.connect(_sizes_to_make, dispatch_uid="pages.pictures")
    copy_for_translation_done.connect(_translated, dispatch_uid="pages.languages")
    _connect_review()


def _connect_review() -> None:
    """Tell through the outbox. Under the names of Wagtail's own receivers, which come later, find the name taken, and so do
    not mail past the outbox.
    """
    task_submitted.connect(_sent_in, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
    workflow_submitted.connect(
        _nothing, sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification"
    )
    for signal, step in ((workflow_rejected, "rejected"), (workflow_approved, "approved")):
        signal.connect(_decided, sender=WorkflowState, dispatch_uid=f"workflow_state_{step}_email_notification")


def _sent_in(instance: TaskState, **kwargs: Any) -> None:
    review.tell_reviewers(state=instance, at=clock.now())


def _decided(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    review.tell_writer(state=instance, by=user, at=clock.now())


def _nothing(**kwargs: Any) -> None:
    """The task says the same."""


def _translated(target_obj: Any, **kwargs: Any) -> None:
    """A home page of another language is a tree of its own: those who manage the site manage it too."""
    if isinstance(target_obj, HomePage):
        rights.ensure_rights(queries.site_sections())


def _links_to_check(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    with transaction.atomic():
        links.ask_for([instance.pk], at=clock.now(), why=f"page:{instance.pk}:{revision.pk if revision else new_id()}")


def _sizes_to_make(instance: Page, revision: Any = None, **kwargs: Any) -> None:
    pictures.ask_for_sizes(page=instance, at=clock.now(), why=str(revision.pk if revision else new_id()))


def make_sizes(delivery: Delivery) -> None:
    """Make the sizes of the pictures that a message of the topic "pages.pictures" names."""
    pictures.make_sizes(keys=delivery.payload["images"], at=delivery.at)


def check_links(delivery: Delivery) -> None:
    """Look through the links of the pages that a message of the topic "pages.links" names."""
    links.check_pages(queries.public_pages().filter(pk__in=delivery.payload["pages"]), at=delivery.at)


def _subtree_changed(instance: Page, **kwargs: Any) -> None:
    """A page tells what may be found of itself, and of what stands below it."""
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
