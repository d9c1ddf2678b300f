"""When whoever has applied reads what the office has answered: as soon as a step turns to them, and not before.

An answer that a form tells the applicant may be one of several drafts, or wait for somebody's consent. So it is read once the
case turns to the applicant after it: a notice is sent, a task becomes theirs, or the process comes to its end. What was answered
again before that moment was never told, and stays between those who handle the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Weight(Enum):
    """What a step is for this question: the office's answer, a moment at which the applicant hears of the case, or neither."""

    OFFICE = "office"
    HEARD = "heard"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Passed:
    """A step of a case; ``place`` says where the office has answered (node and unit)."""

    number: int
    weight: Weight
    place: tuple[str, str] = ("", "")


def told_steps(steps: Sequence[Passed], *, turn: bool) -> frozenset[int]:
    """The numbers of the steps whose answers the applicant reads, of ``steps`` in order. ``turn``: a task is theirs now."""
    told: set[int] = set()
    waiting: dict[tuple[str, str], int] = {}
    for step in steps:
        if step.weight is Weight.OFFICE:
            waiting[step.place] = step.number
        elif step.weight is Weight.HEARD:
            told.update(waiting.values())
            waiting.clear()
    return frozenset(told | set(waiting.values())) if turn else frozenset(told)
