"""Run every promise in a process and a database of its own; end non-zero when one is short.

`python -m bench` runs all modules, `python -m bench matters desk` those two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bench.promise import Measured

MODULES = (
    "bench.papers",
    "bench.checks",
    "bench.service",
    "bench.phone",
    "bench.pages",
    "bench.cached",
    "bench.ground",
    "bench.sending",
    "bench.desk",
    "bench.matters",
    "bench.case_desk",
    "bench.steward_suggest",
    "bench.steward_figures",
)
#: Measured on PostgreSQL too, where `KEXIE_DATABASE_URL` names a server on which a database may be made.
ON_BOTH = ("bench.matters", "bench.steward_figures")


@contextmanager
def database_at(server: str) -> Iterator[str]:
    """The address of a new database on a PostgreSQL server; it is gone afterwards."""
    name = f"kexie_bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def run(module: str, database: str = "") -> list[Measured]:
    """What ``module`` measured on ``database``, else on a file of its own; its complaints go to the terminal."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"KEXIE_DATA": folder, "DJANGO_SETTINGS_MODULE": "kexie.site.config.settings"}
        environment["KEXIE_LOG_LEVEL"] = "ERROR"
        for name in ("KEXIE_DATABASE_URL", "KEXIE_MODE", "KEXIE_DEBUG"):
            environment.pop(name, None)
        if database:
            environment["KEXIE_DATABASE_URL"] = database
        done = subprocess.run(
            [sys.executable, "-m", module], env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
    lines = [line.removeprefix("measured ") for line in done.stdout.splitlines() if line.startswith("measured ")]
    if done.returncode or not lines:
        raise SystemExit(f"{module} did not finish (exit {done.returncode})")
    return [Measured(**json.loads(line)) for line in lines]


def named(names: Sequence[str]) -> tuple[str, ...]:
    """The modules of these names, in their own order; all of them for no name. `SystemExit` 2 for a name of none."""
    known = {module.removeprefix("bench."): module for module in MODULES}
    if unknown := [name for name in names if name not in known]:
        print(f"No module is named {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        raise SystemExit(2)
    return tuple(module for name, module in known.items() if not names or name in names)


def measured_by(modules: Sequence[str]) -> Iterator[Measured]:
    """What these modules measure, as it comes."""
    for module in modules:
        yield from run(module)
    server = os.environ.get("KEXIE_DATABASE_URL", "")
    for module in ON_BOTH if server.startswith("postgres") else ():
        if module in modules:
            with database_at(server) as database:
                yield from run(module, database)


def main(names: Sequence[str] = ()) -> None:
    """Print the lines of the modules of these names (of all, for none) as they come; beside them how busy the machine
    was, for CPU time grows with it.
    """
    modules, short = named(names), []
    print(f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores", file=sys.stderr)
    for measured in measured_by(modules):
        print(measured.line(), flush=True)
        if not measured.kept:
            short.append(measured.name)
    if short:
        raise SystemExit(f"short: {', '.join(short)}")


if __name__ == "__main__":
    main(sys.argv[1:])
