"""kill -9 of a worker in the middle of long work: rows once, the work done or clearly failed, a retry possible."""

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
pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("longwork-faults")]

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[1] / "src"
START = "import django, sys; django.setup(); from longwork_rounds import main; main(int(sys.argv[1]))"
#: Five kills each.
ROUNDS = 6
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
    name = sql.Identifier(f"kexie_works_{os.getpid()}")
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            address = f"{ADDRESS.rpartition('/')[0]}/kexie_works_{os.getpid()}"
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
