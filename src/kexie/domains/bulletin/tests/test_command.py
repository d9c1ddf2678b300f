from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from kexie.base.documents.docx import render_docx
from kexie.base.documents.reading import read_blocks
from kexie.base.kernel.models import AuditEvent
from kexie.base.people.api import Organisation
from kexie.domains.bulletin.models import Blob, Issue, Revision
from kexie.domains.bulletin.rules.composition import as_markdown, compose
from kexie.domains.bulletin.rules.issue import as_json
from kexie.domains.bulletin.rules.understanding import understand
from kexie.domains.bulletin.tests.factories import SAMPLE, said, signed

pytestmark = pytest.mark.django_db


def run(*arguments):
    """What the command prints and says of errors, and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("bulletin", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    except SystemExit as end:
        return out.getvalue(), err.getvalue(), end.code
    return out.getvalue(), err.getvalue(), 0


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "2023-17.md"
    path.write_text(as_markdown(said()), "utf-8")
    return path


def test_import_stores_a_draft_and_says_so(file):
    out, err, code = run("import", file)
    assert (err, code) == ("", 0)
    stored, units = out.splitlines()
    assert stored == "已存入科协每周动态 2023年第17期（总第70期），状态：编排，共3条信息。"
    assert units.startswith("以下署名单位尚未确认：")
    assert "柳湾邻里科学社" in units
    again = "没有变化：科协每周动态 2023年第17期（总第70期）已在系统中，状态：编排，共3条信息。\n"
    assert run("import", file)[0] == again
    assert Issue.objects.get().state == "drafting"


def test_the_same_file_twice_gives_the_same_reply(file):
    first = run("import", file, "--json")
    assert run("import", file, "--json") == first
    assert json.loads(first[0])["id"] == str(Issue.objects.get().pk)
    assert AuditEvent.objects.filter(action="bulletin.import").count() == 1


def test_check_json_prints_exactly_what_was_understood_and_stores_nothing(file):
    out, _, code = run("import", file, "--check", "--json")
    assert json.loads(out) == as_json(said())
    assert list(json.loads(out)) == [
        "year", "number", "total", "date", "publisher", "highlights", "columns", "mailbox", "editor", "reviewer",
        "distribution",
    ]  # fmt: skip
    assert code == 0
    assert not Issue.objects.exists()
    assert not Organisation.objects.exists()


def test_check_can_be_read_by_a_person(file):
    out, _, _ = run("import", file, "--check")
    characters = sum(map(len, said().columns[0].items[0].paragraphs))
    for line in (
        "科协每周动态 2023年第17期（总第70期）",
        "印发日期：2023年5月26日",
        "目录提要（2条）",
        "栏目2个，信息3条",
        "【科普工作】",
        f"  市科协领导到青溪区调研科普场馆建设（科普部、青溪区科协；2段{characters}字）",
        "分送（2行）",
    ):
        assert line in out.splitlines()
    assert not Issue.objects.exists()


def test_a_docx_says_the_same_as_markdown(tmp_path):
    understood = understand(read_blocks(SAMPLE.read_bytes(), name=SAMPLE.name))
    path = tmp_path / "issue.docx"
    path.write_bytes(render_docx(compose(understood)))
    out, err, code = run("import", path, "--check", "--json")
    assert (err, code) == ("", 0)
    assert json.loads(out) == as_json(understood)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "a.md",
            "# 科协每周动态\n\n（总第70期）\n\n2023年5月26日\n\n## 【科普工作】\n\n### 甲\n\n乙。\n".encode(),
            "期号",
        ),
        ("a.md", as_markdown(said()).replace("科普工作", "闲话").encode(), "没有名为“闲话”的栏目"),
        ("a.md", "科协每周动态".encode() + b"\xff\xfe\x81" * 5 + b"\n", "编码"),
        ("a.md", b"", "是空文件"),
        ("a.md", b"\n \n", "没有文字"),
        ("a.md", ("一千页的文字。" * 60_000).encode(), "太长"),
        ("a.pdf", b"%PDF-1.7\n", "不接受"),
        ("a.docx", b"PK\x03\x04 broken", "不是可以识别的文件类型"),
    ],
    ids=["no number", "unknown column", "encoding", "empty", "blank", "a thousand pages", "pdf", "broken docx"],
)
@pytest.mark.parametrize("check", [[], ["--check"], ["--check", "--json"]], ids=["store", "check", "json"])
def test_odd_input_is_refused_with_a_reason_and_nothing_is_stored(tmp_path, name, content, sentence, check):
    path = tmp_path / name
    path.write_bytes(content)
    out, err, code = run("import", path, *check)
    assert (out, code) == ("", 1)
    assert sentence in err
    assert "Traceback" not in err
    assert not Issue.objects.exists()
    assert not Organisation.objects.exists()


def test_a_refusal_names_the_line(tmp_path):
    text = as_markdown(said()).replace("基层动态", "闲话")
    line = text[: text.index("【闲话】")].count("\n") + 1
    path = tmp_path / "a.md"
    path.write_text(text, "utf-8")
    assert run("import", path)[1].startswith(f"第{line}行：没有名为“闲话”的栏目")


def test_a_number_that_is_taken_is_refused(file):
    run("import", file)
    file.write_text(file.read_text("utf-8").replace("科学集市", "科普集市"), "utf-8")
    out, err, code = run("import", file)
    assert (out, code) == ("", 1)
    assert err.startswith("2023年第17期（总第70期）已经有了（编排）")


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path):
    assert "没有这个文件或文件夹" in run("import", tmp_path / "none.md")[1]
    assert "是文件夹" in run("import", tmp_path)[1]


def test_render_writes_what_is_asked_for(file, tmp_path):
    run("import", file)
    pdf, docx, text = tmp_path / "a.pdf", tmp_path / "a.docx", tmp_path / "a.txt"
    out, err, code = run("render", 2023, 17, "--pdf", pdf, "--docx", docx, "--text", text)
    assert (err, code) == ("", 0)
    assert out.count("已写入") == 3
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert docx.read_bytes().startswith(b"PK")
    assert "柳湾街道办起科学集市" in text.read_text("utf-8")
    only = tmp_path / "only.txt"
    run("render", 2023, 17, "--text", only)
    assert only.read_text("utf-8") == text.read_text("utf-8")


def test_render_refuses_kindly(file, tmp_path):
    assert "没有2023年第18期" in run("render", 2023, 18, "--text", tmp_path / "a")[1]
    run("import", file)
    assert run("render", 2023, 17)[1:] == ("请至少写明一个输出文件：--pdf、--docx、--ofd 或 --text。\n", 1)
    out, err, code = run("render", 2023, 17, "--text", tmp_path / "none" / "a.txt")
    assert (out, code) == ("", 1)
    assert "无法写入" in err
    assert "没有这个文件或文件夹" in err


def test_a_verb_is_needed():
    with pytest.raises(CommandError):
        run()


def test_verify_says_how_much_was_looked_at(cast):
    assert "签发稿0份、文件0个，均与签发时一致" in run("verify")[0]
    issue = signed(cast)
    count = issue.revisions.get().outputs.count()
    assert run("verify") == (f"已核验签发稿1份、文件{count}个，均与签发时一致。\n", "", 0)


def test_verify_names_what_is_not_as_it_was_signed(cast):
    revision = signed(cast).revisions.get()
    Blob.objects.filter(pk=revision.outputs.get(format="txt").blob_id).update(content=b"another text")
    Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"publisher": "别的单位"})
    out, err, code = run("verify")
    assert (out, code) == ("", 1)
    assert "2023年第17期" in err
    assert "的内容与签发时不一致" in err
    assert "的TXT 文件与签发时不一致" in err
    assert "其中2处不一致。请从备份中找回" in err
