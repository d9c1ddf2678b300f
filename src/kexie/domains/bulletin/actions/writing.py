"""What a unit's page asks for in one go: keep the words, take pictures in or out, and send it in, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kexie.base.kernel.access import Actor
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.actions.pictures import GivenFile, add_pictures, remove_picture
from kexie.domains.bulletin.actions.sending_in import NOWHERE, begin_submission, save_submission, send_in
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.submissions import Channel, Origin, PictureWords, SubmissionWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What was written: words, what is said of the pictures, files to take in, a picture to take out, whether to send it in.

    ``seen`` is the edition of the submission from which its writer began.
    """

    words: SubmissionWords
    seen: int = 1
    pictures: Sequence[PictureWords] = ()
    files: Sequence[GivenFile] = ()
    without: str = ""
    send: bool = False
    #: Behind which paragraph fresh pictures are put.
    after: int = field(default=0)


@dataclass(frozen=True, slots=True)
class Written:
    """The submission as it is now, and a sentence for each file that was not taken in."""

    submission: Submission
    told: tuple[str, ...] = ()


def begin_writing(
    *, by: Actor, at: datetime, unit: Organisation, writing: Writing, origin: Origin = NOWHERE
) -> Written:
    """A new draft with all that was written; see :func:`begin_submission` and :func:`write`."""
    channel = Channel.LEDGER if origin.entry_id else Channel.WEB
    with transaction.atomic():
        fresh = begin_submission(by=by, at=at, unit=unit, words=writing.words, channel=channel, origin=origin)
        if not writing.files and not writing.send:
            return Written(fresh)
        return _follow(fresh, writing, by=by, at=at)


def write(*, by: Actor, at: datetime, submission_id: UUID, writing: Writing) -> Written:
    """Keep what was written.

    Raises NotFound, NotWritable, SubmissionChanged, WordsMissing (too long; or, to be sent in, without title or text).
    """
    with transaction.atomic():
        saved = save_submission(
            by=by,
            at=at,
            submission_id=submission_id,
            seen=writing.seen,
            words=writing.words,
            pictures=writing.pictures,
        )
        return _follow(saved, writing, by=by, at=at)


def _follow(submission: Submission, writing: Writing, *, by: Actor, at: datetime) -> Written:
    told: tuple[str, ...] = ()
    pk = submission.pk
    if writing.without:
        submission = remove_picture(by=by, at=at, submission_id=pk, seen=submission.edition, sha256=writing.without)
    if writing.files:
        added = add_pictures(
            by=by, at=at, submission_id=pk, seen=submission.edition, files=writing.files, after=writing.after
        )
        submission, told = added.submission, added.refused
    if writing.send:
        submission = send_in(by=by, at=at, submission_id=pk, seen=submission.edition)
    return Written(submission, told)
