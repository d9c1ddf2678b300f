"""What the outbox asks of the box of opinions."""

from __future__ import annotations

from uuid import UUID

from kexie.base.kernel.access import Platform
from kexie.base.kernel.topics import Delivery
from kexie.domains.feedback import actions


def send_reply(delivery: Delivery) -> None:
    """Deliver a message of the topic "feedback.reply"; its payload names the reply."""
    actions.mail_reply(by=Platform(), at=delivery.at, entry_id=UUID(delivery.payload["entry"]))
