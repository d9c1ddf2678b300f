"""Words between the desk and a unit about a submission, or among editors."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, may
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.actions.telling import tell_note
from kexie.domains.bulletin.errors import WordsMissing
from kexie.domains.bulletin.models import SubmissionNote
from kexie.domains.bulletin.queries.submissions import submission_for
from kexie.domains.bulletin.rules.wording import tidied_title

LONGEST_NOTE: Final = 500


def add_note(*, by: Actor, at: datetime, submission_id: UUID, text: str, internal: bool = False) -> SubmissionNote:
    """The desk's word to a unit, or one among editors (``internal``), or the unit's word to the desk; the others are told.

    Raises NotFound, WordsMissing (no text, or too long).
    """
    text = tidied_title(text)
    if not text:
        raise WordsMissing({"text": _("请写下留言。")})
    if len(text) > LONGEST_NOTE:
        raise WordsMissing({"text": _("留言最多%(limit)s字，请精简。") % {"limit": LONGEST_NOTE}})
    with transaction.atomic():
        submission, by_desk = submission_for(by, submission_id), may(by, HANDLE)
        if not submission.version:
            raise NotFound  # a draft is its unit's own affair: nobody would read the note
        note = SubmissionNote.objects.create(
            submission=submission,
            person_id=by.person_id,
            person_name=by.name,
            at=at,
            text=text,
            internal=internal and by_desk,
            by_desk=by_desk,
        )
        tell_note(note, by=by, at=at)
        target = f"bulletin.submission:{submission.pk}"
        audit.record(by=by, at=at, action="bulletin.submission_note", target=target, internal=note.internal)
    return note
