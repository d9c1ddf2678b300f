"""Answering a message that a case waits for: a word and files, and the case goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kexie.base.documents.intake import Upload
from kexie.base.kernel.access import Actor
from kexie.base.matters.actions import talking
from kexie.base.matters.actions.cases import take_message
from kexie.base.matters.actions.stepping import locked
from kexie.base.matters.models import Case
from kexie.base.matters.queries.cases import own_case
from kexie.base.matters.queries.handling import case_handled


@transaction.atomic
def answer_message(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    message: str,
    own: bool,
    text: str = "",
    uploads: Sequence[Upload] = (),
    answers: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Case:
    """Bring the message, after the word and the files that belong to it, as whoever has applied (``own``) or as the office.

    All of it, or nothing. Raises as `cases.take_message`, `talking.say` and `talking.add_papers`, and:

    Raises:
        NotFound: the case is not one's own; one does not handle it.
        CaseChanged: it has moved on since ``seen``.
    """
    if own:
        own_case(by, case_id)
    else:
        case_handled(by, case_id)
    locked(case_id, seen=seen)
    if uploads:
        if own:
            talking.add_own_papers(by=by, at=at, case_id=case_id, uploads=uploads)
        else:
            talking.add_papers(by=by, at=at, case_id=case_id, uploads=uploads, telling=True)
    if text.strip():
        if own:
            talking.say_as_applicant(by=by, at=at, case_id=case_id, text=text)
        else:
            talking.say(by=by, at=at, case_id=case_id, text=text, telling=True)
    return take_message(by=by, at=at, case_id=case_id, message=message, answers=answers, own=own)
