"""The life cycle of an issue: only the steps of the table, each with its ability, and two persons for sign-off."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from kexie.domains.bulletin import abilities
from kexie.domains.bulletin.errors import SamePerson, VerbNotPossible
from kexie.domains.bulletin.rules.life_cycle import (
    GIVING_UP,
    STATE_LABELS,
    STEPS,
    VERB_LABELS,
    IssueState,
    IssueVerb,
    ability_for,
    check_separate,
    next_state,
    verbs,
)

DRAFTING, REVIEWING, APPROVED, SIGNED = IssueState
SUBMIT, APPROVE, RETURN, SIGN, CORRECT, GIVE_UP = IssueVerb
POSSIBLE = {
    (DRAFTING, SUBMIT): (REVIEWING, abilities.EDIT),
    (REVIEWING, APPROVE): (APPROVED, abilities.REVIEW),
    (REVIEWING, RETURN): (DRAFTING, abilities.REVIEW),
    (APPROVED, SIGN): (SIGNED, abilities.SIGN),
    (APPROVED, RETURN): (DRAFTING, abilities.SIGN),
    (SIGNED, CORRECT): (DRAFTING, abilities.EDIT),
}
LIN, HE, SU = (UUID(int=number) for number in (1, 2, 3))


@pytest.mark.parametrize(("state", "verb"), list(product(IssueState, IssueVerb)))
def test_every_state_and_verb(state, verb):
    if (state, verb) in POSSIBLE:
        expected, ability = POSSIBLE[state, verb]
        assert next_state(state, verb) is expected
        assert ability_for(state, verb) == ability.code
        assert verb in verbs(state)
        return
    assert verb not in verbs(state)
    with pytest.raises(VerbNotPossible) as caught:
        next_state(state, verb)
    words = [str(VERB_LABELS[possible]) for possible in verbs(state)]
    assert caught.value.status == 409
    assert caught.value.data["possible"] == words
    assert all(word in caught.value.message for word in [str(STATE_LABELS[state]), str(VERB_LABELS[verb]), *words])


def test_nothing_is_public_without_all_three_steps():
    """From the first state, signed is reached by no shorter way, and the only way out of it is a correction."""
    paths = {DRAFTING: 0}
    while new := {s.next_state: paths[s.state] + 1 for s in STEPS if s.state in paths and s.next_state not in paths}:
        paths |= new
    assert paths == {DRAFTING: 0, REVIEWING: 1, APPROVED: 2, SIGNED: 3}
    assert verbs(SIGNED) == (CORRECT,)
    assert (GIVING_UP.state, GIVING_UP.verb, GIVING_UP.next_state) == (DRAFTING, GIVE_UP, SIGNED)


def test_everything_has_words():
    assert set(STATE_LABELS) == set(IssueState)
    assert set(VERB_LABELS) == set(IssueVerb)


@pytest.mark.parametrize("parts", [(LIN, LIN), (LIN, LIN, HE), (LIN, HE, LIN), (LIN, HE, HE), (LIN, None, LIN)])
def test_one_person_does_not_take_two_parts(parts):
    with pytest.raises(SamePerson) as caught:
        check_separate(*parts)
    assert "不能是同一人" in caught.value.message


@pytest.mark.parametrize("parts", [(LIN, HE), (LIN, HE, SU), (LIN, None), (None, None), (None, LIN, HE)])
def test_different_persons_may(parts):
    check_separate(*parts)


def test_the_message_names_the_two_parts():
    with pytest.raises(SamePerson, match=r"^审核人与签发人不能是同一人"):
        check_separate(LIN, LIN)
