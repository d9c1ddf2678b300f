"""How many to-dos wait: the number that stands in the rail of every page of the workbench.

Asking all sources for one number is a tenth of a page's time and more. The numbers alone, never what they count, are kept
in the process's memory for `KEXIE_INBOX_KEPT_S` seconds; the inbox itself is always asked for anew.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache

from kexie.base.kernel import audit, clock
from kexie.base.kernel.access import Actor
from kexie.base.kernel.web import Request
from kexie.base.ui.todos import MOST, inbox_of, numbers


def waiting(request: Request, source: str = "") -> int:
    """How many to-dos wait, in all or from one source.

    What others have done shows within that time. What one has done oneself (in whatever process: every act is audited)
    and every change of one's rights shows at once.
    """
    counts = _counts(request)
    return counts.get(source, 0) if source else sum(counts.values())


def tell(request: Request, source: str, number: int) -> None:
    """Say how many to-dos of ``source`` the page has found itself: what is drawn then says the same, and does not ask again."""
    request.__dict__.setdefault("_inbox_told", {})[source] = min(number, MOST)


def _counts(request: Request) -> dict[str, int]:
    """The number of each source's to-dos; looked for once per request."""
    here = request.__dict__
    if "_inbox_counts" not in here:
        here["_inbox_counts"] = _looked_for(request, _key(request.actor))
    counts: dict[str, int] = here["_inbox_counts"]
    return counts


def _looked_for(request: Request, key: str) -> dict[str, int]:
    here = request.__dict__
    if "_inbox" in here:
        # The page shows them themselves: what is kept must not say otherwise on the next one.
        cache.delete(key)
        return {group.source.code: len(group.items) for group in inbox_of(request)}
    told: dict[str, int] = here.get("_inbox_told", {})
    kept = _kept(request, key)
    if kept is None or not kept.without <= told.keys():
        kept = _asked(request, key, without=frozenset(told))
    elif any(kept.counts.get(source, 0) != number for source, number in told.items() if source not in kept.without):
        cache.delete(key)
    return kept.counts | told


class _Kept(NamedTuple):
    """Numbers, the newest act before they were looked for, and which sources were not asked, for a page had told of them."""

    act: int
    counts: dict[str, int]
    without: frozenset[str]


def _kept(request: Request, key: str) -> _Kept | None:
    """The numbers of a moment ago, where they still hold."""
    kept: _Kept | None = cache.get(key) if key else None
    return None if kept is None or audit.has_acted(request.actor, after=kept.act) else kept


def _asked(request: Request, key: str, *, without: frozenset[str]) -> _Kept:
    """The numbers of now, kept for the next page; what a page has told is not, for an act may have come in between."""
    # Before the sources are asked: an act in between makes one look too many, not one too few.
    act = audit.newest() if key else 0
    asked = _Kept(act, numbers(request.actor, clock.now(), without=without), without)
    if key:
        cache.set(key, asked, settings.KEXIE_INBOX_KEPT_S)
    return asked


def _key(actor: Actor) -> str:
    """What an actor's numbers are kept under: all that the actor is, so that another one, or the same one with other rights,
    has other numbers. Empty where nothing is kept: without an account, or where `KEXIE_INBOX_KEPT_S` is 0.
    """
    if actor.account_id is None or not settings.KEXIE_INBOX_KEPT_S:
        return ""
    return f"ui.inbox:{actor.account_id}:{hashlib.sha256(str(actor).encode()).hexdigest()}"
