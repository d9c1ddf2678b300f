"""kill -9 of a worker in the middle of long work: rows once, the work done or clearly failed, a retry possible."""

import pytest

from faults.campaign import reported

pytestmark = pytest.mark.fault

#: Five kills each.
ROUNDS = 6


@pytest.fixture(scope="module")
def lines(tmp_path_factory, django_db_blocker):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    with django_db_blocker.unblock():
        return reported("longwork_rounds", ROUNDS, folder=tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(
    "point", ["longwork.stage", "longwork.row", "longwork.ran", "outbox.handling", "outbox.handled"]
)
def test_a_worker_killed_in_long_work_does_each_row_once_and_the_work_ends(lines, point):
    told = lines[point]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["state"], line["ended"]) == ("killed", "done", 1)
        assert (line["staged"], line["effects"]) == (1, [1, 1, 1, 1])
        assert (line["report"], line["results"]) == (4, 1)


def test_work_whose_every_attempt_is_killed_fails_clearly(lines):
    [told] = lines["given up"]
    assert (told["end"], told["state"], told["ended"]) == ("killed", "failed", 1)
    assert "请重试" in told["note"]


def test_a_retry_after_that_does_all_of_it_once(lines):
    [told] = lines["retried"]
    assert (told["state"], told["staged"], told["effects"], told["results"]) == ("done", 1, [1, 1, 1, 1], 1)


def test_after_all_that_the_audit_chain_holds(lines):
    assert lines["audit"] == [{"kind": "audit", "holds": True}]
