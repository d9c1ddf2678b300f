"""Noting what led to nothing, setting it aside, forgetting it."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kexie.base.kernel import audit
from kexie.base.kernel.access import Actor, check
from kexie.base.kernel.errors import NotFound
from kexie.domains.steward.abilities import KEEP_DEAD_ENDS
from kexie.domains.steward.models import DeadEnd, DeadEndDay
from kexie.domains.steward.rules.knowledge.dead_ends import PLACES, notable


@transaction.atomic
def note_dead_end(*, by: Actor, at: datetime, text: str, place: str) -> DeadEnd | None:
    """Count that a search at ``place`` (`PLACES`) found nothing for ``text``; None where nothing of it may be noted.

    The words and the day are kept and nothing else: not who, not from where, not when on that day. No audit, for the same reason.
    """
    words = notable(text)
    if not words or place not in PLACES:
        return None
    day = timezone.make_aware(datetime.combine(timezone.localdate(at), time()))
    found, _made = DeadEnd.objects.get_or_create(text=words, defaults={"first_at": day, "last_at": day})
    DeadEnd.objects.filter(pk=found.pk).update(times=F("times") + 1)
    DeadEnd.objects.filter(pk=found.pk, last_at__lt=day).update(last_at=day)
    counted, _made = DeadEndDay.objects.get_or_create(dead_end=found, place=place, at=day)
    DeadEndDay.objects.filter(pk=counted.pk).update(times=F("times") + 1)
    return found


@transaction.atomic
def dismiss(*, by: Actor, at: datetime, dead_end_id: int, dismissed: bool = True) -> DeadEnd:
    """Say that no answer is needed for it, or that one is after all. The same twice changes nothing. Raises NotFound."""
    check(by, KEEP_DEAD_ENDS)
    found = DeadEnd.objects.select_for_update().filter(pk=dead_end_id).first()
    if found is None:
        raise NotFound
    if found.dismissed != dismissed:
        found.dismissed = dismissed
        found.save(update_fields=["dismissed"])
        audit.record(
            by=by, at=at, action="steward.dead_end_dismiss", target=f"steward.dead_end:{found.pk}", dismissed=dismissed
        )
    return found
