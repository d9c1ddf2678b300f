"""Functions that behave well and badly, for the child process of the tests."""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from kexie.base.documents.refusals import Damaged


def count(payload: bytes, *, step: int = 1) -> dict[str, int]:
    return {"bytes": len(payload), "step": step}


def refuse(payload: bytes, *, name: str) -> None:
    raise Damaged(name=name)


def take_memory(payload: bytes) -> int:
    held = [bytearray(64 * 1024 * 1024) for _ in range(64)]
    return len(held)


def never_end(payload: bytes) -> None:
    signal.pause()


def burn_after_lowering_the_limit(payload: bytes) -> None:
    soft = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 1
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == 20
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft))
    while True:
        pass


def crash(payload: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def raise_error(payload: bytes) -> None:
    raise RuntimeError("broken reader")


def leave(payload: bytes) -> None:
    os._exit(3)


def talk_without_end(payload: bytes) -> None:
    while True:
        sys.stdout.write("云川" * 10_000)


def refuse_oddly(payload: bytes) -> None:
    sys.stdout.write('{"refusal": "damaged", "data": {}}')
    sys.stdout.flush()
    os._exit(0)


def speak_nonsense(payload: bytes) -> None:
    sys.stdout.write("no json")
    sys.stdout.flush()


def look_around(payload: bytes) -> dict[str, Any]:
    try:
        written = Path(payload.decode()).write_bytes(b"x") == 1
    except OSError:
        written = False
    return {
        "environment": dict(os.environ),
        "cores": list(resource.getrlimit(resource.RLIMIT_CORE)),
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "written": written,
    }
