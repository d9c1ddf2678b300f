"""Freezing what was signed: the revision that pages, papers and search are drawn from ever after, and its papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.actions.pictures import keep_blob
from kexie.domains.bulletin.models import Issue, Item, Output, Revision
from kexie.domains.bulletin.queries import FORMATS, as_understood, document_of
from kexie.domains.bulletin.rules.snapshot import snapshot


def freeze(issue: Issue, *, by: Actor, at: datetime) -> Revision:
    """Keep the signed issue as its next revision with all its papers, inside the transaction of the signature."""
    items = [_kept(item) for item in issue.items.select_related("kind").prefetch_related("pictures")]
    leads_to = [str(line.item_id or "") for line in issue.highlights.all()]
    issue.revisions.filter(current=True).update(current=False)
    revision = Revision.objects.create(
        issue=issue,
        number=issue.revision,
        date=issue.date,
        content=snapshot(as_understood(issue), items, leads_to=leads_to),
        content_hash=issue.content_hash,
        reason=issue.correction,
        reviewed_name=issue.reviewed_by.name if issue.reviewed_by else "",
        signed_by_id=by.person_id,
        signed_name=by.name,
        signed_at=at,
    )
    document = document_of(issue)
    Output.objects.bulk_create(
        Output(
            revision=revision,
            format=form.name,
            blob=keep_blob(form.render(document), at=at, media_type=form.content_type),
        )
        for form in FORMATS.values()
    )
    return revision


def _kept(item: Item) -> dict[str, Any]:
    """What is kept of an item beside its words, so that the row can be made anew."""
    made_of = item.submissions.beyond("what it was made of").values_list("pk", flat=True)
    return {
        "id": str(item.pk),
        "submissions": [str(pk) for pk in made_of],
        "kind": item.kind.name if item.kind else "",
        "event_on": item.event_on.isoformat() if item.event_on else "",
        "event_until": item.event_until.isoformat() if item.event_until else "",
        "place": item.place,
        "entry": str(item.entry_id or ""),
        "sizes": {picture.blob_id: [picture.width, picture.height] for picture in item.pictures.all()},
    }
