"""What runs by the clock."""

from __future__ import annotations

from datetime import datetime

from kexie.base.kernel.access import Platform
from kexie.domains.steward.actions import figures
from kexie.domains.steward.actions.escalating import escalate as tell
from kexie.domains.steward.actions.expiring import forget_expired, remind_of_ends


def escalate(at: datetime) -> str:
    """Tell of limits that come near or are over."""
    return str(tell(at=at))


def keep_answers(at: datetime) -> None:
    """Remind of answers that end soon; take those that have ended out of the search."""
    remind_of_ends(by=Platform(), at=at)
    forget_expired(by=Platform(), at=at)


def count_months(at: datetime) -> str:
    """Count for everybody the months that are over."""
    return str(figures.count_months(by=Platform("公开统计"), at=at))
