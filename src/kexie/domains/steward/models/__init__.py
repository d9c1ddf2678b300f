"""What the concierge stores."""

from __future__ import annotations

from kexie.domains.steward.models.handling import (
    CaseKind,
    ClockEntry,
    Handling,
    HandlingQuerySet,
    LimitWish,
    OfCaseQuerySet,
    Urgency,
    WishKind,
    WishState,
)

__all__ = [
    "CaseKind",
    "ClockEntry",
    "Handling",
    "HandlingQuerySet",
    "LimitWish",
    "OfCaseQuerySet",
    "Urgency",
    "WishKind",
    "WishState",
]
