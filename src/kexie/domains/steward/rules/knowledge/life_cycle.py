"""The life cycle of an answer's version: 草稿 → 待审核 → 已发布 → 已下架, as a table; a newer version replaces the old."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AnswerState(StrEnum):
    """Where a version stands; only ``PUBLISHED`` is public, and only until its last day."""

    DRAFT = "draft"
    REVIEWING = "reviewing"
    PUBLISHED = "published"
    DOWN = "down"
    REPLACED = "replaced"


class AnswerVerb(StrEnum):
    """What moves a version on."""

    SAVE = "save"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    RENEW = "renew"
    TAKE_DOWN = "take_down"
    REVISE = "revise"
    DISCARD = "discard"


class Step(NamedTuple):
    """One row: ``ability`` is the code of the ability that the actor needs; no next state: the version goes."""

    state: AnswerState
    verb: AnswerVerb
    next_state: AnswerState | None
    ability: str


WRITE: Final = "steward.write_answers"
REVIEW: Final = "steward.review_answers"

STEPS: Final = (
    Step(AnswerState.DRAFT, AnswerVerb.SAVE, AnswerState.DRAFT, WRITE),
    Step(AnswerState.DRAFT, AnswerVerb.SUBMIT, AnswerState.REVIEWING, WRITE),
    Step(AnswerState.DRAFT, AnswerVerb.DISCARD, None, WRITE),
    Step(AnswerState.REVIEWING, AnswerVerb.APPROVE, AnswerState.PUBLISHED, REVIEW),
    Step(AnswerState.REVIEWING, AnswerVerb.RETURN, AnswerState.DRAFT, REVIEW),
    # Whoever renews says anew that it is right.
    Step(AnswerState.PUBLISHED, AnswerVerb.RENEW, AnswerState.PUBLISHED, REVIEW),
    Step(AnswerState.PUBLISHED, AnswerVerb.TAKE_DOWN, AnswerState.DOWN, WRITE),
    # The public keeps the old one until the new one is published.
    Step(AnswerState.PUBLISHED, AnswerVerb.REVISE, AnswerState.PUBLISHED, WRITE),
    Step(AnswerState.DOWN, AnswerVerb.REVISE, AnswerState.DOWN, WRITE),
)
_BY_STATE_AND_VERB: Final = {(step.state, step.verb): step for step in STEPS}
#: What only another person than the author may do.
BY_ANOTHER: Final = frozenset({AnswerVerb.APPROVE, AnswerVerb.RENEW})

STATE_LABELS: Final[Mapping[AnswerState, Promise]] = {
    AnswerState.DRAFT: _("草稿"),
    AnswerState.REVIEWING: _("待审核"),
    AnswerState.PUBLISHED: _("已发布"),
    AnswerState.DOWN: _("已下架"),
    AnswerState.REPLACED: _("已更新"),
}
STATE_TONES: Final[Mapping[AnswerState, str]] = {
    AnswerState.DRAFT: "neutral",
    AnswerState.REVIEWING: "info",
    AnswerState.PUBLISHED: "good",
    AnswerState.DOWN: "neutral",
    AnswerState.REPLACED: "neutral",
}
VERB_LABELS: Final[Mapping[AnswerVerb, Promise]] = {
    AnswerVerb.SAVE: _("保存草稿"),
    AnswerVerb.SUBMIT: _("提交审核"),
    AnswerVerb.APPROVE: _("审核发布"),
    AnswerVerb.RETURN: _("退回修改"),
    AnswerVerb.RENEW: _("延长有效期"),
    AnswerVerb.TAKE_DOWN: _("下架"),
    AnswerVerb.REVISE: _("修改"),
    AnswerVerb.DISCARD: _("删除草稿"),
}

#: An answer is public for a year unless its reviewer says otherwise, and at most so many days without being looked at anew.
USUAL_DAYS: Final = 365
MOST_DAYS: Final = 3 * 365
#: So many days before its last day the unit is reminded.
REMIND_DAYS: Final = 30


def step_for(state: AnswerState, verb: AnswerVerb) -> Step | None:
    """The row for ``verb`` in ``state``; None where it is not possible."""
    return _BY_STATE_AND_VERB.get((state, verb))


def verbs(state: AnswerState) -> tuple[AnswerVerb, ...]:
    """What can be done in ``state``, in the order of the table."""
    return tuple(step.verb for step in STEPS if step.state == state)


def usual_end(today: date) -> date:
    """The last day of what is published today, unless another is said."""
    return today + timedelta(days=USUAL_DAYS)


def is_sound_end(day: date, today: date) -> bool:
    """Whether something that is published today may be public until ``day``."""
    return today <= day <= today + timedelta(days=MOST_DAYS)
