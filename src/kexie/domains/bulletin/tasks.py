"""What the outbox and the clock ask of the bulletin."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kexie.base.kernel.access import Platform
from kexie.base.kernel.topics import Delivery
from kexie.domains.bulletin.actions import pictures
from kexie.domains.bulletin.actions.dispatching import deliver_batch


def send_batch(delivery: Delivery) -> None:
    """Deliver a message of the topic "bulletin.dispatch"; its payload names the dispatch and a batch of recipients."""
    named = delivery.payload
    recipients = [UUID(key) for key in named["recipients"]]
    deliver_batch(at=delivery.at, dispatch_id=UUID(named["dispatch"]), recipient_ids=recipients)


def sweep_blobs(at: datetime) -> None:
    """Forget the bytes of pictures that nothing points to any more."""
    pictures.sweep_blobs(by=Platform(), at=at)
