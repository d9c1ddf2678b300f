"""Pure decisions on invitations."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext_lazy as _

#: How long an invitation is good.
GOOD_FOR: Final = timedelta(days=7)


class State(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


#: The words of each state.
STATE_WORDS = {
    State.OPEN: _("待接受"),
    State.ACCEPTED: _("已接受"),
    State.EXPIRED: _("已过期"),
    State.WITHDRAWN: _("已撤回"),
}


def state_of(
    *, accepted_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, at: datetime
) -> State:
    """The state at the moment ``at``; what was accepted or withdrawn stays so after its time."""
    if accepted_at is not None:
        return State.ACCEPTED
    if withdrawn_at is not None:
        return State.WITHDRAWN
    return State.EXPIRED if at >= expires_at else State.OPEN


def digest_of(token: str) -> str:
    """What is stored of a token of an invitation: SHA-256, 64 hexadecimal digits."""
    return sha256(f"invitation:{token}".encode()).hexdigest()
