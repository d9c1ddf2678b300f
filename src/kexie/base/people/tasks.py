"""What the outbox asks of people."""

from __future__ import annotations

from uuid import UUID

from kexie.base.kernel.access import Platform
from kexie.base.kernel.topics import Delivery
from kexie.base.people.actions import codes, invitations, notices
from kexie.base.people.actions.organisation_notices import mail_affected
from kexie.base.people.actions.password_links import Reason, mail_link


def send_password_link(delivery: Delivery) -> None:
    """Deliver a message of the topic "people.password_link"."""
    mail_link(by=Platform(), at=delivery.at, email=delivery.payload["email"], reason=Reason(delivery.payload["reason"]))


def send_reach_changed(delivery: Delivery) -> None:
    """Deliver a message of the topic "people.reach_changed"."""
    told = dict(delivery.payload)
    mail_affected(person_id=UUID(told.pop("person")), **told)


def send_account_notice(delivery: Delivery) -> None:
    """Deliver a message of the topic "people.account_notice"."""
    notices.mail_notice(by=Platform(), at=delivery.at, payload=delivery.payload)


def send_one_time_code(delivery: Delivery) -> None:
    """Deliver a message of the topic "people.code"."""
    codes.send_code(by=Platform(), at=delivery.at, payload=delivery.payload)


def send_invitation(delivery: Delivery) -> None:
    """Deliver a message of the topic "people.invitation"."""
    invitations.mail_invitation(by=Platform(), at=delivery.at, invitation_id=delivery.payload["invitation"])
