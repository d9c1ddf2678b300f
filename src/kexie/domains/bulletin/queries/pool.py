"""What waits to be taken into an issue."""

from __future__ import annotations

from django.db.models import QuerySet

from kexie.base.kernel.access import Actor, may
from kexie.domains.bulletin.abilities import EDIT, HANDLE
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.submissions import SubmissionState


def pool(actor: Actor) -> QuerySet[Submission]:
    """The adopted submissions that stand in no issue and go with no other, by column, the longest waiting first."""
    if not (may(actor, EDIT) and may(actor, HANDLE)):
        return Submission.objects.none()
    found = Submission.objects.seen_by(actor, HANDLE).filter(
        state=SubmissionState.ADOPTED.value, item__isnull=True, joined_to__isnull=True
    )
    ordered = found.select_related("unit", "column").order_by("column__order", "decided_at", "pk")
    return ordered.prefetch_related("credits")
