"""Closing: what a call-back says, which rating counts as what, and when a closing is looked at again.

Source: domain.md §3. A closing is *validly* called back when the applicant was reached and has answered both questions;
解决率 and 满意率 count among these alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.domains.steward.rules.stages import Stage


class Solved(StrEnum):
    """Whether what was asked for is solved, as the applicant says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


SOLVED_LABELS: Final[dict[str, str | Promise]] = {
    Solved.YES: _("已解决"),
    Solved.PARTLY: _("部分解决"),
    Solved.NO: _("未解决"),
}


class Satisfaction(StrEnum):
    """How satisfied the applicant is: the five degrees of 好差评 (国办发〔2019〕51号)."""

    VERY = "very"
    SATISFIED = "satisfied"
    BASICALLY = "basically"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_bad"


SATISFACTION_LABELS: Final[dict[str, str | Promise]] = {
    Satisfaction.VERY: _("非常满意"),
    Satisfaction.SATISFIED: _("满意"),
    Satisfaction.BASICALLY: _("基本满意"),
    Satisfaction.DISSATISFIED: _("不满意"),
    Satisfaction.VERY_DISSATISFIED: _("非常不满意"),
}


class CallState(StrEnum):
    """Where a call-back stands."""

    WAITING = "waiting"
    REACHED = "reached"
    UNREACHED = "unreached"


CALL_STATE_LABELS: Final[dict[str, str | Promise]] = {
    CallState.WAITING: _("待回访"),
    CallState.REACHED: _("已回访"),
    CallState.UNREACHED: _("联系不上"),
}
CALL_STATE_TONES: Final = {CallState.WAITING: "warn", CallState.REACHED: "good", CallState.UNREACHED: "neutral"}


class CallWay(StrEnum):
    """How the answers came."""

    CALL = "call"
    OWN = "own"
    TASK = "task"


CALL_WAY_LABELS: Final[dict[str, str | Promise]] = {
    CallWay.CALL: _("回访员回访"),
    CallWay.OWN: _("申请人自评"),
    CallWay.TASK: _("流程中回访"),
}

#: The answers that count as solved, as satisfied, and those of which one opens the closing again. 部分解决 is not solved, and
#: does not open it again either.
SOLVED: Final = frozenset({Solved.YES})
SATISFIED: Final = frozenset({Satisfaction.VERY, Satisfaction.SATISFIED, Satisfaction.BASICALLY})
UNSOLVED: Final = frozenset({Solved.NO})
UNSATISFIED: Final = frozenset(Satisfaction) - SATISFIED
#: The ends that say something to the applicant: these are called back, and assessed.
ANSWERED: Final = frozenset({Stage.CLOSED, Stage.FAILED})
#: A closing is called back at most so often: a second time after it was opened again.
ROUNDS: Final = 2
#: A caller tries so often before it may be said that nobody was reached.
TRIES: Final = 3
#: Ends of a try (`models.TryEnd`) that count otherwise.
LATER: Final = "later"
DECLINED: Final = "declined"
#: So many days (natural ones) after the end the applicant may rate.
OWN_DAYS: Final = 30


def is_valid(state: str, solved: str, satisfaction: str) -> bool:
    """Whether a call-back counts in the figures: somebody was reached and both questions are answered."""
    return state == CallState.REACHED and solved in set(Solved) and satisfaction in set(Satisfaction)


def is_solved(solved: str) -> bool:
    """Whether the answer counts as solved."""
    return solved in SOLVED


def is_satisfied(satisfaction: str) -> bool:
    """Whether the answer counts as satisfied."""
    return satisfaction in SATISFIED


def is_bad(solved: str, satisfaction: str) -> bool:
    """Whether a rating opens the closing again, where it was not opened before."""
    return solved in UNSOLVED or satisfaction in UNSATISFIED


def is_assessable(stage: str, *, excluded: bool) -> bool:
    """Whether a case counts in the figures of closing: it has ended with an answer and is not excluded (不纳入考核)."""
    return stage in ANSWERED and not excluded


def gives_up(ended: str, tries: int) -> bool:
    """Whether nobody calls again after the try of that number, which ended so: the applicant declines, or was not reached the
    last time; an appointment (改时间) is kept.
    """
    return ended == DECLINED or (tries >= TRIES and ended != LATER)


def read_solved(said: object) -> str:
    """What a form of a process says of it, by code or by words; nothing where it says neither."""
    return _read(said, SOLVED_LABELS)


def read_satisfaction(said: object) -> str:
    """As :func:`read_solved`, of how satisfied the applicant is."""
    return _read(said, SATISFACTION_LABELS)


def _read(said: object, labels: dict[str, str | Promise]) -> str:
    text = str(said or "").strip()
    return next((str(code) for code, label in labels.items() if text in (code, str(label))), "")
