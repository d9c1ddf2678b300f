"""What runs by the clock."""

from __future__ import annotations

from datetime import datetime

from kexie.base.matters.actions.cases import let_time_pass as pass_time


def let_time_pass(at: datetime) -> str:
    """Fire the timers that are due."""
    return str(pass_time(at=at))
