"""Stages of a case as the concierge counts them: derived from whose turn it is, never set by hand.

Source: domain.md §3; main path 待受理 → 待签收 → 办理中 → 待回访 → 办结, side paths beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.base.matters.rules.lanes import Who
from kexie.base.matters.rules.outcomes import Outcome

#: The role of a lane in which somebody asks the applicant afterwards (`abilities.CALL_BACK`).
CALL_BACK_ROLE: Final = "call_back"


class Stage(StrEnum):
    """Where a case stands."""

    RECEIVING = "receiving"
    SIGNING = "signing"
    HANDLING = "handling"
    MENDING = "mending"
    PARKED = "parked"
    CALL_BACK = "call_back"
    CLOSED = "closed"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


STAGE_LABELS: Final[dict[str, str | Promise]] = {
    Stage.RECEIVING: _("待受理"),
    Stage.SIGNING: _("待签收"),
    Stage.HANDLING: _("办理中"),
    Stage.MENDING: _("待申请人补正"),
    Stage.PARKED: _("已挂账"),
    Stage.CALL_BACK: _("待回访"),
    Stage.CLOSED: _("办结"),
    Stage.FAILED: _("未通过"),
    Stage.REFUSED: _("不予受理"),
    Stage.WITHDRAWN: _("已撤回"),
    Stage.STOPPED: _("已终止"),
}
STAGE_TONES: Final = {
    Stage.RECEIVING: "warn",
    Stage.SIGNING: "warn",
    Stage.HANDLING: "progress",
    Stage.MENDING: "neutral",
    Stage.PARKED: "neutral",
    Stage.CALL_BACK: "progress",
    Stage.CLOSED: "good",
    Stage.FAILED: "bad",
    Stage.REFUSED: "bad",
    Stage.WITHDRAWN: "neutral",
    Stage.STOPPED: "bad",
}

#: Stages of cases that are not over.
RUNNING: Final = (*(Stage.RECEIVING, Stage.SIGNING, Stage.HANDLING, Stage.MENDING, Stage.PARKED, Stage.CALL_BACK),)
#: In these nobody of the office is waited for: the clock stands still.
STILL: Final = frozenset({Stage.MENDING, Stage.PARKED, Stage.CALL_BACK})

_ENDS: Final = {
    Outcome.REJECTED: Stage.REFUSED,
    Outcome.FAILED: Stage.FAILED,
    Outcome.WITHDRAWN: Stage.WITHDRAWN,
    Outcome.STOPPED: Stage.STOPPED,
}


def ended_stage(outcome: str) -> Stage:
    """The stage of a case that has ended with ``outcome``; an outcome of a department's own is a closing."""
    return _ENDS.get(Outcome(outcome), Stage.CLOSED) if outcome in set(Outcome) else Stage.CLOSED


def running_stage(turn: Collection[tuple[Who, str]], *, signed: bool, parked: bool = False) -> Stage:
    """The stage of an open case: ``turn`` holds for each open task who does it and the role of its lane.

    ``signed``: the unit that handles it has taken it up. What only waits for time or a message is being handled.
    """
    if parked:
        return Stage.PARKED
    whose, roles = {who for who, _role in turn}, {role for _who, role in turn}
    if whose == {Who.APPLICANT} or whose == {Who.APPLICANT, Who.APPLICANT_UNIT}:
        return Stage.MENDING
    if roles == {CALL_BACK_ROLE}:
        return Stage.CALL_BACK
    if whose == {Who.WINDOW} and not signed:
        return Stage.RECEIVING
    return Stage.HANDLING if signed or not turn else Stage.SIGNING
