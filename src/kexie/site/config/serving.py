"""The processes of `kexie up`: the web server and the job worker, under one parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: How long a process may take to begin, and to end before it is killed.
PATIENCE_SECONDS = 20.0

KEXIE = (sys.executable, "-m", "kexie.site.config")


def port_problem(host: str, port: int) -> str:
    """Why ``port`` cannot be listened on, in Chinese, with what to do; empty when it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"没有权限使用端口 {port}，请换用 1024 以上的端口，例如：make run PORT=8080"
        except OverflowError:
            return f"端口 {port} 不存在，请使用 1 到 65535 之间的端口。"
        except OSError:
            return f"端口 {port} 已被其他程序占用，请换一个端口，例如：make run PORT={min(port + 1, 65535)}"
    return ""


def answers(host: str, port: int) -> bool:
    """Wait until something listens at ``port``; False when nothing does within `PATIENCE_SECONDS`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((host, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def folder_problem(folder: Path) -> str:
    """Why the platform cannot write into ``folder``, in Chinese, with what to do; empty when it can."""
    probe = folder / f".writable-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError:
        return f"目录 {folder} 不可写，请更改权限，或用环境变量 KEXIE_DATA 指定另一个目录。"
    return ""


def web_command(host: str, port: int, *, workers: int) -> list[str]:
    """Gunicorn as measured: threads within few processes, recycled now and then."""
    return [
        *(sys.executable, "-m", "gunicorn", "kexie.site.config.wsgi:application"),
        *("--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"),
        *("--workers", str(workers), "--worker-class", "gthread", "--threads", "4", "--preload"),
        *("--max-requests", "2000", "--max-requests-jitter", "200", "--no-control-socket", "--log-level", "warning"),
    ]


@dataclass
class Household:
    """Processes that live and end together."""

    commands: Sequence[Sequence[str]]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    stopping: bool = False

    def run(self, *, ready: Callable[[], None]) -> int:
        """Start all, call ``ready``, wait for the first to end or a signal, end the others; the exit code of the first."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)
        self.processes = [subprocess.Popen(command, start_new_session=True) for command in self.commands]
        ready()
        while not self.stopping and all(process.poll() is None for process in self.processes):
            time.sleep(0.3)
        ended = next((process.returncode for process in self.processes if process.poll() is not None), 0)
        self._end_all()
        return 0 if self.stopping else ended

    def _stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _end_all(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in self.processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
