"""Several reports of one event become one item, signed by all their units: joined at the desk, parted again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.actions.sending_in import take_step
from kexie.domains.bulletin.actions.sorting import check_free, held
from kexie.domains.bulletin.errors import NotJoined
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.submissions import SubmissionState, SubmissionVerb


def join(*, by: Actor, at: datetime, submission_id: UUID, seen: int, other_id: UUID, other_seen: int) -> Submission:
    """Adopt the first, and the other with it as one item signed by the units of both; what is adopted stays so.

    Raises NotFound, SubmissionChanged, StepNotPossible, InAnIssue, NotJoined (the first is itself joined to another one,
    or they are one and the same).
    """
    if submission_id == other_id:
        raise NotJoined(_("一条信息不能并入它自己。"))
    with transaction.atomic():
        # The locks in one order, whoever asks for which: two editors who join crosswise do not wait for each other.
        found = {pk: held(pk, by=by, at=at) for pk in sorted((submission_id, other_id))}
        kept, other = found[submission_id], found[other_id]
        check_free(kept, by=by, at=at, seen=seen)
        check_free(other, by=by, at=at, seen=other_seen)
        if kept.joined_to_id:
            raise NotJoined(_("“%(title)s”已经并入另一条信息，请以那一条为主。") % {"title": kept.title})
        kept, other = (_adopted(submission, by=by, at=at) for submission in (kept, other))
        other.joined.beyond("they follow the one that they were joined to").update(joined_to=kept)
        _link(other, kept)
        _audit("join", other, by=by, at=at, kept=str(kept.pk))
    return kept


def part(*, by: Actor, at: datetime, submission_id: UUID, seen: int) -> Submission:
    """Let a submission that was joined to another stand alone again; it stays adopted.

    Raises NotFound, SubmissionChanged, InAnIssue, NotJoined.
    """
    with transaction.atomic():
        submission = held(submission_id, by=by, at=at)
        check_free(submission, by=by, at=at, seen=seen)
        if submission.joined_to_id is None:
            raise NotJoined(_("这条信息没有并入其他信息。"))
        kept = str(submission.joined_to_id)
        _link(submission, None)
        _audit("part", submission, by=by, at=at, kept=kept)
    return submission


def _adopted(submission: Submission, *, by: Actor, at: datetime) -> Submission:
    if submission.state == SubmissionState.ADOPTED:
        return submission
    verb, seen = SubmissionVerb.ADOPT, submission.edition
    return take_step(by=by, at=at, submission_id=submission.pk, verb=verb, seen=seen)


def _link(submission: Submission, kept: Submission | None) -> None:
    submission.joined_to = kept
    submission.save(update_fields=["joined_to"])


def _audit(what: str, submission: Submission, *, by: Actor, at: datetime, kept: str) -> None:
    target = f"bulletin.submission:{submission.pk}"
    audit.record(by=by, at=at, action=f"bulletin.submission_{what}", target=target, kept=kept)
