"""kill -9 at the worst moments: nothing acknowledged is lost, nothing is done twice."""

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
pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("outbox-faults")]

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[1] / "src"
START = "import django, sys; django.setup(); from rounds import main; main(int(sys.argv[1]))"
#: 12 kills each; a campaign takes more.
ROUNDS = int(os.environ.get("KEXIE_FAULT_ROUNDS", "10"))
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
    name = sql.Identifier(f"kexie_faults_{os.getpid()}")
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            address = f"{ADDRESS.rpartition('/')[0]}/kexie_faults_{os.getpid()}"
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
