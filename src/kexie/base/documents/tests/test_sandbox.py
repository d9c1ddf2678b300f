"""The child process that reads foreign files may die; the server lives and refuses the file."""

from __future__ import annotations

import json
import os
import resource

import pytest

from kexie.base.documents import sandbox
from kexie.base.documents.refusals import Damaged, ReaderMissing, ReadingStopped
from kexie.base.documents.sandbox import run_limited

HERE = "kexie.base.documents.tests.sandbox_targets."


def test_what_the_function_says_comes_back():
    answer = run_limited(HERE + "count", "云川".encode(), step=2)
    assert answer == {"bytes": 6, "step": 2}


def test_refusal_of_the_child_is_raised_here():
    with pytest.raises(Damaged, match="云川") as caught:
        run_limited(HERE + "refuse", b"", name="云川.docx")
    assert caught.value.data == {"name": "云川.docx"}


def test_child_that_wants_too_much_memory_is_killed_and_we_live():
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(ReadingStopped):
        run_limited(HERE + "take_memory", b"")
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert run_limited(HERE + "count", b"", step=0) == {"bytes": 0, "step": 0}


def test_child_that_does_not_end_is_killed():
    with pytest.raises(ReadingStopped) as caught:
        run_limited(HERE + "never_end", b"", wall_seconds=1.0)
    assert caught.value.data == {"reason": "time"}


def test_child_is_stopped_by_its_limit_of_processor_time(monkeypatch):
    with pytest.raises(ReadingStopped) as caught:
        run_limited(HERE + "burn_after_lowering_the_limit", b"")
    assert caught.value.data["reason"] != "time"


@pytest.mark.parametrize("name", ["crash", "raise_error", "leave", "speak_nonsense", "refuse_oddly"])
def test_child_that_fails_is_a_refusal(name):
    with pytest.raises(ReadingStopped, match="已经停止"):
        run_limited(HERE + name, b"")


def test_child_sees_no_secret_and_writes_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("KEXIE_SECRET_KEY", "canary")
    seen = run_limited(HERE + "look_around", str(tmp_path / "file").encode())
    assert "canary" not in json.dumps(seen["environment"])
    assert seen["cores"] == [0, 0]
    assert seen["memory"] == sandbox.MEMORY_BYTES
    assert seen["written"] is False


def test_child_that_talks_without_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(sandbox, "RESULT_BYTES", 1_000_000)
    with pytest.raises(ReadingStopped) as caught:
        run_limited(HERE + "talk_without_end", b"")
    assert caught.value.data["reason"] != "time"


def test_payload_of_many_megabytes_arrives():
    assert run_limited(HERE + "count", bytes(30_000_000)) == {"bytes": 30_000_000, "step": 1}


def test_only_functions_of_this_toolbox_run():
    with pytest.raises(ReadingStopped):
        run_limited("os.getcwd", b"")


def test_without_an_interpreter_the_reader_is_missing(monkeypatch):
    monkeypatch.setattr(sandbox.sys, "executable", os.devnull)
    with pytest.raises(ReaderMissing, match="稍后再试"):
        run_limited(HERE + "count", b"")
