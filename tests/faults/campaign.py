"""A campaign of kills: rounds in a process of their own, against a migrated database that is lent to them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import database

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[1] / "src"
START = "import django, sys; django.setup(); from {module} import main; main(int(sys.argv[1]))"


def reported(
    module: str, rounds: int, *, folder: Path, timeout_s: float = 300, **settings: str
) -> dict[str, list[dict]]:
    """What ``main(rounds)`` of this module here has written down, line by line, by kind."""
    path = os.pathsep.join((str(SOURCES), str(HERE)))
    with database.lent(folder) as environment:
        ended = subprocess.run(
            [sys.executable, "-c", START.format(module=module), str(rounds)],
            env=environment | {"DJANGO_SETTINGS_MODULE": "kexie.site.config.testing", "PYTHONPATH": path} | settings,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
    assert ended.returncode == 0, ended.stderr[-4000:]
    found = defaultdict(list)
    for line in ended.stdout.splitlines():
        if line.startswith("{"):
            told = json.loads(line)
            found[told["kind"]].append(told)
    return found
