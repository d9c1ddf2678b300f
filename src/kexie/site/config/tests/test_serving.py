"""What could be in the way of `kexie up` is said kindly, and its processes end together."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from pathlib import Path

import pytest

from kexie.site.config import serving
from kexie.site.config.serving import Household, answers, folder_problem, port_problem, web_command


def test_a_free_port_is_no_problem():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert port_problem("127.0.0.1", port) == ""


def test_a_taken_port_is_said_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        problem = port_problem("127.0.0.1", port)
    assert str(port) in problem
    assert f"make run PORT={port + 1}" in problem


def test_a_port_that_does_not_exist_is_said():
    assert "65535" in port_problem("127.0.0.1", 70000)


def test_a_folder_is_made_where_it_is_missing(tmp_path):
    assert folder_problem(tmp_path / "new" / "data") == ""
    assert (tmp_path / "new" / "data").is_dir()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    problem = folder_problem(blocked / "data")
    assert "KEXIE_DATA" in problem
    assert str(blocked) in problem


def test_the_server_listens_where_it_was_told():
    assert "[::1]:8080" in web_command("::1", 8080, workers=1)
    assert "127.0.0.1:8080" in web_command("127.0.0.1", 8080, workers=1)


def test_an_address_answers_once_something_listens():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert answers("127.0.0.1", listening.getsockname()[1])


def test_an_address_where_nothing_listens_does_not_answer(monkeypatch):
    monkeypatch.setattr(serving, "PATIENCE_SECONDS", 0.2)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert not answers("127.0.0.1", closed.getsockname()[1])


def sleeper() -> list[str]:
    return [sys.executable, "-c", "import signal; signal.sigwait({signal.SIGTERM})"]


@pytest.fixture
def _signals():
    kept = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    yield
    for name, handler in kept.items():
        signal.signal(name, handler)


@pytest.mark.usefixtures("_signals")
def test_when_one_process_ends_the_others_end_too():
    household = Household([sleeper(), [sys.executable, "-c", "raise SystemExit(3)"]])
    assert household.run(ready=lambda: None) == 3
    assert all(process.returncode is not None for process in household.processes)


@pytest.mark.usefixtures("_signals")
def test_a_signal_ends_the_household_in_peace(tmp_path: Path):
    household = Household([sleeper(), sleeper()])
    ready = threading.Event()
    threading.Thread(target=lambda: ready.wait(10) and os.kill(os.getpid(), signal.SIGTERM)).start()
    assert household.run(ready=ready.set) == 0
    assert len(household.processes) == 2
    assert all(process.returncode is not None for process in household.processes)
