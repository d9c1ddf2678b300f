"""kill -9 of whoever steps a case: nothing that was stored is lost, nothing is done twice, nothing is half done."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from faults.campaign import reported

pytestmark = pytest.mark.fault

#: 37 kills at named points each: the same each time, so that one round proves it. Those from outside differ.
ROUNDS = int(os.environ.get("KEXIE_FAULT_ROUNDS", "1"))
STORING = ("case.served", "case.tasked", "case.kept", "case.stored", "case.audited")
#: Once the transaction is there, all of the step is.
AFTER = {"submit.stored"}
SUBMITTED = ("submit.done", *sorted(AFTER))


@pytest.fixture(scope="module")
def lines(tmp_path_factory, django_db_blocker):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    with django_db_blocker.unblock():
        return reported("case_rounds", ROUNDS, folder=tmp_path_factory.mktemp("data"), timeout_s=900)


def looked_at(lines, verb: str, point: str, **expected: object) -> None:
    """The lines of one point: killed there, all or nothing left behind, then as ``expected``, and no second time."""
    told = lines[f"{verb} {point}"]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["again"], line["chain"], line["half"]) == ("killed", True, True, 0)
        assert {name: line[name] for name in expected} == expected


@pytest.mark.parametrize("point", [*STORING, *SUBMITTED])
def test_an_application_is_there_once_or_not_at_all(lines, point):
    looked_at(
        lines,
        "start",
        point,
        left=int(point in AFTER),
        steps=["start"],
        tasks=[["accept", "open"]],
        revision=1,
        audited=1,
        notices=0,
        units=2,
        answers=["topic"],
    )


@pytest.mark.parametrize("point", [*STORING, *SUBMITTED])
def test_a_task_is_done_once_and_the_next_one_is_there(lines, point):
    looked_at(
        lines,
        "complete",
        point,
        left="all" if point in AFTER else "nothing",
        steps=["start", "done"],
        tasks=[["accept", "done"], ["decide", "open"]],
        revision=2,
        audited=2,
        waits=1,
        answers=["acceptance", "topic"],
    )


@pytest.mark.parametrize("point", ["case.acted", *STORING])
def test_a_timer_goes_off_once_and_tells_once(lines, point):
    looked_at(
        lines,
        "timer",
        point,
        left="nothing",
        steps=["start", "done", "timer", "verb"],
        tasks=[["accept", "done"], ["decide", "open"]],
        revision=3,
        audited=3,
        notices=1,
        waits=0,
    )


@pytest.mark.parametrize("point", ["case.acted", "case.recorded", *STORING, *SUBMITTED])
def test_a_case_ends_once_with_one_entry_in_the_ledger(lines, point):
    looked_at(
        lines,
        "end",
        point,
        left="all" if point in AFTER else "nothing",
        state="ended",
        steps=["start", "done", "done", "verb", "end"],
        tasks=[["accept", "done"], ["decide", "done"]],
        revision=3,
        audited=3,
        notices=2,
        entries=1,
        waits=0,
        answers=["acceptance", "decision", "topic"],
    )


@pytest.mark.parametrize("point", [*STORING, *SUBMITTED])
def test_an_application_is_taken_back_once(lines, point):
    looked_at(
        lines,
        "withdraw",
        point,
        left="all" if point in AFTER else "nothing",
        state="withdrawn",
        steps=["start", "withdraw"],
        tasks=[["accept", "cancelled"]],
        revision=2,
        audited=2,
        entries=0,
    )


@pytest.mark.parametrize("kind", ["apart", "same"])
def test_killed_anywhere_among_others_every_case_comes_to_its_end(lines, kind):
    told = lines[kind]
    assert len(told) == (2 + ROUNDS * 2) * 9
    assert "killed" in {line["end"] for line in told}
    for line in told:
        assert line["others"] == ["0"]
        reminded = Counter(line["steps"])["timer"]
        assert reminded <= 1
        steps = {"start": 1, "done": 2, "timer": reminded, "verb": 1 + reminded, "end": 1}
        assert Counter(line["steps"]) == +Counter(steps)
        assert (line["state"], line["chain"], line["entries"], line["waits"]) == ("ended", True, 1, 0)
        assert line["tasks"] == [["accept", "done"], ["decide", "done"]]
        assert line["revision"] == line["audited"] == 3 + reminded
        assert line["notices"] == 2 + reminded


def test_after_all_that_the_audit_chain_holds(lines):
    assert lines["audit"] == [{"kind": "audit", "holds": True}]
