"""Freezing what was signed: the revision that pages, papers and search are drawn from ever after, and its papers."""

from __future__ import annotations

import hashlib
from datetime import datetime

from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.models import Blob, Issue, Output, Revision
from kexie.domains.bulletin.queries import FORMATS, as_understood, document_of
from kexie.domains.bulletin.rules.snapshot import snapshot


def freeze(issue: Issue, *, by: Actor, at: datetime) -> Revision:
    """Keep the signed issue as its next revision with all its papers, inside the transaction of the signature."""
    rows = list(issue.items.all())
    items = [
        {
            "id": str(item.pk),
            "submissions": [
                str(pk) for pk in item.submissions.beyond("what it was made of").values_list("pk", flat=True)
            ],
        }
        for item in rows
    ]
    revision = Revision.objects.create(
        issue=issue,
        number=issue.revision,
        content=snapshot(as_understood(issue), items),
        content_hash=issue.content_hash,
        reason=issue.correction,
        reviewed_name=issue.reviewed_by.name if issue.reviewed_by else "",
        signed_by_id=by.person_id,
        signed_name=by.name,
        signed_at=at,
    )
    document = document_of(issue)
    Output.objects.bulk_create(
        Output(revision=revision, format=form.name, blob=store_blob(form.render(document), form.content_type, at=at))
        for form in FORMATS.values()
    )
    return revision


def store_blob(content: bytes, media_type: str, *, at: datetime) -> Blob:
    """The blob of these bytes: the one that is there, or a new one."""
    digest = hashlib.sha256(content).hexdigest()
    blob, _created = Blob.objects.defer("content").get_or_create(
        sha256=digest,
        defaults={"media_type": media_type, "size": len(content), "content": content, "stored_at": at},
    )
    return blob
