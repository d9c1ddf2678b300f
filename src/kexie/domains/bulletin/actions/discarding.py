"""Discarding a draft: it is gone for good, and only the audit remembers that it was there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.search import api as search
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.actions.publishing import SOURCE, entries_of
from kexie.domains.bulletin.errors import AlreadyPublished, IssueChanged, NumbersWouldGap
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries import content_hash_of
from kexie.domains.bulletin.rules.life_cycle import STATE_LABELS, IssueState, check_discardable


def discard_draft(*, by: Actor, at: datetime, issue_id: UUID, seen: int) -> None:
    """Delete a draft with its items, highlights and steps; drafts right behind it move up, so that no number is left out.

    ``seen`` is the version
    that the actor had before his or her eyes. The audit keeps the numbers and the hash of what the draft said.

    Raises NotPermitted, NotFound, IssueChanged, VerbNotPossible, NumbersWouldGap, AlreadyPublished.
    """
    check(by, EDIT)
    with transaction.atomic():
        issue = Issue.objects.select_for_update().filter(pk=issue_id).first()
        if issue is None:
            raise NotFound
        state = IssueState(issue.state)
        check_discardable(state)
        if issue.is_published:
            raise AlreadyPublished(label=issue.label)
        following = _movable_behind(issue)
        if issue.version != seen:
            raise IssueChanged(label=issue.label, state=str(STATE_LABELS[state]))
        said = content_hash_of(issue)
        search.remove(SOURCE, *(entry.key for entry in entries_of(issue)))
        issue.delete()
        _move_up(following, issue)
        audit.record(
            by=by,
            at=at,
            action="bulletin.discard",
            target=f"bulletin.issue:{issue_id}",
            year=issue.year,
            number=issue.number,
            total=issue.total,
            version=issue.version,
            content_hash=said,
        )


def _movable_behind(issue: Issue) -> list[Issue]:
    """The issues whose running numbers follow without a hole, in order; NumbersWouldGap if one is no draft any more."""
    following: list[Issue] = []
    for later in Issue.objects.select_for_update().filter(total__gt=issue.total).order_by("total"):
        if later.total != issue.total + len(following) + 1:
            break
        if not later.is_drafting or later.is_published:
            state = str(STATE_LABELS[IssueState(later.state)])
            raise NumbersWouldGap(label=issue.label, later=later.label, state=state)
        following.append(later)
    return following


def _move_up(following: list[Issue], gone: Issue) -> None:
    """Each takes the running number before its own, and within the year the number before; one after the other."""
    for later in following:
        later.total -= 1
        later.number -= later.year == gone.year
        later.version += 1
        later.save(update_fields=["total", "number", "version"])
        search.put(*entries_of(later))
