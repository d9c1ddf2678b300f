"""What waits for somebody in the web pages: articles to review, and one's own that came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wagtail.models import Page, TaskState, WorkflowState

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.pages.models import ArticlePage
from kexie.base.pages.models.review import may_review
from kexie.base.pages.queries.columns import sections_of
from kexie.base.people.api import REVIEW_WEB_CONTENT

#: How many waiting articles are looked through for one inbox.
LOOKED_THROUGH = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits: its page, title, since when, and why it came back (where it did)."""

    page_id: int
    title: str
    since: datetime
    reason: str = ""


def to_review(actor: Actor) -> list[Waiting]:
    """The articles that wait for a review in the actor's columns, without his own; oldest first."""
    if actor.account_id is None:
        return []
    open_ = [section.path for section in sections_of(actor, REVIEW_WEB_CONTENT)]
    if not open_:
        return []
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__status=TaskState.STATUS_IN_PROGRESS
    ).exclude(requested_by=actor.account_id)
    found = _with_pages(states.order_by("current_task_state__started_at"))
    return [
        Waiting(page.pk, page.draft_title, state.current_task_state.started_at)
        for state, page in found
        if page.path.startswith(tuple(open_))
    ]


def came_back(account_id: UUID | None) -> list[Waiting]:
    """The articles that one has sent in and that came back to be changed; oldest first."""
    if account_id is None:
        return []
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=account_id)
    found = _with_pages(states.order_by("current_task_state__finished_at"))
    return [
        Waiting(page.pk, page.draft_title, state.current_task_state.finished_at, state.current_task_state.comment)
        for state, page in found
    ]


def _with_pages(states: Any) -> Iterator[tuple[WorkflowState, Page]]:
    """Two queries, however many they are."""
    rows = [state for state in states.select_related("current_task_state")[:LOOKED_THROUGH] if state.current_task_state]
    pages = Page.objects.in_bulk([int(state.object_id) for state in rows])
    for state in rows:
        if (page := pages.get(int(state.object_id))) is not None:
            yield state, page


def review_of(page_id: int, account: Any) -> tuple[ArticlePage, TaskState]:
    """The article that waits for a review and its state, for one who may review it; NotFound otherwise."""
    page = ArticlePage.objects.filter(pk=page_id).first()
    state = page.current_workflow_task_state if page is not None else None
    if page is None or state is None or not may_review(page, account):
        raise NotFound
    return page, state
