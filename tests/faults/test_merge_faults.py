"""kill -9 in the middle of a merge of two records and of its undoing: all of it or nothing, and it can be done again."""

import pytest

from faults.campaign import reported

pytestmark = pytest.mark.fault

#: Four kills each.
ROUNDS = 6


@pytest.fixture(scope="module")
def lines(tmp_path_factory, django_db_blocker):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    with django_db_blocker.unblock():
        return reported("merge_rounds", ROUNDS, folder=tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize("point", ["merge.moved", "merge.marked"])
def test_a_merge_that_is_killed_has_moved_nothing_and_can_be_done(lines, point):
    told = lines[point]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["state"], line["again"]) == ("killed", "nothing", "all")


@pytest.mark.parametrize("point", ["unmerge.moved", "unmerge.marked"])
def test_an_undoing_that_is_killed_leaves_the_merge_whole_and_can_be_done(lines, point):
    told = lines[point]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["state"], line["again"]) == ("killed", "all", "nothing")


def test_of_three_merges_of_one_record_at_once_one_is_done(lines):
    [told] = lines["together"]
    assert (told["ends"], told["merges"], told["posts"]) == (["0", "1", "1"], 1, 1)


def test_after_all_that_the_audit_chain_holds(lines):
    assert lines["audit"] == [{"kind": "audit", "holds": True}]
