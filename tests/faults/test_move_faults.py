"""kill -9 of the worker that takes running cases to another version, or back: another one goes on, and none is taken twice."""

from __future__ import annotations

import os

import pytest

from faults.campaign import reported

pytestmark = pytest.mark.fault

ROUNDS = int(os.environ.get("KEXIE_FAULT_ROUNDS", "2"))
CASES = 5
POINTS = ("outbox.handling", "case.stored", "longwork.row", "longwork.ran", "outbox.handled", "outside")


@pytest.fixture(scope="module")
def lines(tmp_path_factory, django_db_blocker):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    with django_db_blocker.unblock():
        return reported("move_rounds", ROUNDS, folder=tmp_path_factory.mktemp("data"), timeout_s=900)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("way", ["move", "back"])
def test_every_case_goes_over_once(lines, way, point):
    told = lines[f"{way} {point}"]
    assert len(told) == ROUNDS
    kinds = ["start", "move"] + (["move_back"] if way == "back" else [])
    for line in told:
        assert line["end"] == "killed"
        assert (line["state"], line["reported"], line["refused"]) == ("done", CASES, 0)
        assert line["progress"] == [CASES, CASES]
        assert line["steps"] == [kinds] * CASES
        assert (line["on_new"], line["on_old"]) == ((CASES, 0) if way == "move" else (0, CASES))
        assert (line["counted"], line["kept"], line["chains"], line["stray"]) == (CASES, CASES, True, 0)


@pytest.mark.parametrize("way", ["move", "back"])
def test_what_was_done_before_the_kill_stays_done(lines, way):
    assert {line["done"] for line in lines[f"{way} longwork.row"]} == {1}
    assert all(2 <= line["done"] <= CASES for line in lines[f"{way} outside"])


def test_after_all_that_the_audit_chain_holds(lines):
    assert lines["audit"] == [{"kind": "audit", "holds": True}]
