"""The fixed life cycle of an issue: 编排 → 审核 → 待签发 → 已签发, as a table, and who must not be the same person."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import combinations
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.domains.bulletin.errors import SamePerson, VerbNotPossible


class IssueState(StrEnum):
    """Where an issue stands; only ``SIGNED`` is public."""

    DRAFTING = "drafting"
    REVIEWING = "reviewing"
    APPROVED = "approved"
    SIGNED = "signed"


class IssueVerb(StrEnum):
    """What moves an issue on."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    SIGN = "sign"
    CORRECT = "correct"
    GIVE_UP = "give_up"


class Step(NamedTuple):
    """One row of the life cycle; ``ability`` is the code of the ability that the actor needs."""

    state: IssueState
    verb: IssueVerb
    next_state: IssueState
    ability: str


STEPS: Final = (
    Step(IssueState.DRAFTING, IssueVerb.SUBMIT, IssueState.REVIEWING, "bulletin.edit"),
    Step(IssueState.REVIEWING, IssueVerb.APPROVE, IssueState.APPROVED, "bulletin.review"),
    Step(IssueState.REVIEWING, IssueVerb.RETURN, IssueState.DRAFTING, "bulletin.review"),
    Step(IssueState.APPROVED, IssueVerb.SIGN, IssueState.SIGNED, "bulletin.sign"),
    Step(IssueState.APPROVED, IssueVerb.RETURN, IssueState.DRAFTING, "bulletin.sign"),
    Step(IssueState.SIGNED, IssueVerb.CORRECT, IssueState.DRAFTING, "bulletin.edit"),
)
#: What only a correction can be: given up while it is drafted, so that what was signed stands as before.
GIVING_UP: Final = Step(IssueState.DRAFTING, IssueVerb.GIVE_UP, IssueState.SIGNED, "bulletin.edit")
#: What needs a reason: the editor reads why it came back, everybody why an issue was corrected.
NEEDS_REASON: Final = frozenset({IssueVerb.RETURN, IssueVerb.CORRECT})
#: What brings an issue nearer to its readers.
FORWARD: Final = frozenset({IssueVerb.SUBMIT, IssueVerb.APPROVE, IssueVerb.SIGN})
_BY_STATE_AND_VERB: Final = {(step.state, step.verb): step for step in STEPS}

STATE_LABELS: Final[Mapping[IssueState, Promise]] = {
    IssueState.DRAFTING: _("编排"),
    IssueState.REVIEWING: _("审核"),
    IssueState.APPROVED: _("待签发"),
    IssueState.SIGNED: _("已签发"),
}
#: The tone of each state and its icon, where that is not the tone's own: for lists, tables and pages alike.
STATE_LOOKS: Final[Mapping[IssueState, tuple[str, str]]] = {
    IssueState.DRAFTING: ("neutral", "edit"),
    IssueState.REVIEWING: ("info", "clock"),
    IssueState.APPROVED: ("progress", ""),
    IssueState.SIGNED: ("good", ""),
}
VERB_LABELS: Final[Mapping[IssueVerb, Promise]] = {
    IssueVerb.SUBMIT: _("送审"),
    IssueVerb.APPROVE: _("审核通过"),
    IssueVerb.RETURN: _("退回修改"),
    IssueVerb.SIGN: _("签发"),
    IssueVerb.CORRECT: _("更正"),
    IssueVerb.GIVE_UP: _("放弃更正"),
}


def verbs(state: IssueState) -> tuple[IssueVerb, ...]:
    """What can be done with an issue in ``state``, in the order of the table; once it is signed, only to correct it."""
    return tuple(step.verb for step in STEPS if step.state == state)


def step_for(state: IssueState, verb: IssueVerb) -> Step:
    """The row for ``verb`` in ``state``; VerbNotPossible, naming what is possible, if there is none."""
    step = _BY_STATE_AND_VERB.get((state, verb))
    if step is None:
        raise VerbNotPossible(
            state=str(STATE_LABELS[state]),
            verb=str(VERB_LABELS[verb]),
            possible=tuple(str(VERB_LABELS[possible]) for possible in verbs(state)),
        )
    return step


def next_state(state: IssueState, verb: IssueVerb) -> IssueState:
    """Where ``verb`` leads from ``state``; VerbNotPossible if nowhere."""
    return step_for(state, verb).next_state


def ability_for(state: IssueState, verb: IssueVerb) -> str:
    """The code of the ability that ``verb`` needs in ``state``; VerbNotPossible if the verb is not possible at all."""
    return step_for(state, verb).ability


DISCARD_LABEL: Final = _("删除草稿")


def check_discardable(state: IssueState) -> None:
    """Raise VerbNotPossible, naming what is possible, unless ``state`` is that of a draft: only drafts are discarded."""
    if state is not IssueState.DRAFTING:
        possible = tuple(str(VERB_LABELS[verb]) for verb in verbs(state))
        raise VerbNotPossible(state=str(STATE_LABELS[state]), verb=str(DISCARD_LABEL), possible=possible)


def check_separate(reviewer: UUID | None, signer: UUID | None, editor: UUID | None = None) -> None:
    """Raise SamePerson if two of the persons given are one; None stands for a part nobody has taken yet.

    The reviewer and the signer are always two persons. Whether the editor is a third is the caller's to decide: pass
    the editor's person to demand it.
    """
    parts = ((str(_("编辑")), editor), (str(_("审核人")), reviewer), (str(_("签发人")), signer))
    for (one, first), (other, second) in combinations(parts, 2):
        if first is not None and first == second:
            raise SamePerson(one=one, other=other)
