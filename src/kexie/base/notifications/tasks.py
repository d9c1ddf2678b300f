"""What the outbox asks of notifications."""

from __future__ import annotations

from uuid import UUID

from kexie.base.kernel.topics import Delivery
from kexie.base.notifications.actions.mailing import mail_notice
from kexie.base.notifications.actions.texting import text_notice


def send_mail(delivery: Delivery) -> None:
    """Deliver a message of the topic "mail"; its payload names the notice."""
    mail_notice(at=delivery.at, notice_id=UUID(delivery.payload["notice"]))


def send_text(delivery: Delivery) -> None:
    """Deliver a message of the topic "notice_text"; its payload names the notice."""
    text_notice(notice_id=UUID(delivery.payload["notice"]))
