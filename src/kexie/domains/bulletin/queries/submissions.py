"""Submissions as an actor may see them, and their words as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.models import Submission, SubmissionVersion
from kexie.domains.bulletin.rules.submissions import WRITABLE, SubmissionState


def submission_for(actor: Actor, submission_id: UUID) -> Submission:
    """A submission of the actor's unit, in any state, or one that has come to the desk; NotFound otherwise."""
    own = Submission.objects.seen_by(actor, CONTRIBUTE)
    desk = Submission.objects.seen_by(actor, HANDLE).at_the_desk()
    found: Submission | None = (own | desk).select_related("unit", "column", "kind").filter(pk=submission_id).first()
    if found is None:
        raise NotFound
    return found


def is_own(actor: Actor, submission: Submission) -> bool:
    """Whether ``actor`` writes for the unit of the submission, and so sees what it is working on."""
    return actor.reach(CONTRIBUTE).covers(submission.unit.path)


def words_of(submission: Submission) -> dict[str, Any]:
    """What a submission says, as a version keeps it: plain data, names of units and the keys of pictures."""
    return {
        "title": submission.title,
        "text": submission.text,
        "column": submission.column.name if submission.column else "",
        "kind": submission.kind.name if submission.kind else "",
        "credits": list(submission.credits.values_list("name", flat=True)),
        "event_on": submission.event_on.isoformat() if submission.event_on else "",
        "event_until": submission.event_until.isoformat() if submission.event_until else "",
        "place": submission.place,
        "pictures": [
            {"sha256": picture.blob_id, "alt": picture.alt, "caption": picture.caption, "after": picture.after}
            for picture in submission.pictures.all()
        ],
    }


def shown_words(submission: Submission, *, own: bool, versions: Sequence[SubmissionVersion]) -> dict[str, Any]:
    """What a reader is shown: what a unit is working on, only the unit sees."""
    if versions and not own and SubmissionState(submission.state) in WRITABLE:
        words: dict[str, Any] = versions[-1].words
        return words
    return words_of(submission)
