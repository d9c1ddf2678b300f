"""Revising the standard: one person proposes an edition, another one publishes it or sends it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import access, audit
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.standards import abilities
from kexie.base.standards.actions.loading import bump, publish_code_list, publish_element
from kexie.base.standards.errors import OneselfDeciding, RevisionDecided, RevisionOpen, WrongRevision
from kexie.base.standards.models import Revision, RevisionState
from kexie.base.standards.queries import in_force, revisions
from kexie.base.standards.rules.definitions import (
    CodeListDefinition,
    ElementDefinition,
    code_list_row,
    element_row,
)
from kexie.base.standards.rules.revisions import code_list_mistakes, element_mistakes


def propose(
    *, by: Actor, at: datetime, after: ElementDefinition | CodeListDefinition, reason: str, new: bool = False
) -> Revision:
    """Propose ``after`` as the next edition and hand it to the reviewers; what came back is proposed anew.

    ``new`` proposes an element or a list that the standard does not have yet.

    Raises `WrongRevision` with a sentence per field, `RevisionOpen` when another one is under way, NotPermitted.
    """
    access.check(by, abilities.EDIT)
    if by.account_id is None:
        raise NotPermitted
    subject = Revision.Subject.ELEMENT if isinstance(after, ElementDefinition) else Revision.Subject.CODE_LIST
    with transaction.atomic():
        before = _before(subject, after, new)
        _check(before, after, at, reason)
        revision = _opened(subject, after.code, by)
        revision.name, revision.edition = after.name, before.edition + 1 if before else 1
        revision.effective_from, revision.content = after.effective_from, {**_row(after), "edition": revision.edition}
        revision.reason, revision.state = reason, RevisionState.SUBMITTED
        revision.proposed_at, revision.proposed_by = at, by.account_id
        revision.proposed_by_name = by.name
        revision.decided_at = revision.decided_by = None
        revision.decided_by_name = revision.answer = ""
        try:
            with transaction.atomic():
                revision.save()
        except IntegrityError as error:
            raise RevisionOpen from error
        _record(by, at, "standards.propose", revision)
    return revision


def withdraw(*, by: Actor, at: datetime, revision_id: UUID) -> Revision:
    """Take one's own revision back before it is decided on."""
    with transaction.atomic():
        revision = _locked(revision_id, RevisionState.SUBMITTED, RevisionState.RETURNED)
        if revision.proposed_by != by.account_id:
            raise NotPermitted(_("只有提出修订的人可以撤回。"))
        revision.state = RevisionState.WITHDRAWN
        revision.save(update_fields=["state"])
        _record(by, at, "standards.withdraw", revision)
    return revision


def send_back(*, by: Actor, at: datetime, revision_id: UUID, answer: str) -> Revision:
    """Return a revision to who has proposed it, with the reason."""
    with transaction.atomic():
        revision = _deciding(by, revision_id)
        if not answer.strip():
            raise WrongRevision(errors={"answer": [_("请写明退回的理由，以便修改。")]})
        _decide(revision, RevisionState.RETURNED, by, at, answer)
        _record(by, at, "standards.return", revision)
    return revision


def publish(*, by: Actor, at: datetime, revision_id: UUID, answer: str = "") -> Revision:
    """Approve a revision: its edition enters the register and is in force from its day on, in every process.

    Raises `OneselfDeciding`, `RevisionDecided` (somebody was faster), `WrongRevision` when it no longer fits.
    """
    with transaction.atomic():
        revision = _deciding(by, revision_id)
        after = revisions.proposed(revision)
        known = revisions.is_registered(revision.subject, revision.code)
        before = revisions.newest(revision.subject, revision.code) if known else None
        if (before.edition if before else 0) != revision.edition - 1:
            raise RevisionDecided(_("提出之后已有新的版本，请退回，请提出人在新版本上修改。"))
        _check(before, after, at, revision.reason)
        if isinstance(after, ElementDefinition):
            publish_element(after)
        else:
            publish_code_list(after)
        _decide(revision, RevisionState.PUBLISHED, by, at, answer)
        bump()
        _record(by, at, "standards.publish", revision)
    return revision


def _before(
    subject: str, after: ElementDefinition | CodeListDefinition, new: bool
) -> ElementDefinition | CodeListDefinition | None:
    """The edition that ``after`` follows; None for something new, which must not be there yet."""
    if not new:
        return revisions.newest(subject, after.code)
    if revisions.is_registered(subject, after.code):
        raise WrongRevision(errors={"code": [_("已有这个代码，请换一个，或者打开它的页面提出修订。")]})
    return None


def _check(
    before: ElementDefinition | CodeListDefinition | None,
    after: ElementDefinition | CodeListDefinition,
    at: datetime,
    reason: str,
) -> None:
    if before is not None and type(before) is not type(after):
        raise TypeError("an edition follows one of its own kind")
    if isinstance(after, ElementDefinition):
        follows = before if isinstance(before, ElementDefinition) else None
        errors = element_mistakes(follows, after, in_force.standard().code_lists)
        if revisions.identifier_taken(after.identifier, after.code):
            errors["identifier"] = [_("这个标识符已用于另一个数据元，请换一个。")]
    else:
        follows_list = before if isinstance(before, CodeListDefinition) else None
        errors = code_list_mistakes(follows_list, after, replacing=revisions.replaces_shipped(after.code))
    if not reason.strip():
        errors["reason"] = [_("请写明修订的理由。")]
    since = before.effective_from if before else None
    if sentence := _too_early(since, after.effective_from, timezone.localdate(at)):
        errors["effective_from"] = [sentence]
    if errors:
        raise WrongRevision(errors=errors)


def _too_early(before: date | None, after: date, today: date) -> str:
    if after < today:
        return _("施行日期已经过去，请改为今天或者以后。")
    if before is not None and after <= before:
        return _("施行日期应晚于上一版本的施行日期%(day)s。") % {"day": before.isoformat()}
    return ""


def _opened(subject: str, code: str, by: Actor) -> Revision:
    """The returned revision of this person, to be proposed anew; else a new one."""
    waiting = Revision.objects.select_for_update().filter(subject=subject, code=code, state__in=revisions.OPEN).first()
    if waiting is None:
        return Revision(subject=subject, code=code)
    if waiting.state != RevisionState.RETURNED or waiting.proposed_by != by.account_id:
        raise RevisionOpen
    return waiting


def _row(after: ElementDefinition | CodeListDefinition) -> dict[str, Any]:
    return element_row(after) if isinstance(after, ElementDefinition) else code_list_row(after)


def _locked(revision_id: UUID, *states: RevisionState) -> Revision:
    revision = Revision.objects.select_for_update().filter(pk=revision_id).first()
    if revision is None:
        raise NotFound
    if revision.state not in states:
        raise RevisionDecided
    return revision


def _deciding(by: Actor, revision_id: UUID) -> Revision:
    access.check(by, abilities.REVIEW)
    revision = _locked(revision_id, RevisionState.SUBMITTED)
    if by.account_id is None or revision.proposed_by == by.account_id:
        raise OneselfDeciding
    return revision


def _decide(revision: Revision, state: RevisionState, by: Actor, at: datetime, answer: str) -> None:
    revision.state, revision.answer = state, answer.strip()
    revision.decided_at, revision.decided_by, revision.decided_by_name = at, by.account_id, by.name
    revision.save()


def _record(by: Actor, at: datetime, action: str, revision: Revision) -> None:
    audit.record(
        by=by,
        at=at,
        action=action,
        target=f"standards.revision:{revision.pk}",
        subject=revision.subject,
        code_of=revision.code,
        edition=revision.edition,
    )
