"""How long and how often a contact can be proven by a one-time code."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

#: How long a code is good, counted from when it was asked for.
GOOD_FOR: Final = timedelta(minutes=10)
#: How often a code can be tried.
TRIES: Final = 5
#: So long a proven contact applies, and a case that was proven to be one's own stays open, counted from the last look.
APPLIES_FOR: Final = timedelta(hours=2)
OWNS_FOR: Final = timedelta(minutes=30)


class Answer(StrEnum):
    """What became of a code that was entered."""

    PROVEN = "proven"
    WRONG = "wrong"
    STALE = "stale"


def is_stale(*, used: bool, tries: int, until: datetime, at: datetime) -> bool:
    """Whether a code is good no more: used, tried too often, or too old."""
    return used or tries >= TRIES or at >= until


def digits_of(typed: str) -> str:
    """A code as it was typed, in ASCII digits alone: blanks and full-width figures are no mistake."""
    return "".join(str(int(sign)) for sign in typed if sign.isdecimal())
