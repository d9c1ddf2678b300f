"""A unit's verbs: begin a submission, save its words, send it in, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Ability, Actor, abilities, check
from kexie.base.kernel.errors import NotFound
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.abilities import CONTRIBUTE, HANDLE
from kexie.domains.bulletin.actions.following import follow, leave_issue
from kexie.domains.bulletin.actions.words_sent import check_lengths, check_origin, place_pictures
from kexie.domains.bulletin.errors import AlreadySentIn, NotWritable, SubmissionChanged, WordsMissing
from kexie.domains.bulletin.models import Submission, SubmissionCredit, SubmissionStep, SubmissionVersion
from kexie.domains.bulletin.queries.submissions import words_of
from kexie.domains.bulletin.rules.pasting import written_paragraphs
from kexie.domains.bulletin.rules.submissions import (
    NEEDS_REASON,
    STATE_LABELS,
    WRITABLE,
    Channel,
    Origin,
    PictureWords,
    SubmissionState,
    SubmissionVerb,
    SubmissionWords,
    step_for,
)
from kexie.domains.bulletin.rules.wording import tidied_title

LONGEST_REASON: Final = 500
NOWHERE: Final = Origin()


def begin_submission(
    *,
    by: Actor,
    at: datetime,
    unit: Organisation,
    words: SubmissionWords,
    channel: Channel = Channel.WEB,
    origin: Origin = NOWHERE,
) -> Submission:
    """A new draft of ``unit``; whoever begins it must send in for that unit, or sit at the desk.

    Raises NotPermitted, WordsMissing (too long), NotFound (work of others, or a commission that the unit was not given).
    """
    check(by, HANDLE if not by.reach(CONTRIBUTE).covers(unit.path) else CONTRIBUTE, unit.path)
    check_lengths(words)
    check_origin(by, unit, origin)
    with transaction.atomic():
        submission = Submission.objects.create(
            unit=unit,
            author_id=by.person_id,
            author_name=by.name,
            channel=channel.value,
            entry_id=origin.entry_id,
            commission_id=origin.commission_id,
            created_at=at,
            updated_at=at,
            **_fields(words),
        )
        store_units(submission, by=by, at=at, units=words.units or (unit.pk,))
        audit.record(by=by, at=at, action="bulletin.write", target=f"bulletin.submission:{submission.pk}")
    return submission


def save_submission(
    *,
    by: Actor,
    at: datetime,
    submission_id: UUID,
    seen: int,
    words: SubmissionWords,
    pictures: Sequence[PictureWords] | None = None,
) -> Submission:
    """Give a submission other words, as complete or incomplete as they are; ``seen`` is the edition they began from.

    ``pictures`` says in which order, where and with which words its pictures stand; one that it leaves out stays last.
    Raises NotFound, NotWritable, SubmissionChanged, WordsMissing (too long). The same words again change nothing.
    """
    check_lengths(words, pictures or ())
    with transaction.atomic():
        submission = writable(by, submission_id, seen)
        before = words_of(submission)
        for name, value in _fields(words).items():
            setattr(submission, name, value)
        store_units(submission, by=by, at=at, units=words.units or (submission.unit_id,))
        place_pictures(submission, pictures)
        if words_of(submission) != before:
            submission.edition += 1
            submission.updated_at = at
            submission.save()
    return submission


def discard_submission(*, by: Actor, at: datetime, submission_id: UUID, seen: int) -> None:
    """Delete a draft that was never sent in, with its pictures. Raises NotFound, AlreadySentIn, SubmissionChanged."""
    with transaction.atomic():
        submission = _locked(by, submission_id, CONTRIBUTE)
        if submission.version:
            raise AlreadySentIn(title=submission.title)
        writable(by, submission_id, seen)
        target = f"bulletin.submission:{submission.pk}"
        submission.delete()
        audit.record(by=by, at=at, action="bulletin.submission_discard", target=target)


def send_in(*, by: Actor, at: datetime, submission_id: UUID, seen: int) -> Submission:
    """报送: the words go to the desk as they are, and are kept as one more version. See :func:`take_step`; WordsMissing."""
    return take_step(by=by, at=at, submission_id=submission_id, verb=SubmissionVerb.SEND_IN, seen=seen)


def take_step(
    *, by: Actor, at: datetime, submission_id: UUID, verb: SubmissionVerb, seen: int, note: str = ""
) -> Submission:
    """One step of a submission's life. ``seen`` is the edition that the actor had before his or her eyes.

    Raises NotFound, SubmissionChanged, StepNotPossible, NotPermitted, WordsMissing (a reason, a title or a text that lacks),
    InAnIssue.
    """
    note = note.strip()
    with transaction.atomic():
        submission = _locked(by, submission_id, CONTRIBUTE, HANDLE)
        state = SubmissionState(submission.state)
        step = step_for(state, verb)
        check(by, abilities[step.ability], submission.unit.path)
        if submission.edition != seen:
            raise SubmissionChanged(state=str(STATE_LABELS[state]))
        _check_words(submission, verb, note)
        leave_issue(submission, by=by, at=at)
        submission.state, submission.edition, submission.updated_at = step.next_state.value, submission.edition + 1, at
        if verb is SubmissionVerb.SEND_IN:
            _keep_version(submission, by=by, at=at)
        elif step.ability == HANDLE.code:
            submission.decided_at, submission.reason = at, note
        submission.save()
        SubmissionStep.objects.create(
            submission=submission,
            verb=verb.value,
            state_before=state.value,
            state_after=submission.state,
            person_id=by.person_id,
            person_name=by.name,
            at=at,
            note=note,
        )
        audit.record(
            by=by,
            at=at,
            action=f"bulletin.submission_{verb.value}",
            target=f"bulletin.submission:{submission.pk}",
            before=state.value,
            after=submission.state,
        )
        follow(submission, by=by, at=at, verb=verb)
    return submission


def writable(by: Actor, submission_id: UUID, seen: int) -> Submission:
    """A submission whose unit may change it now, held until the transaction ends; a step inside a verb.

    Raises NotFound, NotWritable, SubmissionChanged.
    """
    submission = _locked(by, submission_id, CONTRIBUTE)
    state = SubmissionState(submission.state)
    if state not in WRITABLE:
        raise NotWritable(state=str(STATE_LABELS[state]))
    if submission.edition != seen:
        raise SubmissionChanged(state=str(STATE_LABELS[state]))
    return submission


def _locked(by: Actor, submission_id: UUID, *needed: Ability) -> Submission:
    """The submission, held until the transaction ends; NotFound where ``by`` may not see it by one of ``needed``."""
    rows = Submission.objects.seen_by(by, *needed).select_for_update(of=("self",)).select_related("unit")
    found: Submission | None = rows.filter(pk=submission_id).first()
    if found is None:
        raise NotFound
    return found


def _fields(words: SubmissionWords) -> dict[str, object]:
    return {
        "title": tidied_title(words.title),
        "text": "\n".join(written_paragraphs(words.text)),
        "column_id": words.column,
        "kind_id": words.kind,
        "event_on": words.event_on,
        "event_until": words.event_until,
        "place": tidied_title(words.place),
    }


def store_units(submission: Submission, *, by: Actor, at: datetime, units: tuple[int, ...]) -> None:
    """The units that sign, in order, each once, by the names they have now; a step inside a verb."""
    known = Organisation.objects.in_bulk(units)
    SubmissionCredit.objects.filter(submission=submission).delete()
    SubmissionCredit.objects.bulk_create(
        SubmissionCredit(
            submission=submission,
            organisation=known[pk],
            order=order,
            name=known[pk].short_name or known[pk].name,
        )
        for order, pk in enumerate(dict.fromkeys(pk for pk in units if pk in known), start=1)
    )


def _check_words(submission: Submission, verb: SubmissionVerb, note: str) -> None:
    wrong: dict[str, str] = {}
    if verb is SubmissionVerb.SEND_IN:
        if not submission.title:
            wrong["title"] = _("请填写标题，再报送。")
        if not submission.text:
            wrong["text"] = _("请填写正文，再报送。")
    if verb in NEEDS_REASON and not note:
        wrong["note"] = _("请写明原因，报送单位才知道怎么办。")
    if len(note) > LONGEST_REASON:
        wrong["note"] = _("原因最多%(limit)s字，请精简。") % {"limit": LONGEST_REASON}
    if wrong:
        raise WordsMissing(wrong)


def _keep_version(submission: Submission, *, by: Actor, at: datetime) -> None:
    submission.version += 1
    submission.submitted_at, submission.reason, submission.decided_at = at, "", None
    SubmissionVersion.objects.create(
        submission=submission,
        number=submission.version,
        at=at,
        by_name=by.name,
        by_account=by.account_id,
        words=words_of(submission),
    )
