"""The demo's telling, and the memory of two web workers that have served every kind of public page."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.promise import Measured, set_up, tell, wall_ms

PAGES = ("/", "/bulletin/", "/search/?q=科技", "/accounts/login/", "/components/")


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(root: int) -> list[int]:
    """The process ``root`` and all its descendants."""
    children = Path(f"/proc/{root}/task/{root}/children").read_text(encoding="ascii").split()
    return [root, *(process for child in children for process in family(int(child)))]


def memory_mb(root: int) -> float:
    """Proportional set size of a process and its descendants, in megabytes."""
    total = 0
    for process in family(root):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def serve_and_weigh() -> float:
    """Start two workers, ask for each page 40 times, weigh them."""
    from kexie.site.config.serving import web_command

    port = free_port()
    server = subprocess.Popen(web_command("127.0.0.1", port, workers=2), stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        for turn in range(40 * len(PAGES)):
            address = f"http://127.0.0.1:{port}{urllib.request.quote(PAGES[turn % len(PAGES)], safe='/?=')}"
            with urllib.request.urlopen(address, timeout=20) as response:
                response.read()
        return memory_mb(server.pid)
    finally:
        server.terminate()
        server.wait(15)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def main() -> None:
    """Tell the demo into an empty database and serve it."""
    set_up()
    from django.core.management import call_command

    from kexie.site.demo import story

    call_command("migrate", verbosity=0, interactive=False)
    tell(Measured("demo", wall_ms(story.tell) / 1000, "s", 60))
    if sys.platform == "linux" and os.access("/proc/self/smaps_rollup", os.R_OK):
        tell(Measured("two_workers", serve_and_weigh(), "MB", 400))


if __name__ == "__main__":
    main()
