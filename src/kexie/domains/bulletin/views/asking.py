"""What every door of the bulletin asks of a request."""

from __future__ import annotations

from django.http import HttpRequest

from kexie.base.kernel.access import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def whole_number(text: str | None, *, digits: int = 4) -> int | None:
    """A number of at most ``digits`` digits from a query string; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else None
