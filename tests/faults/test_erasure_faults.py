"""Erasure under fire: killed at three points it is done wholly or not at all, and an older backup brings nobody back.

The whole database file is searched for what must be gone, free pages included (`VACUUM`); SQLite, because there the
database is one file.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import database

HERE = Path(__file__).parent
MARK = "鹮鹮朱鹮"
NUMBER = "13900139000"


@pytest.fixture(scope="module")
def home(tmp_path_factory, django_db_blocker) -> Path:
    """A data folder with a migrated database and one person who has asked to be erased."""
    folder = tmp_path_factory.mktemp("erasure")
    with django_db_blocker.unblock():
        database.begin_with_tables(folder)
    assert run(folder, "prepare") == {"prepared": True}
    return folder


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    copy = tmp_path / "data"
    shutil.copytree(home, copy)
    return copy


def run(folder: Path, verb: str, *, point: str = "", killed: bool = False) -> dict:
    """One process with this data folder: what it said, or nothing if it was killed as wanted."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KEXIE_")},
        "KEXIE_MODE": "test",
        "KEXIE_DATA": str(folder),
        "KEXIE_FAULT_POINT": point,
        "DJANGO_SETTINGS_MODULE": "kexie.site.config.settings",
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "erasing.py"), verb],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    if killed:
        assert done.returncode == -9, done.stderr
        return {}
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def bytes_of(folder: Path) -> bytes:
    """The database as one file, without free pages."""
    path = folder / "kexie.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path.read_bytes()


def holds(folder: Path) -> bool:
    content = bytes_of(folder)
    return MARK.encode() in content or b"canary@erased" in content or json.dumps(MARK).strip('"').encode() in content


def test_an_older_backup_brings_nobody_back(folder: Path, tmp_path: Path):
    assert holds(folder)
    shutil.copy(folder / "kexie.sqlite3", tmp_path / "backup.sqlite3")
    assert run(folder, "erase")["state"] == "done"
    assert not holds(folder)
    for leftover in ("kexie.sqlite3-wal", "kexie.sqlite3-shm"):
        (folder / leftover).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup.sqlite3", folder / "kexie.sqlite3")
    assert holds(folder)
    assert run(folder, "replay") == {"again": 1, "others": 1}
    assert not holds(folder)
    assert run(folder, "replay") == {"again": 0, "others": 1}


@pytest.mark.parametrize("point", ["erasure.halfway", "erasure.erased"])
def test_killed_before_the_journal_nothing_has_happened(folder: Path, point: str):
    run(folder, "erase", point=point, killed=True)
    assert run(folder, "look") == {"state": "asked", "erased": False, "journal": 0}
    assert holds(folder)
    assert run(folder, "erase")["state"] == "done"
    assert not holds(folder)
    assert run(folder, "look") == {"state": "done", "erased": True, "journal": 1}


def test_killed_after_the_journal_the_replay_finishes_it(folder: Path):
    run(folder, "erase", point="erasure.journalled", killed=True)
    assert run(folder, "look") == {"state": "asked", "erased": False, "journal": 1}
    assert run(folder, "replay") == {"again": 1, "others": 1}
    assert run(folder, "look") == {"state": "done", "erased": True, "journal": 1}
    assert not holds(folder)


def test_a_killed_replay_goes_on(folder: Path):
    run(folder, "erase", point="erasure.journalled", killed=True)
    run(folder, "replay", point="erasure.halfway", killed=True)
    assert run(folder, "look")["erased"] is False
    assert run(folder, "replay") == {"again": 1, "others": 1}
    assert not holds(folder)
