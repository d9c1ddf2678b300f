"""The database of the tests: made by the migrations once for this very source, copied for every process that tests.

`python tests/database.py` makes it ahead of them. It lies beside the test database, is named by a hash of all that a
migration may run, and takes the place of the one before; a process that comes while another one makes it waits for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.creation import BaseDatabaseCreation

from kexie.site.config.environment import DATA

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kexie"
#: No migration runs what lies in these folders.
APART = {"__pycache__", "tests", "templates", "static", "locale"}
PREFIX = "kexie_made_"


def fingerprint() -> str:
    """A hash of the interpreter, the locked dependencies and the source: the database of another one is another.

    While somebody writes (``KEXIE_TESTS_TRUST=migrations``), the migrations alone count: what they run is taken as it was.
    """
    found = hashlib.sha256(sys.version.encode())
    trusted = os.environ.get("KEXIE_TESTS_TRUST") == "migrations"
    inside = "migrations/*.py" if trusted else "*"
    sources = [
        path for path in SOURCE.rglob(inside) if path.is_file() and not APART & set(path.relative_to(SOURCE).parts)
    ]
    for path in sorted([*sources, *(ROOT / "requirements").iterdir()]):
        found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def begin_as_copy() -> None:
    """Let the test database that Django is about to make begin as a copy of the one that the migrations have made."""
    made = make()
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["TEMPLATE"] = made
        connection.creation.serialize_db_to_string = _kept_as_copied
        return
    create = connection.creation._create_test_db
    # Each test with transactions of its own puts the file back as it was: there is nothing to write down as JSON.
    connection.creation.serialize_db_to_string = lambda: ""
    connection.creation.deserialize_db_from_string = lambda data: None

    def copied(verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name: str = create(verbosity, autoclobber, keepdb)
        if not Path(name).exists():
            for left in (
                "-wal",
                "-shm",
            ):  # of a run whose last connection outlived its file: they would be taken for this one's
                Path(name + left).unlink(missing_ok=True)
            shutil.copyfile(made, name)
        return name

    connection.creation._create_test_db = copied


def _kept_as_copied() -> str:
    """Keep what the migrations have put into the tables as PostgreSQL copies it, so that it is put back the same way.

    Only who may leave triggers and references alone meanwhile can do so; for others Django writes and reads JSON.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() != ("on",):
            return BaseDatabaseCreation.serialize_db_to_string(connection.creation)
        tables = [connection.ops.quote_name(name) for name in connection.introspection.django_table_names()]
        kept = {table: content for table in tables if (content := _copied_out(cursor, table))}
    connection.creation.deserialize_db_from_string = lambda data: _copied_in(kept)
    return ""


def _copied_out(cursor: Any, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as rows:
        return b"".join(rows)


def _copied_in(kept: dict[str, bytes]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, content in kept.items():
            cursor.execute(f"DELETE FROM {table}")  # a trigger has begun a new edition when the tables were emptied
            with cursor.copy(f"COPY {table} FROM STDIN") as rows:
                rows.write(content)


def put_back() -> None:
    """Let the test database, where it is a file, hold again what the migrations have made, and nothing else."""
    connection.ensure_connection()
    with closing(sqlite3.connect(make())) as made:
        made.backup(connection.connection)


@cache
def make() -> str:
    """The file or the name of the database that the migrations have made, which nobody writes into any more."""
    name = PREFIX + fingerprint()
    with _alone():
        return _file(name) if connection.vendor == "sqlite" else _database(name)


def _file(name: str) -> str:
    made = DATA / f"{name}.sqlite3"
    if not made.exists():
        for old in DATA.glob(f"{PREFIX}*"):
            old.unlink()
        under_way = DATA / f"{PREFIX}under_way.sqlite3"
        with _connected_to(str(under_way)):
            call_command("migrate", verbosity=0)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        under_way.rename(made)
    return str(made)


def _database(name: str) -> str:
    quote: Callable[[str], str] = connection.ops.quote_name
    under_way = f"{PREFIX}under_way"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        there = {row[0] for row in cursor.fetchall()}
        if name in there:
            return name
        for old in there:
            cursor.execute(f"DROP DATABASE {quote(old)}")
        cursor.execute(f"CREATE DATABASE {quote(under_way)}")
    with _connected_to(under_way):
        call_command("migrate", verbosity=0)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {quote(under_way)} RENAME TO {quote(name)}")
    return name


@contextmanager
def lent(folder: Path) -> Iterator[dict[str, str]]:
    """A migrated database for processes of a test's own, of the kind that this run is about: their environment.

    Their data folder is ``folder``; on SQLite the database lies in it, on PostgreSQL it goes when the block ends.
    """
    environment = os.environ | {"KEXIE_DATA": str(folder), "KEXIE_MODE": "test"}
    made = make()
    if connection.vendor == "sqlite":
        environment.pop("KEXIE_DATABASE_URL", None)
        shutil.copyfile(made, folder / "kexie.sqlite3")
        yield environment
        return
    own, quote = f"kexie_lent_{os.getpid()}_{folder.name}", connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quote(own)} TEMPLATE {quote(made)}")
    try:
        yield environment | {"KEXIE_DATABASE_URL": f"{environment['KEXIE_DATABASE_URL'].rpartition('/')[0]}/{own}"}
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quote(own)} WITH (FORCE)")


def begin_with_tables(folder: Path) -> None:
    """Put a migrated SQLite database into a data folder, where this run has one: a migration there finds nothing to do."""
    if connection.vendor == "sqlite":
        shutil.copyfile(make(), folder / "kexie.sqlite3")


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """The connection leads to this database."""
    before: Any = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def _alone() -> Iterator[None]:
    """One process after the other."""
    with (DATA / "test.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "kexie.site.config.testing"
    django.setup()
    make()
