"""A rotation of keys that is killed again and again: every value stays readable, none is lost, the next run goes on."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections import defaultdict
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

#: One worker runs the rounds, and once.
pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("vault-faults")]

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[1] / "src"
START = "import django, sys; django.setup(); from rotation_rounds import main; main(int(sys.argv[1]))"
#: At the named points, in turn; three more come from outside.
KILLS = 21
ADDRESS = os.environ.get("KEXIE_DATABASE_URL", "")
NEW, OLD = (b64encode(bytes(range(first, first + 64, 2))).decode() for first in (100, 130))


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "kexie.site.config.testing",
        "KEXIE_DATA": str(tmp_path_factory.mktemp("data")),
        "KEXIE_MODE": "test",
        "KEXIE_VAULT_KEYS": f"k-new:{NEW},k-old:{OLD}",
        "PYTHONPATH": os.pathsep.join((str(SOURCES), str(HERE))),
    }
    if not ADDRESS.startswith("postgres"):
        environment.pop("KEXIE_DATABASE_URL", None)
        return run(environment)
    name = sql.Identifier(f"kexie_vault_{os.getpid()}")
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            address = f"{ADDRESS.rpartition('/')[0]}/kexie_vault_{os.getpid()}"
            return run(environment | {"KEXIE_DATABASE_URL": address})
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def run(environment: dict[str, str]) -> dict[str, list[dict]]:
    ended = subprocess.run(
        [sys.executable, "-c", START, str(KILLS)],
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


@pytest.mark.parametrize("kind", ["vault.read", "vault.written", "vault.committed", "outside"])
def test_after_each_kill_every_value_is_readable_and_the_next_run_goes_on(lines, kind):
    told = lines[kind]
    assert len(told) == (3 if kind == "outside" else KILLS // 3)
    for line in told:
        assert (line["end"], line["same"]) == ("killed", True)
        assert line["after"] < line["before"], "no progress"
    # From outside the moment is a matter of luck: the last kill may come when the last batch is written.
    assert kind == "outside" or told[-1]["after"] > 0, "nothing was left to kill"


def test_runs_beside_each_other_and_beside_readers_and_writers(lines):
    (told,) = lines["together"]
    assert told["ends"] == ["0"] * 5
    assert told["same"], "a value is lost, or a new one was overwritten"


def test_at_the_end_the_old_key_may_be_removed(lines):
    (told,) = lines["end"]
    assert (told["pending"], told["same"]) == (0, True)
    assert told["uses"] == {"k-new": [{"aes-gcm": 400}, False], "k-old": [{}, True]}
    assert lines["old key removed"] == [{"kind": "old key removed", "same": True}]


def test_the_same_way_leads_to_the_other_provider(lines):
    assert lines["other provider"] == [{"kind": "other provider", "sealed": 400, "same": True}]
