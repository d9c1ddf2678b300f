"""What could be in the way of `kexie up` is said kindly, and its processes end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kexie.site.config import serving
from kexie.site.config.management.commands.up import Command
from kexie.site.config.serving import Household, Member, answers, folder_problem, port_number, port_problem, web_command


def test_a_free_port_is_no_problem():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert port_problem("127.0.0.1", port) == ""


def test_the_welcome_says_where_passkeys_work_and_where_mail_lies(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    said = "\n".join(Command._hints("127.0.0.1", 8090))
    assert "http://localhost:8090/" in said
    assert str(tmp_path / "mail") in said
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert Command._hints("kexie.example", 80) == []


def test_a_taken_port_is_said_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        problem = port_problem("127.0.0.1", port)
    assert str(port) in problem
    assert f"make run PORT={port + 1}" in problem


@pytest.mark.parametrize("text", ["", "0", "80x", "65536", "70000", "-1", "8 0", "８０", "9" * 5000])
def test_what_is_no_port_is_said(text):
    with pytest.raises(CommandError, match="1 到 65535"):
        call_command("up", port=text)


@pytest.mark.parametrize("text", ["1", "8000", "65535"])
def test_a_port_is_read(text):
    assert port_number(text) == int(text)


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
    kept = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for name, handler in kept.items():
        signal.signal(name, handler)


@pytest.fixture
def _no_pause(monkeypatch):
    monkeypatch.setattr(serving, "PAUSE_SECONDS", 0.0)


@pytest.mark.usefixtures("_signals", "_no_pause")
def test_a_process_that_is_killed_is_started_again(tmp_path: Path, capfd):
    starts = tmp_path / "starts"
    os.mkfifo(starts)
    code = f"import os, signal; open({str(starts)!r}, 'w').write(f'{{os.getpid()}}\\n'); signal.sigwait({{signal.SIGTERM}})"
    pids: list[int] = []

    def kill_the_first() -> None:
        for number in (signal.SIGKILL, 0):
            pids.append(int(starts.read_text()))
            os.kill(pids[-1], number)
        os.kill(os.getpid(), signal.SIGTERM)

    killer = threading.Thread(target=kill_the_first)
    killer.start()
    other = Member("网站服务", sleeper())
    household = Household([other, Member("后台作业", [sys.executable, "-c", code])])
    assert household.run(ready=lambda: None) == 0
    killer.join()
    assert len(set(pids)) == 2
    assert other.quick_ends == 0
    said = capfd.readouterr().err
    assert "后台作业意外退出（代码 -9）" in said
    assert "后台作业已重新启动" in said


@pytest.mark.usefixtures("_signals", "_no_pause")
@pytest.mark.parametrize(("code", "answer"), [(3, 3), (0, 1)])
def test_a_process_that_will_not_live_is_given_up_and_the_others_end(capfd, code, answer):
    other = Member("网站服务", sleeper())
    household = Household([other, Member("后台作业", [sys.executable, "-Sc", f"raise SystemExit({code})"])])
    assert household.run(ready=lambda: None) == answer
    assert other.process is not None
    assert other.process.returncode is not None
    assert "后台作业连续 5 次启动后很快退出" in capfd.readouterr().err


@pytest.mark.usefixtures("_signals")
def test_pauses_between_starts_grow(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(serving.time, "monotonic", lambda: clock[0])
    member = Member("后台作业", [sys.executable, "-Sc", ""])
    pauses = []
    for _ in range(3):
        member.start()
        assert member.process is not None
        member.process.wait()
        Household([member])._look_after(member)
        pauses.append(member.due - clock[0])
    assert pauses == [1, 2, 4]
    member.start()
    assert member.process is not None
    member.process.wait()
    clock[0] += serving.SOON_SECONDS + 1
    Household([member])._look_after(member)
    assert member.quick_ends == 1


@pytest.mark.usefixtures("_signals")
def test_a_signal_ends_the_household_in_peace(tmp_path: Path):
    members = [Member("甲", sleeper()), Member("乙", sleeper())]
    ready = threading.Event()
    threading.Thread(target=lambda: ready.wait(10) and os.kill(os.getpid(), signal.SIGTERM)).start()
    assert Household(members).run(ready=ready.set) == 0
    assert all(member.process and member.process.returncode is not None for member in members)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child of its parent's end")
def test_children_end_with_a_parent_that_is_killed():
    code = (
        "from kexie.site.config.serving import Household, Member\n"
        f"Household([Member('甲', {sleeper()!r})]).run(ready=lambda: print('ready', flush=True))"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"
    parent.kill()
    assert parent.communicate(timeout=10)[0] == b""  # the pipe closes when the last who holds it has ended
