"""kill -9 of the worker that sends an issue out: no address gets it twice, and none is lost without being named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

#: One worker runs the rounds, and once.
pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("dispatch-faults")]

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[1] / "src"
START = (
    "import django, sys; django.setup(); from kexie.base.kernel import scoping; from dispatch_rounds import main\n"
    "with scoping.beyond('rounds of a test'): main(int(sys.argv[1]))"
)
#: Five kills each.
ROUNDS = int(os.environ.get("KEXIE_FAULT_ROUNDS", "4"))
ADDRESS = os.environ.get("KEXIE_DATABASE_URL", "")


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """What the rounds reported, by kind; on the database that this run is about, in a database of their own."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "kexie.site.config.testing",
        "KEXIE_DATA": str(tmp_path_factory.mktemp("data")),
        "KEXIE_MODE": "test",
        "PYTHONPATH": os.pathsep.join((str(SOURCES), str(HERE))),
    }
    if not ADDRESS.startswith("postgres"):
        environment.pop("KEXIE_DATABASE_URL", None)
        return run(environment)
    name = sql.Identifier(f"kexie_dispatches_{os.getpid()}")
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            address = f"{ADDRESS.rpartition('/')[0]}/kexie_dispatches_{os.getpid()}"
            return run(environment | {"KEXIE_DATABASE_URL": address})
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def run(environment: dict[str, str]) -> dict[str, list[dict]]:
    ended = subprocess.run(
        [sys.executable, "-c", START, str(ROUNDS)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
    found = defaultdict(list)
    for line in ended.stdout.splitlines():
        if line.startswith("{"):
            told = json.loads(line)
            found[told["kind"]].append(told)
    return found


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
