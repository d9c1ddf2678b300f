"""How many to-dos wait: the number that stands in the rail of every page of the workbench.

Asking all sources for one number is a tenth of a page's time and more. The numbers alone, never what they count, are kept
in the process's memory for `KEXIE_INBOX_KEPT_S` seconds; the inbox itself is always asked for anew.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache

from kexie.base.kernel import audit, clock
from kexie.base.kernel.access import Actor
from kexie.base.kernel.web import Request
from kexie.base.ui.todos import inbox_of, numbers


def waiting(request: Request, source: str = "") -> int:
    """How many to-dos wait, in all or from one source.

    What others have done shows within that time. What one has done oneself (in whatever process: every act is audited)
    and every change of one's rights shows at once.
    """
    counts = _counts(request)
    return counts.get(source, 0) if source else sum(counts.values())


def _counts(request: Request) -> dict[str, int]:
    """The number of each source's to-dos; looked for once per request."""
    here = request.__dict__
    if "_inbox_counts" not in here:
        key = _key(request.actor)
        if "_inbox" in here:
            # The page shows them themselves: what is kept must not say otherwise on the next one.
            here["_inbox_counts"] = {group.source.code: len(group.items) for group in inbox_of(request)}
            cache.delete(key)
        else:
            here["_inbox_counts"] = _kept(request, key) if key else _asked(request)
    counts: dict[str, int] = here["_inbox_counts"]
    return counts


def _kept(request: Request, key: str) -> dict[str, int]:
    """The numbers of a moment ago, where they still hold; else those of now, kept for the next page."""
    kept: tuple[int, dict[str, int]] | None = cache.get(key)
    if kept is None or audit.has_acted(request.actor, after=kept[0]):
        number = (
            audit.newest()
        )  # before the sources are asked: an act in between makes one look too many, not one too few
        kept = number, _asked(request)
        cache.set(key, kept, settings.KEXIE_INBOX_KEPT_S)
    return kept[1]


def _asked(request: Request) -> dict[str, int]:
    return numbers(request.actor, clock.now())


def _key(actor: Actor) -> str:
    """What an actor's numbers are kept under: all that the actor is, so that another one, or the same one with other rights,
    has other numbers. Empty where nothing is kept: without an account, or where `KEXIE_INBOX_KEPT_S` is 0.
    """
    if actor.account_id is None or not settings.KEXIE_INBOX_KEPT_S:
        return ""
    return f"ui.inbox:{actor.account_id}:{hashlib.sha256(str(actor).encode()).hexdigest()}"
