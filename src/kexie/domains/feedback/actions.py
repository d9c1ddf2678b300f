"""Verbs: give one's opinion; reply to it, note, close it; look at a contact; mail a reply."""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, outbox, vault
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.workdays import OutOfCalendar, add_workdays
from kexie.base.notifications import api as notifications
from kexie.domains.feedback import rules
from kexie.domains.feedback.abilities import HANDLE
from kexie.domains.feedback.errors import FeedbackClosed, FeedbackInvalid
from kexie.domains.feedback.models import (
    EntryKind,
    Feedback,
    FeedbackContact,
    FeedbackEntry,
    FeedbackKind,
    FeedbackState,
)
from kexie.domains.feedback.queries import SEALED_IN, Contact, code_for, contact_of, digest_of, opened

MAIL_TOPIC: Final = "feedback.reply"
_CHECKED: Final = "after the action's own check"
_DRAWS: Final = 20


@transaction.atomic
def give(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    text: str,
    key: str,
    page: str = "",
    name: str = "",
    contact: str = "",
    agreed_edition: int = 0,
) -> Feedback:
    """Take in what somebody has written, known or not; the code to read the answer by is `queries.code_for` it and ``key``.

    Refused: nothing written, too much, a name or a contact without consent to the present wording.
    """
    text, name, contact = text.strip(), name.strip(), contact.strip()
    if kind not in FeedbackKind.values or not 0 < len(text) <= rules.LONGEST_TEXT:
        raise FeedbackInvalid(
            errors={"text": [_("请写下您的意见，不超过%(most)d个字。") % {"most": rules.LONGEST_TEXT}]}
        )
    if (name or contact) and agreed_edition != rules.EDITION:
        raise FeedbackInvalid(errors={"agreed": [_("请勾选同意后再留下姓名和联系方式，或者不填写这两项。")]})
    made = _stored(
        id=new_id(),
        kind=kind,
        text=text,
        page=rules.page_of(page),
        received_at=at,
        due_on=_due(timezone.localdate(at)),
        person_id=by.person_id,
        key=key,
    )
    if name or contact:
        _keep_contact(made, Contact(name[: rules.LONGEST_NAME], contact[: rules.LONGEST_CONTACT]), at)
    audit.record(by=by, at=at, action="feedback.give", target=_target(made), kind=kind, contact=bool(name or contact))
    return made


def _due(day: date) -> date:
    """The last working day for an answer; by the plain calendar where that of the year is not announced yet."""
    try:
        return add_workdays(day, rules.DUE_DAYS)
    except OutOfCalendar:
        return day + timedelta(days=rules.DUE_DAYS + 2)


def _stored(*, key: str, **columns: object) -> Feedback:
    """The row under a number of its own: the day and five figures that tell nobody how many there are."""
    day = timezone.localtime(columns["received_at"])  # type: ignore[arg-type]
    for _draw in range(_DRAWS):
        number = f"YJ{day:%Y%m%d}{secrets.randbelow(100_000):05d}"
        made = Feedback(number=number, **columns)
        made.code_digest = digest_of(number, code_for(made, key))
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            continue
        return made
    raise FeedbackInvalid(_("今天的意见太多，请明天再提交。"))


def _keep_contact(feedback: Feedback, contact: Contact, at: datetime) -> None:
    told = json.dumps({"name": contact.name, "contact": contact.contact}, ensure_ascii=False)
    sealed = vault.seal(told, context=SEALED_IN.format(feedback_id=feedback.pk))
    FeedbackContact.objects.create(
        feedback=feedback,
        sealed=sealed,
        key_id=vault.key_id_of(sealed),
        agreed_edition=rules.EDITION,
        agreed_at=at,
    )


@transaction.atomic
def reply(*, by: Actor, at: datetime, feedback_id: UUID, text: str) -> FeedbackEntry:
    """Answer the sender: by a notice where he or she is known, by mail where an address was left, by the code always."""
    feedback = _open_one(by, feedback_id)
    entry = _entered(by, at, feedback, EntryKind.REPLY, _said(text))
    feedback.state = FeedbackState.ANSWERED
    feedback.save(update_fields=["state"])
    _tell(feedback, entry, at)
    audit.record(by=by, at=at, action="feedback.reply", target=_target(feedback))
    return entry


