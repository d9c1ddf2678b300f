"""What an erasure reaches beyond the declared rows: open log-ins, unsent messages, the search index, caches."""

from __future__ import annotations

import json
from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db.models import F

from kexie.base.kernel.models import OutboxMessage, OutboxState
from kexie.base.kernel.personal import Identity
from kexie.base.people.models import Account
from kexie.base.search.models import SearchEntry


def end_sessions(identity: Identity, at: datetime) -> int:
    """End every log-in of the accounts at once, and take what the sessions hold away."""
    Account.objects.filter(pk__in=identity.account_ids).update(session_generation=F("session_generation") + 1)
    wanted = {str(key) for key in identity.account_ids}
    ended = 0
    for session in Session.objects.filter(expire_date__gte=at).iterator() if wanted else ():
        if session.get_decoded().get(SESSION_KEY) in wanted:
            ended += session.delete()[0]
    return ended


def drop_messages(identity: Identity, at: datetime) -> int:
    """Take unsent messages back whose content names the person, the account or the address."""
    marks = {str(key) for key in (*identity.person_ids, *identity.account_ids)} | set(identity.mails)
    dropped = 0
    waiting = OutboxMessage.objects.exclude(state=OutboxState.DONE)
    for message in waiting.iterator():
        said = f"{message.key} {json.dumps(message.payload, ensure_ascii=False)}"
        if any(mark in said for mark in marks):
            dropped += message.delete()[0]
    return dropped


def drop_search_entries(identity: Identity, at: datetime) -> int:
    """Take the person's own entries out of the search index."""
    found = SearchEntry.objects.filter(key__in=[str(key) for key in identity.person_ids])
    count = found.count()
    found.delete()
    return count


def empty_caches(identity: Identity, at: datetime) -> int:
    """Empty every cache: what was computed from the person's rows is not told apart from the rest."""
    for cache in caches.all(initialized_only=False):
        cache.clear()
    return 0
