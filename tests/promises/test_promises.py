"""The bench tells the truth about promises: what is short fails, and what is not as in service is not measured."""

from __future__ import annotations

import json
import subprocess
import sys

import bench.__main__ as command
import pytest
from bench.promise import Measured, cpu_ms, cpu_s, differences, set_up

KEPT = Measured("page", 25.0, "ms", 25)
SHORT = Measured("search", 25.01, "ms", 25)


def test_a_promise_is_kept_up_to_its_goal():
    assert (KEPT.kept, SHORT.kept) == (True, False)
    assert KEPT.line().split() == ["page", "25.00", "ms", "25", "ok"]
    assert SHORT.line().split() == ["search", "25.01", "ms", "25", "short"]


def test_some_promises_are_kept_from_their_goal_on():
    assert [Measured("rate", value, "1/s", 3_000, at_least=True).kept for value in (2_999, 3_000)] == [False, True]


def test_the_command_prints_every_line_and_names_what_is_short(monkeypatch, capsys):
    found = {"one": [KEPT, SHORT], "two": [KEPT]}
    monkeypatch.setattr(command, "MODULES", tuple(found))
    monkeypatch.setattr(command, "run", found.__getitem__)
    with pytest.raises(SystemExit, match="short: search"):
        command.main()
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["ok", "short", "ok"]


def test_only_the_named_modules_are_measured(monkeypatch, capsys):
    monkeypatch.setattr(command, "MODULES", ("bench.one", "bench.two", "bench.three"))
    monkeypatch.setattr(command, "run", lambda module: [Measured(module, 1.0, "ms", 2)])
    command.main(["three", "one"])
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["bench.one", "bench.three"]


def test_an_unknown_module_is_named_and_nothing_is_measured(monkeypatch, capsys):
    monkeypatch.setattr(command, "run", lambda module: pytest.fail("measured"))
    with pytest.raises(SystemExit) as ended:
        command.main(["desk", "nowhere"])
    said = capsys.readouterr().err
    assert (ended.value.code, said.startswith("No module is named nowhere; there are papers, ")) == (2, True)


def test_the_command_ends_well_when_all_is_kept(monkeypatch, capsys):
    monkeypatch.setattr(command, "MODULES", ("one",))
    monkeypatch.setattr(command, "run", lambda module: [KEPT])
    command.main()
    assert "load" in capsys.readouterr().err


class Done:
    """A child process that has ended."""

    def __init__(self, returncode, stdout):
        self.returncode, self.stdout = returncode, stdout


def test_a_measurement_runs_with_settings_of_its_own(monkeypatch):
    given = {}

    def child(command_line, *, env, **options):
        given.update(env, line=command_line)
        told = {"name": "page", "value": 3.0, "unit": "ms", "goal": 25}
        return Done(0, f"noise\nmeasured {json.dumps(told)}\n")

    for name, value in (("KEXIE_DEBUG", "true"), ("KEXIE_MODE", "test"), ("KEXIE_DATABASE_URL", "sqlite:///mine")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(command.subprocess, "run", child)
    assert command.run("bench.papers") == [Measured("page", 3.0, "ms", 25)]
    assert not {"KEXIE_DEBUG", "KEXIE_MODE", "KEXIE_DATABASE_URL"} & given.keys()
    assert given["line"] == [sys.executable, "-m", "bench.papers"]


@pytest.mark.parametrize("done", [Done(1, 'measured {"name": "x"}\n'), Done(0, "nothing measured\n")])
def test_a_measurement_that_did_not_finish_is_no_result(monkeypatch, done):
    monkeypatch.setattr(command.subprocess, "run", lambda *args, **options: done)
    with pytest.raises(SystemExit, match="did not finish"):
        command.run("bench.papers")


def test_what_is_not_as_in_service_is_not_measured():
    """The suite itself is such a place: its hashes are cheap and it keeps no counts."""
    assert {"passwords are hashed for tests", "the inbox is counted as in tests"} <= set(differences())
    with pytest.raises(SystemExit, match="passwords are hashed for tests"):
        set_up()


@pytest.mark.parametrize(("name", "value", "told"), [("DEBUG", True, "DEBUG"), ("KEXIE_INBOX_KEPT_S", 10, None)])
def test_each_difference_is_named(settings, name, value, told):
    setattr(settings, name, value)
    assert (told in differences()) is (told is not None)
    assert "templates are read anew" not in differences()


def test_what_comes_before_is_done_before_each_call():
    calls: list[str] = []
    cpu_ms(lambda: calls.append("act"), rounds=2, warm=1, before=lambda: calls.append("before"))
    assert calls == ["before", "act"] * 3


def test_the_work_of_children_counts():
    busy = "sum(number * number for number in range(2_000_000))"
    assert cpu_s(lambda: subprocess.run([sys.executable, "-c", busy], check=True)) > cpu_s(lambda: None)
