"""Pictures as an actor may see them: with a submission for its unit and the desk, with a signed issue for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from kexie.base.kernel.access import Actor, may
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import VIEW_DRAFTS
from kexie.domains.bulletin.models import Blob, Issue, Picture, Submission
from kexie.domains.bulletin.queries.issues import visible
from kexie.domains.bulletin.queries.submissions import is_own, submission_for
from kexie.domains.bulletin.rules.submissions import WRITABLE, SubmissionState


def picture_of_submission(actor: Actor, submission_id: UUID, sha256: str) -> Blob:
    """A picture of a submission that ``actor`` may read, as it stands now or in a version that was sent in; NotFound.

    What a unit is working on, only the unit sees.
    """
    submission = submission_for(actor, submission_id)
    hidden = SubmissionState(submission.state) in WRITABLE and not is_own(actor, submission)
    now = not hidden and submission.pictures.filter(blob_id=sha256).exists()
    if not now and sha256 not in _sent_in(submission):
        raise NotFound
    return _blob(sha256)


def picture_of_issue(actor: Actor, year: int, number: int, sha256: str) -> Blob:
    """A picture of an issue: of its latest signed revision for everybody, of its draft for who may view drafts; NotFound."""
    issue = visible(actor).filter(year=year, number=number).first()
    if issue is None:
        raise NotFound
    drawn = may(actor, VIEW_DRAFTS) and Picture.objects.filter(item__issue=issue, blob_id=sha256).exists()
    if not drawn and sha256 not in _signed(issue):
        raise NotFound
    return _blob(sha256)


def _blob(sha256: str) -> Blob:
    found = Blob.objects.filter(pk=sha256).first()
    if found is None:
        raise NotFound
    return found


def _sent_in(submission: Submission) -> set[str]:
    versions = submission.versions.values_list("words", flat=True)
    return {picture["sha256"] for words in versions for picture in words["pictures"]}


def _signed(issue: Issue) -> set[str]:
    content = issue.revisions.order_by("-number").values_list("content", flat=True).first()
    return set(_digests(content or {}))


def _digests(content: Mapping[str, Any]) -> Iterator[str]:
    for column in content.get("columns", ()):
        for item in column["items"]:
            yield from (picture["sha256"] for picture in item.get("pictures", ()))
