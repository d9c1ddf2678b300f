"""What every change of a draft shares: the draft held until the transaction ends, and one version more at its end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.base.search import api as search
from kexie.domains.bulletin.actions.publishing import entries_of
from kexie.domains.bulletin.errors import IssueChanged
from kexie.domains.bulletin.models import Issue, Item
from kexie.domains.bulletin.queries import check_drafting
from kexie.domains.bulletin.rules.life_cycle import STATE_LABELS, IssueState


def locked_draft(issue_id: UUID | None, *, seen: int | None = None) -> Issue:
    """The draft, locked. Raises NotFound, NotDrafting, and IssueChanged when its version is not the one that was ``seen``."""
    issue = Issue.objects.select_for_update().filter(pk=issue_id).first() if issue_id else None
    if issue is None:
        raise NotFound
    check_drafting(issue)
    if seen is not None and issue.version != seen:
        raise IssueChanged(label=issue.label, state=str(STATE_LABELS[IssueState(issue.state)]))
    return issue


def draft_of(item_id: UUID, *, seen: int | None = None) -> Issue:
    """The draft that an item stands in; refusals as of :func:`locked_draft`."""
    return locked_draft(Item.objects.filter(pk=item_id).values_list("issue_id", flat=True).first(), seen=seen)


def changed(issue: Issue, *, by: Actor, at: datetime, target: str = "", action: str = "bulletin.edit") -> None:
    """The draft has changed: its version grows, search and audit are told."""
    issue.version += 1
    issue.save(update_fields=["version"])
    search.put(*entries_of(issue))
    audit.record(by=by, at=at, action=action, target=target or f"bulletin.issue:{issue.pk}", version=issue.version)
