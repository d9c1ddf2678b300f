"""A submit counts once, however often it arrives: pressed twice, sent again by the browser, repeated after a time-out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import OperationalError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor
from kexie.base.kernel.errors import Invalid, Unavailable
from kexie.base.kernel.faults import FaultPoint
from kexie.base.kernel.models import SubmitKey

__all__ = ["FIELD", "KEEP", "key_of", "once", "purge"]

#: The name of the hidden form field that carries the key.
FIELD: Final = "submit_key"
#: How long a repeat still gets the first reply.
KEEP: Final = timedelta(days=30)

_NOBODY: Final = UUID(int=0)
_LONGEST_KEY: Final = 64

_DONE: Final = FaultPoint("submit.done")
_STORED: Final = FaultPoint("submit.stored")


def once(*, by: Actor, key: str, verb: str, do: Callable[[], str], at: datetime | None = None) -> str:
    """Run ``do`` once for this actor, verb and key, in one transaction, and answer its reference (at most 300 characters).

    A repeat, at the same time or later, gets the first reference and does nothing; if ``do`` raises, nothing is kept and
    the key is free again. Called by doors; ``at`` is now unless given.

    Raises:
        Invalid: the key is empty or too long: the form was not ours.
        Unavailable: the first submit is still at work when the database's patience ends.
    """
    if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
        raise Invalid(_("这张表单已经失效，请刷新页面后重新提交。"))
    actor = by.account_id or by.person_id or _NOBODY
    with transaction.atomic():
        row, created = _taken_in(actor, verb, key, at or clock.now())
        if created:
            row.reference = do()
            row.save(update_fields=["reference"])
            _DONE.reach()
    _STORED.reach()
    return row.reference


def key_of(sent: QueryDict) -> str:
    """The key of a form as it was sent: its hidden field, bound to what else was filled in.

    Somebody who goes back, changes the form and sends it again means another thing: that is done, not taken for a repeat.
    Empty when the form carries no key.
    """
    key = sent.get(FIELD, "")
    if not 0 < len(key) <= _LONGEST_KEY:
        return key
    filled = [(name, sent.getlist(name)) for name in sorted(sent) if name not in {FIELD, "csrfmiddlewaretoken"}]
    return hashlib.sha256(json.dumps([key, filled]).encode()).hexdigest()


def purge(at: datetime) -> int:
    """Forget the keys of long ago; how many."""
    return SubmitKey.objects.filter(created_at__lt=at - KEEP).delete()[0]


def _taken_in(actor: UUID, verb: str, key: str, at: datetime) -> tuple[SubmitKey, bool]:
    """The row of the key; whoever comes second waits here until the first has finished."""
    try:
        return SubmitKey.objects.get_or_create(actor=actor, verb=verb, key=key, defaults={"created_at": at})
    except OperationalError as error:
        raise Unavailable(_("上一次提交还在处理，请稍候再试，不会重复办理。")) from error
