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
from kexie.domains.bulletin.actions.opening import hold_numbers
from kexie.domains.bulletin.actions.publishing import SOURCE, entries_of
from kexie.domains.bulletin.errors import AlreadyPublished, IssueChanged
from kexie.domains.bulletin.models import Issue
from kexie.domains.bulletin.queries import content_hash_of
from kexie.domains.bulletin.queries.opening import followers
from kexie.domains.bulletin.rules.life_cycle import STATE_LABELS, IssueState, check_discardable
from kexie.domains.bulletin.rules.opening import Numbers


def discard_draft(*, by: Actor, at: datetime, issue_id: UUID, seen: int) -> None:
    """Delete a draft with its items, highlights and steps; drafts right behind it move up, so that no number is left out.

    ``seen`` is the version that the actor had before his or her eyes. The audit keeps the numbers and the hash of what
    the draft said.

    Raises NotPermitted, NotFound, IssueChanged, VerbNotPossible, NumbersWouldGap, AlreadyPublished.
    """
    check(by, EDIT)
    with transaction.atomic():
        hold_numbers(by=by, at=at)
        issue = Issue.objects.select_for_update().filter(pk=issue_id).first()
        if issue is None:
            raise NotFound
        state = IssueState(issue.state)
        check_discardable(state)
        if issue.is_published:
            raise AlreadyPublished(label=issue.label)
        following = followers(issue, Issue.objects.select_for_update())
        if issue.version != seen:
            raise IssueChanged(label=issue.label, state=str(STATE_LABELS[state]))
        said = content_hash_of(issue)
        search.remove(SOURCE, *(entry.key for entry in entries_of(issue)))
        issue.delete()
        for follower, numbers in following:
            _renumber(follower, numbers)
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
            moved_up=len(following),
        )


def _renumber(issue: Issue, numbers: Numbers) -> None:
    """Give a draft its new numbers; who has it open is told of a change."""
    issue.number, issue.total = numbers.number, numbers.total
    issue.version += 1
    issue.save(update_fields=["number", "total", "version"])
    search.put(*entries_of(issue))
