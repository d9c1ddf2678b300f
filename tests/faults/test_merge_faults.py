"""kill -9 in the middle of a merge of two records and of its undoing: all of it or nothing, and it can be done again."""

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
pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("merge-faults")]

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[1] / "src"
START = "import django, sys; django.setup(); from merge_rounds import main; main(int(sys.argv[1]))"
#: Four kills each.
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
    name = sql.Identifier(f"kexie_merges_{os.getpid()}")
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            address = f"{ADDRESS.rpartition('/')[0]}/kexie_merges_{os.getpid()}"
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
