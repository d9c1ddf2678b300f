"""What runs by the clock."""

from __future__ import annotations

from datetime import datetime

from kexie.domains.steward.actions.escalating import escalate as tell


def escalate(at: datetime) -> str:
    """Tell of limits that come near or are over."""
    return str(tell(at=at))
