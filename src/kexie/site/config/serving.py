"""The processes of `kexie up`: the web server and the job worker, under one parent."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

#: How long a process may take to begin, and to end before it is killed.
PATIENCE_SECONDS = 20.0
#: Who ends within so many seconds of his start has ended soon; after so many such ends in a row he is given up.
SOON_SECONDS = 60.0
MOST_QUICK_ENDS = 5
#: The pause before the first new start; it doubles with every further end.
PAUSE_SECONDS = 1.0

LAST_PORT = 65535

KEXIE = (sys.executable, "-m", "kexie.site.config")


def port_number(text: str) -> int | None:
    """The port that ``text`` names, 1 to 65535; None when it names none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len("65535") else 0
    return number if 1 <= number <= LAST_PORT else None


def port_problem(host: str, port: int) -> str:
    """Why ``port`` cannot be listened on, in Chinese, with what to do; empty when it can."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"没有权限使用端口 {port}，请换用 1024 以上的端口，例如：make run PORT=8080"
        except OSError:
            return f"端口 {port} 已被其他程序占用，请换一个端口，例如：make run PORT={min(port + 1, LAST_PORT)}"
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
    """Gunicorn as measured: threads within few processes, recycled now and then.

    Kept pages count as requests and take next to nothing: a worker that was recycled after few thousands of them would forget
    its pages every other second.
    """
    return [
        *(sys.executable, "-m", "gunicorn", "kexie.site.config.wsgi:application"),
        *("--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"),
        *("--workers", str(workers), "--worker-class", "gthread", "--threads", "4", "--preload"),
        *(
            "--max-requests",
            "100000",
            "--max-requests-jitter",
            "10000",
            "--no-control-socket",
            "--log-level",
            "warning",
        ),
    ]


def _with_parent() -> Callable[[], None] | None:
    """What a child runs before its program so that SIGTERM reaches it when its parent is gone, even by SIGKILL.

    Linux alone knows this (prctl(2), PR_SET_PDEATHSIG); elsewhere there is nothing to run.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def bind() -> None:
        prctl(1, signal.SIGTERM)  # 1: PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it went in between
            os._exit(0)

    return bind


@dataclass
class Member:
    """One process of a household: its name in Chinese, its program, and how often in a row it has ended soon."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    due: float = 0.0
    quick_ends: int = 0

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl+C is for the parent."""
        self.begun = time.monotonic()
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_with_parent())  # noqa: PLW1509 - no threads here

    def ended(self) -> int | None:
        """The exit code of a process that has ended and was not seen yet; None otherwise."""
        code = self.process.poll() if self.process else None
        if code is not None:
            self.process = None
            self.quick_ends = self.quick_ends + 1 if time.monotonic() - self.begun < SOON_SECONDS else 1
        return code


@dataclass
class Household:
    """Processes that live together: one that ends unasked is started again, and all end with their parent."""

    members: Sequence[Member]
    stopping: bool = False

    def run(self, *, ready: Callable[[], None]) -> int:
        """Start all, call ``ready``, look after them until a signal; 0, or the exit code of one that was given up."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._stop)
        for member in self.members:
            member.start()
        ready()
        code = 0
        while not self.stopping and not code:
            code = next(filter(None, map(self._look_after, self.members)), 0)
            time.sleep(0.1)
        self._end_all()
        return code

    def _look_after(self, member: Member) -> int:
        """Start a member again when it is time; the exit code to end with when it is given up, 0 otherwise."""
        code = member.ended()
        if code is not None:
            if member.quick_ends >= MOST_QUICK_ENDS:
                self._say(f"{member.name}连续 {member.quick_ends} 次启动后很快退出（代码 {code}），不再重试。")
                self._say("请查看上面的提示，排除原因后重新启动。")
                return code or 1
            wait = PAUSE_SECONDS * 2 ** (member.quick_ends - 1)
            member.due = time.monotonic() + wait
            self._say(f"{member.name}意外退出（代码 {code}），{wait:.0f} 秒后自动重新启动。")
        elif member.process is None and time.monotonic() >= member.due:
            member.start()
            self._say(f"{member.name}已重新启动。")
        return 0

    @staticmethod
    def _say(sentence: str) -> None:
        sys.stderr.write(f"· {sentence}\n")
        sys.stderr.flush()

    def _stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _end_all(self) -> None:
        left = [member.process for member in self.members if member.process]
        for process in left:
            process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in left:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
