"""The sign-off: 送审, 审核通过, 退回修改, 签发. Nothing is public before the last, and two persons stand behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.search import api as search
from kexie.domains.bulletin.abilities import VIEW_DRAFTS
from kexie.domains.bulletin.actions.appearances import note_appearances
from kexie.domains.bulletin.actions.freezing import freeze
from kexie.domains.bulletin.actions.publishing import entries_of, notify_next, retire_entries, write_ledger
from kexie.domains.bulletin.errors import IssueChanged, WordsMissing
from kexie.domains.bulletin.models import Issue, SignOffStep
from kexie.domains.bulletin.queries import as_understood, check_step, content_hash
from kexie.domains.bulletin.rules.life_cycle import (
    NEEDS_REASON,
    STATE_LABELS,
    IssueState,
    IssueVerb,
    next_state,
)

LONGEST_NOTE: Final = 500


def submit_for_review(*, by: Actor, at: datetime, issue_id: UUID, seen: int) -> Issue:
    """送审: the draft goes to the reviewers. See :func:`advance`."""
    return advance(by=by, at=at, issue_id=issue_id, verb=IssueVerb.SUBMIT, seen=seen)


def approve(*, by: Actor, at: datetime, issue_id: UUID, seen: int) -> Issue:
    """审核通过: the issue goes to the signers. See :func:`advance`."""
    return advance(by=by, at=at, issue_id=issue_id, verb=IssueVerb.APPROVE, seen=seen)


def return_(*, by: Actor, at: datetime, issue_id: UUID, seen: int, note: str) -> Issue:
    """退回修改: back to the editor, with the reason. See :func:`advance`."""
    return advance(by=by, at=at, issue_id=issue_id, verb=IssueVerb.RETURN, seen=seen, note=note)


def sign(*, by: Actor, at: datetime, issue_id: UUID, seen: int) -> Issue:
    """签发: the issue is public from now on, and what it says is frozen. See :func:`advance`."""
    return advance(by=by, at=at, issue_id=issue_id, verb=IssueVerb.SIGN, seen=seen)


def correct(*, by: Actor, at: datetime, issue_id: UUID, seen: int, note: str) -> Issue:
    """更正: a signed issue is drafted anew; until that is signed, the public has the old one. See :func:`advance`."""
    return advance(by=by, at=at, issue_id=issue_id, verb=IssueVerb.CORRECT, seen=seen, note=note)


def advance(*, by: Actor, at: datetime, issue_id: UUID, verb: IssueVerb, seen: int, note: str = "") -> Issue:
    """Take one step of the life cycle. ``seen`` is the version that the actor had before his or her eyes: if the issue
    has changed since, nothing happens.

    Raises NotFound, IssueChanged, VerbNotPossible, NotPermitted, PersonNeeded, SamePerson, ChecksOpen, WordsMissing.
    """
    check(by, VIEW_DRAFTS)
    note = note.strip()
    with transaction.atomic():
        issue = Issue.objects.select_for_update().filter(pk=issue_id).first()
        if issue is None:
            raise NotFound
        state = IssueState(issue.state)
        if issue.version != seen:
            raise IssueChanged(label=issue.label, state=str(STATE_LABELS[state]))
        check_step(by, issue, verb)
        _check_note(verb, note)
        _set_state(issue, next_state(state, verb), verb, by=by, at=at, note=note)
        SignOffStep.objects.create(
            issue=issue,
            verb=verb.value,
            state_before=state.value,
            state_after=issue.state,
            person_id=by.person_id,
            person_name=by.name,
            at=at,
            note=note,
        )
        notify_next(issue, verb, by=by, at=at, note=note)
        if issue.is_signed:
            retire_entries(issue)
            freeze(issue, by=by, at=at)
            note_appearances(issue)
            write_ledger(issue, by=by, at=at)
            search.put(*entries_of(issue))
        _record(issue, verb, state, by=by, at=at)
    return issue


def _check_note(verb: IssueVerb, note: str) -> None:
    if verb in NEEDS_REASON and not note:
        correcting = verb is IssueVerb.CORRECT
        why = _("请写明更正的原因，它会随更正稿公开。") if correcting else _("请写明退回的原因，编辑才知道改什么。")
        raise WordsMissing({"note": why})
    if len(note) > LONGEST_NOTE:
        raise WordsMissing({"note": _("原因最多%(limit)s字，请精简。") % {"limit": LONGEST_NOTE}})


def _set_state(issue: Issue, state: IssueState, verb: IssueVerb, *, by: Actor, at: datetime, note: str) -> None:
    issue.state = state.value
    issue.version += 1
    if verb is IssueVerb.SUBMIT:
        issue.drafted_by_id = by.person_id or issue.drafted_by_id
    elif verb is IssueVerb.APPROVE:
        issue.reviewed_by_id, issue.reviewed_at = by.person_id, at
    elif verb is IssueVerb.RETURN:
        issue.reviewed_by_id, issue.reviewed_at = None, None
    elif verb is IssueVerb.SIGN:
        issue.signed_by_id, issue.signed_at = by.person_id, at
        issue.published_at = issue.published_at or at
        issue.content_hash = content_hash(as_understood(issue))
    elif verb is IssueVerb.CORRECT:
        issue.revision, issue.correction = issue.revision + 1, note
        issue.reviewed_by_id = issue.reviewed_at = issue.signed_by_id = issue.signed_at = None
        issue.content_hash, issue.drafted_by_id = "", by.person_id or issue.drafted_by_id
    issue.save()


def _record(issue: Issue, verb: IssueVerb, before: IssueState, *, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        at=at,
        action=f"bulletin.{verb.value}",
        target=f"bulletin.issue:{issue.pk}",
        before=before.value,
        after=issue.state,
        version=issue.version,
        content_hash=issue.content_hash,
    )
