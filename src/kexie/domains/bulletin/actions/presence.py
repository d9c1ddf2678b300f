"""Being present: who has a part of an issue open tells the others so, for less than a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.abilities import EDIT
from kexie.domains.bulletin.models import Issue, Presence

#: How long somebody counts as present after the last sign; pages give one every fifteen seconds.
PRESENT: Final = timedelta(seconds=45)


def be_present(*, by: Actor, at: datetime, issue_id: UUID, part: str) -> list[str]:
    """Note that the actor has ``part`` (an item's id, "highlights", "head") open; the names of the others who have.

    What is older than :data:`PRESENT` is forgotten. Raises NotPermitted, NotFound. Not audited: it is nobody's deed.
    """
    check(by, EDIT)
    if by.account_id is None or not Issue.objects.filter(pk=issue_id).exists():
        raise NotFound
    with transaction.atomic():
        Presence.objects.filter(seen_at__lt=at - PRESENT).delete()
        Presence.objects.update_or_create(
            issue_id=issue_id,
            part=part[:40],
            account_id=by.account_id,
            defaults={"person_name": by.name, "seen_at": at},
        )
    others = Presence.objects.filter(issue_id=issue_id, part=part[:40]).exclude(account_id=by.account_id)
    return list(others.order_by("person_name").values_list("person_name", flat=True))
