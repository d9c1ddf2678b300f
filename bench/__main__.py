"""Run every promise in a process and a database of its own; end non-zero when one is short."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

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
)


def run(module: str) -> list[Measured]:
    """What ``module`` measured; its complaints go to the terminal."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"KEXIE_DATA": folder, "DJANGO_SETTINGS_MODULE": "kexie.site.config.settings"}
        environment["KEXIE_LOG_LEVEL"] = "ERROR"
        for name in ("KEXIE_DATABASE_URL", "KEXIE_MODE", "KEXIE_DEBUG"):
            environment.pop(name, None)
        done = subprocess.run(
            [sys.executable, "-m", module], env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
    lines = [line.removeprefix("measured ") for line in done.stdout.splitlines() if line.startswith("measured ")]
    if done.returncode or not lines:
        raise SystemExit(f"{module} did not finish (exit {done.returncode})")
    return [Measured(**json.loads(line)) for line in lines]


def main() -> None:
    """Print the lines as they come; beside them how busy the machine was, for CPU time grows with it."""
    short = []
    print(f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores", file=sys.stderr)
    for module in MODULES:
        for measured in run(module):
            print(measured.line(), flush=True)
            if not measured.kept:
                short.append(measured.name)
    if short:
        raise SystemExit(f"short: {', '.join(short)}")


if __name__ == "__main__":
    main()
