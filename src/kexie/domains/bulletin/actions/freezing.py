"""Freezing what was signed: the revision that pages, papers and search are drawn from ever after."""

from __future__ import annotations

from datetime import datetime

from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.models import Issue, Revision
from kexie.domains.bulletin.queries import as_understood
from kexie.domains.bulletin.rules.snapshot import snapshot


def freeze(issue: Issue, *, by: Actor, at: datetime) -> Revision:
    """Keep the signed issue as its next revision, inside the transaction of the signature."""
    item_ids = [str(pk) for pk in issue.items.values_list("pk", flat=True)]
    return Revision.objects.create(
        issue=issue,
        number=issue.revision,
        content=snapshot(as_understood(issue), item_ids),
        content_hash=issue.content_hash,
        reason=issue.correction,
        reviewed_name=issue.reviewed_by.name if issue.reviewed_by else "",
        signed_by_id=by.person_id,
        signed_name=by.name,
        signed_at=at,
    )
