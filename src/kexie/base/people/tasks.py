"""What the outbox asks of people."""

from __future__ import annotations

from uuid import UUID

from kexie.base.kernel.access import Platform
from kexie.base.kernel.topics import Delivery
from kexie.base.people.actions.organisation_notices import mail_affected
from kexie.base.people.actions.password_links import Reason, mail_link


def send_password_link(delivery: Delivery) -> None:
    """Deliver a message of the topic "people.password_link"."""
    mail_link(by=Platform(), at=delivery.at, email=delivery.payload["email"], reason=Reason(delivery.payload["reason"]))


def send_reach_changed(delivery: Delivery) -> None:
    """Deliver a message of the topic "people.reach_changed"."""
    told = dict(delivery.payload)
    mail_affected(person_id=UUID(told.pop("person")), **told)
