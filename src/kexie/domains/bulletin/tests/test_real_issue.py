"""The real issue of 26 May 2023, read from the shared data: its structure is right, and not a character is lost."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from kexie.base.documents.docx import render_docx
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.text import render_text
from kexie.domains.bulletin.rules.composition import as_markdown, compose
from kexie.domains.bulletin.rules.understanding import UnderstoodIssue, understand
from kexie.domains.bulletin.tests.markdown import blocks_of

ROOT = Path(__file__).resolve().parents[5]
SHARED = Path(os.environ.get("KEXIE_SHARED", ROOT.parent / "shared"))
FILE = SHARED / "data" / "bulletin-2023-17.md"
KNOWN = frozenset({"主题教育", "数字科协", "科创工作", "科普工作", "基层动态"})

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"the real issue is not at {FILE}; set KEXIE_SHARED")


@pytest.fixture
def source() -> str:
    return FILE.read_text("utf-8")


@pytest.fixture
def issue() -> UnderstoodIssue:
    return understand(read_blocks(FILE.read_bytes(), name=FILE.name), known_columns=KNOWN)


def test_masthead(issue):
    assert (issue.name, issue.year, issue.number, issue.total) == ("科协每周动态", 2023, 17, 70)
    assert (issue.publisher, issue.date) == ("北京市科协办公室", date(2023, 5, 26))


def test_five_columns_and_nine_items_with_their_credits(issue):
    assert [(column.name, [item.credits for item in column.items]) for column in issue.columns] == [
        ("主题教育", [("科创部",)]),
        ("数字科协", [("办公室",), ("办公室",), ("通州区科协",)]),
        ("科创工作", [("宣文部",)]),
        ("科普工作", [("科普部", "延庆区科协")]),
        ("基层动态", [("北京农村专业技术协会",), ("门头沟区科协",), ("丰台区科协",)]),
    ]


def test_paragraphs_are_whole(issue):
    items = [item for column in issue.columns for item in column.items]
    assert [len(item.paragraphs) for item in items] == [2, 2, 2, 2, 3, 3, 2, 2, 2]
    assert all(text.endswith("。") for item in items for text in item.paragraphs)


def test_brackets_that_are_no_credits_stay(issue):
    text = "".join(text for column in issue.columns for item in column.items for text in item.paragraphs)
    assert re.findall("（(.+?)）", text) == ["单位", "主持工作", "旧址"]


def test_highlights_have_their_own_wording(issue):
    titles = {item.title.replace(" ", "") for column in issue.columns for item in column.items}
    assert len(issue.highlights) == 5
    assert sum(highlight in titles for highlight in issue.highlights) == 3


def test_closing(issue):
    assert (issue.editor, issue.reviewer, issue.mailbox) == ("张红波", "李金涛", "skxxxbs@bast.net.cn")
    assert len(issue.distribution) == 4
    assert [len(entry) for entry in issue.distribution] == [21, 7, 16, 10]


def test_nothing_is_lost_and_nothing_is_added(source, issue):
    """Every character of the file but blanks, markup, rules, labels and the brackets of columns and credits."""
    labels = r"目录提要|信息报送邮箱：|编辑：|审核：|分送：|2023年 第17期|\(总第70期\)|2023年5月26日"
    bare = re.sub(rf"^(?:#+ |- |-+$)|\*\*|{labels}|[【】\s]", "", source, flags=re.MULTILINE)
    parts = [issue.name, issue.publisher, *issue.highlights]
    for column in issue.columns:
        parts.append(column.name)
        for item in column.items:
            parts += [item.title, *item.paragraphs, f"（{'、'.join(item.credits)}）"]
    parts += [issue.mailbox, issue.editor, issue.reviewer, *issue.distribution]
    told = re.sub(r"\s", "", "".join(parts))
    assert Counter(told) == Counter(bare)
    assert told == bare


@pytest.mark.parametrize("write", [as_markdown, lambda issue: render_text(compose(issue))])
def test_its_text_is_read_back_the_same(issue, write):
    assert understand(blocks_of(write(issue)), known_columns=KNOWN) == issue


def test_its_docx_is_read_back_the_same(issue):
    blocks = read_blocks(render_docx(compose(issue)), name="17.docx", isolated=False)
    assert understand(blocks, known_columns=KNOWN, unit="段") == issue
