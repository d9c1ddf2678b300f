"""How a case ends, in words: what an end event says by `kexie:outcome`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """How a case has ended."""

    DONE = "done"
    REJECTED = "rejected"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


OUTCOME_LABELS: Final[dict[str, str | Promise]] = {
    Outcome.DONE: _("办结"),
    Outcome.REJECTED: _("不予受理"),
    Outcome.FAILED: _("未通过"),
    Outcome.WITHDRAWN: _("已撤回"),
    Outcome.STOPPED: _("已终止"),
}

#: What the state of a case looks like, by its code (`CaseState`).
STATE_TONES: Final = {"open": "progress", "ended": "good", "withdrawn": "neutral", "stopped": "bad"}

#: What really came out of it: only this is written into the ledger.
ACHIEVED: Final = frozenset({Outcome.DONE})
