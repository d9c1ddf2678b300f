"""Run the reading of a foreign file in a child process with little memory and little time.

The child may die: the server lives and refuses the file. Only JSON comes back, so that a child taken over by a file
cannot make the server run anything. The child gets no environment but its import path, and no open files.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import os
import resource
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from typing import IO, Any

from django.conf import settings

from kexie.base.documents.refusals import REFUSALS, FileRefusal, ReaderMissing, ReadingStopped

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
WALL_SECONDS = 40.0
RESULT_BYTES = 200 * 1024 * 1024
PREFIX = "kexie.base.documents."

log = logging.getLogger(__name__)


def run_limited(target: str, payload: bytes, *, wall_seconds: float = WALL_SECONDS, **options: Any) -> Any:
    """What the function at the dotted path ``target`` of this toolbox says about ``payload``, as JSON data.

    The function is called in a child process as ``function(payload, **options)``; ``options`` must be JSON data.
    Raises the FileRefusal that it raised, ReadingStopped when it crashed or passed 1 GiB, 20 s CPU or ``wall_seconds``.
    """
    head = json.dumps({"target": target, "options": options}).encode()
    with tempfile.TemporaryFile() as message:
        message.write(struct.pack(">I", len(head)) + head + payload)
        message.seek(0)
        return _answer(*_said(message, wall_seconds))


def _said(message: IO[bytes], wall_seconds: float) -> tuple[bytes, str]:
    """What the child prints, read up to a limit and until its time is over; and why it failed, or nothing."""
    command = [sys.executable, "-m", "kexie.base.documents.sandbox"]
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LANG": "C.UTF-8"}
    over = threading.Event()
    try:
        child = subprocess.Popen(
            command, stdin=message, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/"
        )
    except OSError as error:
        raise ReaderMissing from error

    def stop() -> None:
        over.set()
        child.kill()

    timer = threading.Timer(wall_seconds, stop)
    timer.start()
    try:
        with child:
            said = child.stdout.read(RESULT_BYTES + 1) if child.stdout else b""
            if len(said) > RESULT_BYTES:
                child.kill()
    finally:
        timer.cancel()
    if over.is_set():
        return b"", "time"
    return said, f"exit {child.returncode}" if child.returncode else ""


def _answer(said: bytes, failure: str) -> Any:
    if failure:
        log.warning("reading a file was stopped: %s", failure)
        raise ReadingStopped(reason=failure)
    try:
        answer = json.loads(said)
        if "refusal" not in answer:
            return answer["result"]
        refusal = REFUSALS[answer["refusal"]](**answer["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise ReadingStopped(reason="answer") from error
    raise refusal


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _function(target: str) -> Callable[..., Any]:
    module, _, name = target.rpartition(".")
    if not module.startswith(PREFIX):
        raise ValueError(f"{target} is not of this toolbox")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def main() -> None:
    """The child: read the message, call the function, print the answer."""
    _limit()
    settings.configure(USE_I18N=False)
    message = sys.stdin.buffer.read()
    (size,) = struct.unpack(">I", message[:4])
    head = json.loads(message[4 : 4 + size])
    try:
        answer = {"result": _function(head["target"])(message[4 + size :], **head["options"])}
    except FileRefusal as refusal:
        answer = {"refusal": refusal.code, "data": refusal.data}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
