"""What every door of the bulletin asks of a request."""

from __future__ import annotations


def whole_number(text: str | None, *, digits: int = 4) -> int | None:
    """A number of at most ``digits`` digits from a query string; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else None
