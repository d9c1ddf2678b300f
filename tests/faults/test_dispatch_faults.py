"""kill -9 of the worker that sends an issue out: no address gets it twice, and none is lost without being named."""

from __future__ import annotations

import os

import pytest

from faults.campaign import reported

pytestmark = pytest.mark.fault

#: Five kills each.
ROUNDS = int(os.environ.get("KEXIE_FAULT_ROUNDS", "4"))


@pytest.fixture(scope="module")
def lines(tmp_path_factory, django_db_blocker):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    with django_db_blocker.unblock():
        return reported("dispatch_rounds", ROUNDS, folder=tmp_path_factory.mktemp("data"))


SENT_ONCE = ["sent", 1]


@pytest.mark.parametrize("point", ["outbox.handling", "dispatch.noted", "outbox.handled"])
def test_killed_between_two_addresses_each_gets_one(lines, point):
    told = lines[point]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["dispatch"]) == ("killed", "done")
        assert line["told"] == [SENT_ONCE] * 4


@pytest.mark.parametrize(("point", "mails"), [("dispatch.handed", 0), ("dispatch.taken", 1)])
def test_killed_while_one_is_handed_over_that_one_is_left_to_a_person(lines, point, mails):
    """Whether the server had it, nobody can know: it is named, and not sent again by itself."""
    told = lines[point]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["dispatch"]) == ("killed", "done")
        assert line["told"] == [["handed", mails], SENT_ONCE, SENT_ONCE, SENT_ONCE]


def test_killed_anywhere_nobody_gets_two_and_who_gets_none_is_named(lines):
    told = lines["outside"]
    assert len(told) == 3
    for line in told:
        assert line["dispatch"] == "done"
        for state, mails in line["told"]:
            assert mails <= 1
            assert state == "handed" or (state, mails) == ("sent", 1)


def test_after_all_that_the_audit_chain_holds(lines):
    [told] = lines["audit"]
    assert told["holds"] is True
