"""kill -9 at the worst moments: nothing acknowledged is lost, nothing is done twice."""

import os

import pytest

from faults.campaign import reported

pytestmark = pytest.mark.fault

#: 12 kills each; a campaign takes more.
ROUNDS = int(os.environ.get("KEXIE_FAULT_ROUNDS", "10"))


@pytest.fixture(scope="module")
def lines(tmp_path_factory, django_db_blocker):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    with django_db_blocker.unblock():
        return reported("rounds", ROUNDS, folder=tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(
    "point",
    ["job.taken", "outbox.claimed", "outbox.handling", "outbox.handled", "outbox.marked", "outbox.delivered"],
)
def test_a_worker_killed_at_a_point_loses_nothing_and_does_nothing_twice(lines, point):
    told = lines[f"fault {point}"]
    assert len(told) == ROUNDS
    for line in told:
        assert line["end"] == "killed"
        assert line["states"] == ["done"] * 3
        assert line["effects"] == [1, 1, 1]
        assert line["audited"] == 3


@pytest.mark.parametrize(("point", "first"), [("outbox.handling", 1), ("outbox.handled", 2), ("outbox.marked", 2)])
def test_what_is_done_outside_the_database_is_done_at_least_once(lines, point, first):
    """Twice only where the worker died between the deed and its mark; the messages behind it once."""
    told = lines[f"fault.letter {point}"]
    assert len(told) == ROUNDS
    for line in told:
        assert line["end"] == "killed"
        assert line["states"] == ["done"] * 3
        assert sorted(line["letters"]) == [1, 1, first]


@pytest.mark.parametrize("point", ["submit.done", "submit.stored"])
def test_a_submit_whose_worker_was_killed_counts_once_when_sent_again(lines, point):
    told = lines[f"submit {point}"]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["effects"], line["audited"], line["replies"]) == ("killed", [1], 1, 1)


def test_an_action_killed_while_it_puts_leaves_nothing_behind_and_can_be_repeated(lines):
    told = lines["producer"]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["left"]) == ("killed", 0)
        assert line["effects"] == [1, 1, 1]


def test_a_worker_killed_from_outside_anywhere(lines):
    told = lines["from outside"]
    assert len(told) == 10
    for line in told:
        assert line["end"] == "killed"
        assert line["effects"] == [1] * 12


def test_several_workers_share_the_work_and_do_nothing_twice(lines):
    told = lines["together"]
    assert len(told) == 3
    for line in told:
        assert line["end"] == "0"
        assert line["effects"] == [1] * 60


def test_after_all_that_the_audit_chain_holds(lines):
    assert lines["audit"] == [{"kind": "audit", "holds": True}]
