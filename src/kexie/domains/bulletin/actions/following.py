"""What follows from a step of a submission, inside its transaction: who is told, what is looked for, what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kexie.base.kernel import outbox
from kexie.base.kernel.access import Actor
from kexie.domains.bulletin.actions.commission_times import note_answer, take_answer_back
from kexie.domains.bulletin.errors import InAnIssue
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.desk import UNDO
from kexie.domains.bulletin.rules.submissions import SubmissionState, SubmissionVerb

#: The outbox topics: what was decided, for its unit; what resembles a submission, for the desk.
DECIDED: Final = "bulletin.decided"
LIKENESS: Final = "bulletin.likeness"

_TOLD: Final = frozenset({SubmissionVerb.ADOPT, SubmissionVerb.RESERVE, SubmissionVerb.RETURN, SubmissionVerb.REJECT})


def leave_issue(submission: Submission, *, by: Actor, at: datetime) -> None:
    """Before an adopted submission goes another way: nothing may be made of it yet; who is joined to it stands alone again.

    Raises InAnIssue.
    """
    if submission.state != SubmissionState.ADOPTED:
        return
    if submission.item is not None:
        raise InAnIssue(title=submission.title, label=submission.item.issue.label)
    submission.joined_to = None
    submission.joined.beyond("they were joined at the desk to what leaves it").update(joined_to=None)


def follow(submission: Submission, *, by: Actor, at: datetime, verb: SubmissionVerb) -> None:
    """After the step: note what was answered by it; look for what resembles it once it has come; tell its unit what was
    decided once that cannot be taken back any more. A return is told at once, since the unit has to act.
    """
    key = f"{submission.pk}:{submission.edition}"
    if verb is SubmissionVerb.SEND_IN:
        note_answer(submission, by=by, at=at)
        outbox.put(topic=LIKENESS, key=key, payload={"submission": str(submission.pk)}, at=at)
    elif verb is SubmissionVerb.WITHDRAW:
        take_answer_back(submission, by=by, at=at)
    elif verb in _TOLD and submission.decided_at is not None:
        payload = {"submission": str(submission.pk), "decided_at": submission.decided_at.isoformat()}
        due = at if verb is SubmissionVerb.RETURN else at + UNDO
        outbox.put(topic=DECIDED, key=key, payload=payload, at=at, not_before=due if due > at else None)
