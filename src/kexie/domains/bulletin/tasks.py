"""What the outbox and the clock ask of the bulletin."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog

from kexie.base.kernel.access import Platform
from kexie.base.kernel.topics import Delivery
from kexie.domains.bulletin.actions import (
    commission_times,
    fetching,
    instruction_times,
    likenesses,
    mailbox,
    pictures,
    telling,
)
from kexie.domains.bulletin.actions.dispatching import deliver_batch
from kexie.domains.bulletin.actions.mail_answers import deliver_answer
from kexie.domains.bulletin.errors.mails import MailboxUnreachable

log = structlog.get_logger("kexie.bulletin.mail")


def send_batch(delivery: Delivery) -> None:
    """Deliver a message of the topic "bulletin.dispatch"; its payload names the dispatch and a batch of recipients."""
    named = delivery.payload
    recipients = [UUID(key) for key in named["recipients"]]
    deliver_batch(at=delivery.at, dispatch_id=UUID(named["dispatch"]), recipient_ids=recipients)


def fetch_mails(at: datetime) -> None:
    """Look into the mailbox, where one is configured; what cannot be reached now is looked for at the next turn."""
    if not mailbox.is_configured():
        return
    try:
        fetching.fetch_mails(by=Platform(), at=at)
    except MailboxUnreachable as refusal:
        log.warning("mailbox_unreachable", why=refusal.message)


def answer_mail(delivery: Delivery) -> None:
    """Deliver a message of the topic "bulletin.mail_answer"; its payload names the mail that came in."""
    deliver_answer(mail_id=UUID(delivery.payload["mail"]))


def sweep_blobs(at: datetime) -> None:
    """Forget the bytes of pictures that nothing points to any more."""
    pictures.sweep_blobs(by=Platform(), at=at)


def find_likenesses(delivery: Delivery) -> None:
    """Deliver a message of the topic "bulletin.likeness": what resembles a submission that has come in."""
    likenesses.find_likenesses(by=Platform(), at=delivery.at, submission_id=UUID(delivery.payload["submission"]))


def tell_decided(delivery: Delivery) -> None:
    """Deliver a message of the topic "bulletin.decided": what the desk has decided, to the unit."""
    decided_at = datetime.fromisoformat(delivery.payload["decided_at"])
    submission_id = UUID(delivery.payload["submission"])
    telling.tell_decided(by=Platform(), at=delivery.at, submission_id=submission_id, decided_at=decided_at)


def tell_editors(at: datetime) -> None:
    """Tell the editors, at most once an hour, that something new has come in."""
    telling.tell_editors(by=Platform(), at=at)


def keep_commissions(at: datetime) -> None:
    """Remind units the working day before, and note who has missed the time."""
    commission_times.remind_units(by=Platform(), at=at)
    commission_times.note_missed(by=Platform(), at=at)


def keep_instructions(at: datetime) -> None:
    """Remind units of instructions the working day before, and tell of those whose day has passed."""
    instruction_times.remind_of_instructions(by=Platform(), at=at)
    instruction_times.note_overdue(by=Platform(), at=at)
