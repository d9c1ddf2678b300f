"""kill -9 of whoever fetches the office's mails, against a real Dovecot: no mail is lost, none becomes two submissions."""

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

from kexie.domains.bulletin.tests.dovecot import BINARY

#: One worker runs the rounds, and once.
pytestmark = [
    pytest.mark.fault,
    pytest.mark.xdist_group("mail-faults"),
    pytest.mark.skipif(BINARY is None, reason="Dovecot is not installed (apt install dovecot-imapd)"),
]

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[1] / "src"
START = (
    "import django, sys; django.setup(); from kexie.base.kernel import scoping; from mail_rounds import main\n"
    "with scoping.beyond('rounds of a test'): main(int(sys.argv[1]))"
)
#: Four kills each.
ROUNDS = int(os.environ.get("KEXIE_FAULT_ROUNDS", "2"))
ADDRESS = os.environ.get("KEXIE_DATABASE_URL", "")
ONCE = [[1, 1, 1]] * 3


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
    name = sql.Identifier(f"kexie_mails_{os.getpid()}")
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            address = f"{ADDRESS.rpartition('/')[0]}/kexie_mails_{os.getpid()}"
            return run(environment | {"KEXIE_DATABASE_URL": address})
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def run(environment: dict[str, str]) -> dict[str, list[dict]]:
    ended = subprocess.run(
        [sys.executable, "-c", START, str(ROUNDS)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
    found = defaultdict(list)
    for line in ended.stdout.splitlines():
        if line.startswith("{"):
            told = json.loads(line)
            found[told["kind"]].append(told)
    return found


@pytest.mark.parametrize("point", ["mail.fetched", "mail.keeping", "mail.stored", "mail.moved"])
def test_killed_at_any_point_each_mail_is_stored_drafted_and_moved_once(lines, point):
    told = lines[point]
    assert len(told) == ROUNDS
    for line in told:
        assert (line["end"], line["told"], line["left"]) == ("killed", ONCE, 0)
        assert line["answered"] <= 1


def test_killed_from_outside_too(lines):
    told = lines["outside"]
    assert len(told) == 2
    for line in told:
        assert (line["told"], line["left"]) == (ONCE, 0)
        assert line["answered"] <= 1


def test_after_all_that_the_audit_chain_holds(lines):
    [told] = lines["audit"]
    assert told["holds"] is True
