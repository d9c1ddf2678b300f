"""What runs by the clock."""

from __future__ import annotations

from datetime import datetime

from kexie.base.kernel.access import Platform
from kexie.base.matters.actions.cases import let_time_pass as pass_time
from kexie.base.matters.actions.papers import sweep


def let_time_pass(at: datetime) -> str:
    """Fire the timers that are due."""
    return str(pass_time(at=at))


def sweep_papers(at: datetime) -> str:
    """Forget files that nothing points to any more."""
    return str(sweep(by=Platform(), at=at))
