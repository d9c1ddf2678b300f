"""Which rating counts as what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.steward.rules import closing as rules
from kexie.domains.steward.rules.closing import CallState, Satisfaction, Solved
from kexie.domains.steward.rules.stages import RUNNING, Stage


@pytest.mark.parametrize(
    ("solved", "satisfaction", "is_solved", "is_satisfied", "is_bad"),
    [
        (Solved.YES, Satisfaction.VERY, True, True, False),
        (Solved.YES, Satisfaction.BASICALLY, True, True, False),
        (Solved.PARTLY, Satisfaction.SATISFIED, False, True, False),
        (Solved.PARTLY, Satisfaction.DISSATISFIED, False, False, True),
        (Solved.YES, Satisfaction.VERY_DISSATISFIED, True, False, True),
        (Solved.NO, Satisfaction.VERY, False, True, True),
    ],
)
def test_what_a_rating_counts_as(solved, satisfaction, is_solved, is_satisfied, is_bad):
    assert rules.is_solved(solved) is is_solved
    assert rules.is_satisfied(satisfaction) is is_satisfied
    assert rules.is_bad(solved, satisfaction) is is_bad


@given(st.sampled_from(CallState), st.sampled_from(["", *Solved]), st.sampled_from(["", *Satisfaction]))
def test_valid_is_who_was_reached_and_has_answered_both(state, solved, satisfaction):
    assert rules.is_valid(state, solved, satisfaction) == (
        state == CallState.REACHED and "" not in (solved, satisfaction)
    )


@given(st.sampled_from(Satisfaction))
def test_every_degree_is_satisfied_or_opens_again(degree):
    assert rules.is_satisfied(degree) != rules.is_bad(Solved.YES, degree)


@pytest.mark.parametrize("stage", Stage)
def test_assessed_is_what_has_ended_with_an_answer_and_is_not_excluded(stage):
    assert rules.is_assessable(stage, excluded=False) == (stage in {Stage.CLOSED, Stage.FAILED})
    assert not rules.is_assessable(stage, excluded=True)
    assert not (stage in RUNNING and rules.is_assessable(stage, excluded=False))


@pytest.mark.parametrize(
    ("said", "solved", "satisfaction"),
    [
        ("yes", "yes", ""),
        ("已解决", "yes", ""),
        (" 部分解决 ", "partly", ""),
        ("非常满意", "", "very"),
        ("very_bad", "", "very_bad"),
        (None, "", ""),
        ("", "", ""),
        (["yes"], "", ""),
        (True, "", ""),
    ],
)
def test_what_a_form_of_a_process_says(said, solved, satisfaction):
    assert rules.read_solved(said) == solved
    assert rules.read_satisfaction(said) == satisfaction
