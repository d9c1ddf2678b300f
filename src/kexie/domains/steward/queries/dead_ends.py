"""What people looked for and did not find, for those who write answers."""

from __future__ import annotations

from django.db.models import QuerySet

from kexie.base.kernel.access import Actor, check
from kexie.domains.steward.abilities import KEEP_DEAD_ENDS
from kexie.domains.steward.models import DeadEnd


def dead_ends(actor: Actor, *, text: str = "", dismissed: bool = False) -> QuerySet[DeadEnd]:
    """Those that wait for a word, or those that were set aside; the most frequent first. They belong to no unit."""
    check(actor, KEEP_DEAD_ENDS)
    found = DeadEnd.objects.filter(dismissed=dismissed)
    return found.filter(text__icontains=text) if text else found
