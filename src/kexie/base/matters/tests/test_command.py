"""`kexie matters check`: what it prints, and how it leaves."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from kexie.base.matters.tests.drawn import LECTURE, process, straight


@pytest.fixture
def run(tmp_path, capsys):
    def check(text, *options):
        path = tmp_path / "a.bpmn"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return leave(path, *options)

    def leave(path, *options):
        code = 0
        try:
            call_command("matters", "check", str(path), *options)
        except SystemExit as left:
            code = left.code
        said = capsys.readouterr()
        assert said.err == ""
        return code, said.out

    check.path = leave
    return check


def test_a_good_process_runs(run):
    code, out = run(process(LECTURE), "--json")
    assert code == 0
    assert json.loads(out) == {"runs": True, "problems": []}
    assert run(process(LECTURE))[1] == "这个流程可以运行，也可以发布。\n"


def test_what_is_missing_does_not_keep_it_from_running(run):
    text = process(LECTURE.replace(' kexie:limit="3d"', ""))
    code, out = run(text, "--json")
    told = json.loads(out)
    assert (code, told["runs"]) == (0, True)
    assert [(one["element"], one["id"]) for one in told["problems"]] == [("userTask", "review")]
    assert set(told["problems"][0]) == {"element", "id", "message"}
    code, out = run(text)
    assert "还要补上1处" in out
    assert "［userTask review］" in out


def test_a_role_or_verb_that_this_platform_does_not_have_is_named(run):
    text = process(LECTURE.replace("handler", "emperor").replace("notify_applicant", "delete_all"))
    told = json.loads(run(text, "--json")[1])
    assert {(one["element"], one["id"]) for one in told["problems"]} == {("lane", "window"), ("serviceTask", "tell")}


def test_what_is_not_supported_is_named(run):
    code, out = run(straight('<bpmn:scriptTask id="n" name="算"/>'), "--json")
    assert code == 1
    told = json.loads(out)
    assert told["runs"] is False
    assert ("scriptTask", "n") in [(one["element"], one["id"]) for one in told["problems"]]
    assert "不能运行，有1处要改" in run(straight('<bpmn:scriptTask id="n"/>'))[1]


@pytest.mark.parametrize("data", ["<!DOCTYPE a>", b"\x00\xff", b"x" * 2_000_000], ids=["doctype", "bytes", "large"])
def test_a_file_that_is_unsafe_is_refused(run, data):
    code, out = run(data, "--json")
    assert code == 2
    assert json.loads(out)["runs"] is False
    assert json.loads(out)["problems"][0]["message"].endswith("。")


def test_a_file_that_is_not_there_is_said(run, tmp_path):
    code, out = run.path(tmp_path / "no.bpmn", "--json")
    assert code == 2
    assert "没有这个文件或文件夹" in json.loads(out)["problems"][0]["message"]
    assert run.path(tmp_path)[0] == 2


@pytest.mark.django_db
def test_a_matter_that_is_not_there_is_told_by_its_code():
    with pytest.raises(CommandError, match=r"^没有代码为“NOPE”的事项。$") as told:
        call_command("matters", "export", "NOPE")
    assert told.value.returncode == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "不是从本平台导出的事项"),
        ('"x"', "不是从本平台导出的事项"),
        ("{}", "不是从本平台导出的事项"),
        ('{"a":' + "[" * 30 + "]" * 30 + "}", "层次太深"),
        ("[", "不是完整的 JSON"),
    ],
)
def test_a_file_of_another_kind_is_no_matter(tmp_path, text, words):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        call_command("matters", "import", str(path))
