"""The desk's steps on many rows at once: one row each time, by the verb that its page would use."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import HANDLE
from kexie.domains.bulletin.actions.sending_in import take_step
from kexie.domains.bulletin.models import Submission
from kexie.domains.bulletin.rules.submissions import STATE_LABELS, SubmissionState, SubmissionVerb


def decide_one(*, by: Actor, at: datetime, key: str, verb: SubmissionVerb, note: str = "") -> str:
    """One row of many: the step, whatever edition it finds. Refusals as :func:`take_step`; answers the new state."""
    check(by, HANDLE)
    found = Submission.objects.seen_by(by, HANDLE).filter(pk=UUID(key)).values_list("edition", flat=True).first()
    if found is None:
        raise NotFound
    done = take_step(by=by, at=at, submission_id=UUID(key), verb=verb, seen=found, note=note)
    return str(STATE_LABELS[SubmissionState(done.state)])


def adopt_one(*, by: Actor, at: datetime, key: str) -> str:
    """采用, for a row of many."""
    return decide_one(by=by, at=at, key=key, verb=SubmissionVerb.ADOPT)


def reserve_one(*, by: Actor, at: datetime, key: str) -> str:
    """备用, for a row of many."""
    return decide_one(by=by, at=at, key=key, verb=SubmissionVerb.RESERVE)


def return_one(*, by: Actor, at: datetime, key: str, reason: str) -> str:
    """退改, for a row of many, for one reason."""
    return decide_one(by=by, at=at, key=key, verb=SubmissionVerb.RETURN, note=reason)


def reject_one(*, by: Actor, at: datetime, key: str, reason: str) -> str:
    """不采用, for a row of many, for one reason."""
    return decide_one(by=by, at=at, key=key, verb=SubmissionVerb.REJECT, note=reason)


def reopen_one(*, by: Actor, at: datetime, key: str) -> str:
    """重新初审, for a row of many."""
    return decide_one(by=by, at=at, key=key, verb=SubmissionVerb.REOPEN)
