"""The verb of the review of rights."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.people.abilities import REVIEW_RIGHTS
from kexie.base.people.models import AccessReview, Organisation
from kexie.base.people.queries.reviews import held_in


@transaction.atomic
def finish_review(*, by: Actor, at: datetime, organisation: Organisation, note: str = "") -> AccessReview:
    """Keep that ``by`` has looked through who holds which role in ``organisation``, with the list as it is now."""
    access.check(by, REVIEW_RIGHTS, organisation.path)
    held = held_in(by, organisation, on=timezone.localdate(at), at=at, below=False)
    listed = [
        {
            "post": str(row.post_id),
            "person": str(row.person_id),
            "role": row.role,
            "begin": row.begin.isoformat(),
            "end": row.end.isoformat() if row.end else "",
            "flags": [str(flag) for flag in row.flags],
        }
        for row in held
    ]
    review = AccessReview.objects.create(
        organisation=organisation,
        at=at,
        by_name=by.name,
        by_account=by.account_id,
        holdings=listed,
        note=note.strip(),
    )
    target = f"people.accessreview:{review.pk}"
    audit.record(by=by, at=at, action="rights.review", target=target, unit_path=organisation.path, posts=len(listed))
    return review