@transaction.atomic
def note(*, by: Actor, at: datetime, feedback_id: UUID, text: str) -> FeedbackEntry:
    """Write down something for the office alone."""
    feedback = _locked(by, feedback_id)
    entry = _entered(by, at, feedback, EntryKind.NOTE, _said(text))
    audit.record(by=by, at=at, action="feedback.note", target=_target(feedback))
    return entry


@transaction.atomic
def close(*, by: Actor, at: datetime, feedback_id: UUID, text: str = "") -> FeedbackEntry:
    """Close it, with a word that the sender reads, if one is said."""
    feedback = _open_one(by, feedback_id)
    entry = _entered(by, at, feedback, EntryKind.CLOSE, text.strip()[: rules.LONGEST_TEXT])
    feedback.state, feedback.closed_at = FeedbackState.CLOSED, at
    feedback.save(update_fields=["state", "closed_at"])
    audit.record(by=by, at=at, action="feedback.close", target=_target(feedback))
    return entry


@transaction.atomic
def show_contact(*, by: Actor, at: datetime, feedback_id: UUID) -> Contact:
    """The contact in clear; that it was looked at is audited."""
    feedback = _locked(by, feedback_id)
    contact = contact_of(by, feedback)
    if contact is None:
        raise NotFound
    audit.record(by=by, at=at, action="feedback.show_contact", target=_target(feedback))
    return contact


def mail_reply(*, by: Actor, at: datetime, entry_id: UUID) -> None:
    """Mail a reply to the address that was left; nothing when it is gone by now."""
    entries = FeedbackEntry.objects.beyond("a delivery of the outbox").select_related("feedback")
    if (entry := entries.filter(pk=entry_id).first()) is None:
        return
    row = FeedbackContact.objects.beyond("a delivery of the outbox").filter(feedback=entry.feedback).first()
    address = opened(row).contact if row else ""
    if not rules.is_email(address):
        return
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("feedback:answer")
    body = render_to_string("feedback/mail.txt", {"feedback": entry.feedback, "entry": entry, "link": link})
    subject = _("您的意见（%(number)s）有了答复") % {"number": entry.feedback.number}
    headers = {"Auto-Submitted": "auto-generated"}
    notifications.send(EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address], headers=headers))
    with transaction.atomic():
        audit.record(by=by, at=at, action="feedback.mail", target=_target(entry.feedback))


def _tell(feedback: Feedback, entry: FeedbackEntry, at: datetime) -> None:
    if feedback.person is not None:
        notifications.notify(
            at=at,
            persons=[feedback.person],
            kind=MAIL_TOPIC,
            title=_("您的意见有了答复"),
            url=reverse("feedback:mine-one", args=[feedback.pk]),
            key=f"feedback.reply:{entry.pk}",
        )
    elif FeedbackContact.objects.beyond(_CHECKED).filter(feedback=feedback).exists():
        outbox.put(topic=MAIL_TOPIC, key=str(entry.pk), payload={"entry": str(entry.pk)}, at=at)


def _locked(by: Actor, feedback_id: UUID) -> Feedback:
    check(by, HANDLE)
    found = Feedback.objects.seen_by(by, HANDLE).select_for_update(of=("self",)).filter(pk=feedback_id).first()
    if found is None:
        raise NotFound
    return found


def _open_one(by: Actor, feedback_id: UUID) -> Feedback:
    feedback = _locked(by, feedback_id)
    if feedback.state == FeedbackState.CLOSED:
        raise FeedbackClosed
    return feedback


def _said(text: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= rules.LONGEST_TEXT:
        raise FeedbackInvalid(errors={"text": [_("请填写内容，不超过%(most)d个字。") % {"most": rules.LONGEST_TEXT}]})
    return text


def _entered(by: Actor, at: datetime, feedback: Feedback, kind: EntryKind, text: str) -> FeedbackEntry:
    return FeedbackEntry.objects.create(
        feedback=feedback, kind=kind, text=text, at=at, by_name=by.name[:60], by_account=by.account_id
    )


def _target(feedback: Feedback) -> str:
    return f"feedback.feedback:{feedback.pk}"
