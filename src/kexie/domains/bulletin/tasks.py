"""What the outbox asks of the bulletin."""

from __future__ import annotations

from uuid import UUID

from kexie.base.kernel.topics import Delivery
from kexie.domains.bulletin.actions.dispatching import deliver_batch


def send_batch(delivery: Delivery) -> None:
    """Deliver a message of the topic "bulletin.dispatch"; its payload names the dispatch and a batch of recipients."""
    named = delivery.payload
    recipients = [UUID(key) for key in named["recipients"]]
    deliver_batch(at=delivery.at, dispatch_id=UUID(named["dispatch"]), recipient_ids=recipients)
