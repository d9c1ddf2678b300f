"""Laying an issue out: the parts of the paper, and that what is written is read back the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.documents.docx import render_docx
from kexie.base.documents.model import Closing, Contents, Heading, Imprint, Masthead, Paragraph
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.text import render_text
from kexie.domains.bulletin.rules.composition import as_markdown, compose
from kexie.domains.bulletin.rules.issue import UnderstoodColumn, UnderstoodIssue, UnderstoodItem
from kexie.domains.bulletin.rules.understanding import understand
from kexie.domains.bulletin.tests.markdown import blocks_of

SAMPLE = Path(__file__).parent / "data" / "sample-issue.md"

CHARACTERS = "科协学术会议展览喆祎赟镕頔年月日第一二三期总人次场馆"
MARKUP = "*_`<>&#~|\\[]+-=!.:/"
LATIN = "AaBb09"


def texts(alphabet: str, longest: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=longest)


labels = texts("科协学术会议展览文化工作", 10)
titles = st.builds("{}{}".format, texts("市区县学会", 4), texts(CHARACTERS + MARKUP + LATIN + "“”", 30))
bodies = st.builds("市{}。".format, texts(CHARACTERS + MARKUP + LATIN + "，、；“”（）", 60))
firsts = st.builds("{}{}{}。".format, st.sampled_from(["1. ", "- ", "+", "# ", "> ", "=", "2026)"]), labels, titles)
items = st.builds(
    UnderstoodItem,
    title=titles,
    paragraphs=st.lists(bodies | firsts, min_size=1, max_size=4).map(tuple),
    credits=st.lists(st.builds("{}科协".format, labels), max_size=3, unique=True).map(tuple),
)
columns = st.builds(
    UnderstoodColumn,
    name=labels,
    items=st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.title).map(tuple),
)


def titles_differ(found: list[UnderstoodColumn]) -> bool:
    told = [item.title for column in found for item in column.items]
    return len(told) == len(set(told))


@st.composite
def issues(draw: st.DrawFn) -> UnderstoodIssue:
    number, printed = draw(st.integers(1, 100)), draw(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
    return UnderstoodIssue(
        year=printed.year,
        number=number,
        total=draw(st.integers(number, 9999)),
        date=printed,
        publisher=draw(st.just("") | st.builds("{}办公室".format, labels)),
        highlights=tuple(draw(st.lists(titles, max_size=5))),
        columns=tuple(
            draw(st.lists(columns, min_size=1, max_size=4, unique_by=lambda column: column.name).filter(titles_differ))
        ),
        mailbox=draw(st.sampled_from(["", "a_b-c@kexie.example"])),
        editor=draw(st.just("") | labels),
        reviewer=draw(st.just("") | labels),
        distribution=tuple(draw(st.lists(titles, max_size=4))),
    )


@given(issues())
def test_markdown_is_read_back_the_same(issue):
    assert understand(blocks_of(as_markdown(issue))) == issue


def test_the_plain_text_of_the_sample_is_read_back_the_same():
    issue = understand(blocks_of(SAMPLE.read_text("utf-8")))
    assert understand(blocks_of(render_text(compose(issue)))) == issue


def test_the_docx_of_the_sample_is_read_back_the_same():
    issue = understand(read_blocks(SAMPLE.read_bytes(), name=SAMPLE.name))
    assert issue == understand(blocks_of(SAMPLE.read_text("utf-8")))
    assert understand(read_blocks(render_docx(compose(issue)), name="12.docx", isolated=False)) == issue


@pytest.fixture
def small() -> UnderstoodIssue:
    item = UnderstoodItem(title="市科协举办讲座", paragraphs=("甲。", "乙。"), credits=("科普部", "南浦区科协"))
    return UnderstoodIssue(
        year=2026,
        number=3,
        total=199,
        date=date(2026, 1, 16),
        publisher="云川市科协办公室",
        highlights=("讲座",),
        columns=(UnderstoodColumn(name="科普工作", items=(item,)),),
        mailbox="a@kexie.example",
        editor="程越",
        reviewer="陆怀瑾",
        distribution=("各学会", "各区科协"),
    )


def test_the_parts_of_the_paper(small):
    paper = compose(small)
    assert paper.title == "科协每周动态 2026年 第3期（总第199期）"
    assert paper.masthead == Masthead(
        name="科协每周动态",
        number_line="2026年 第3期",
        running_line="（总第199期）",
        publisher="云川市科协办公室",
        date=date(2026, 1, 16),
    )
    assert paper.parts == (
        Contents(title="目录提要", entries=("讲座",)),
        Heading(text="【科普工作】", level=1),
        Heading(text="市科协举办讲座", level=2),
        Paragraph(text="甲。"),
        Paragraph(text="乙。", credit="科普部、南浦区科协"),
        Closing(lines=(("信息报送邮箱", "a@kexie.example"), ("编辑", "程越"), ("审核", "陆怀瑾"))),
    )
    assert paper.imprint == Imprint(label="分送", lines=("各学会", "各区科协"))


@given(issues())
def test_what_an_issue_lacks_is_left_out(issue):
    paper = compose(issue)
    kinds = [type(part) for part in paper.parts]
    assert kinds.count(Contents) == bool(issue.highlights)
    assert kinds.count(Closing) == bool(issue.mailbox or issue.editor or issue.reviewer)
    assert kinds.count(Heading) == len(issue.columns) + sum(len(column.items) for column in issue.columns)
    assert (paper.imprint is None) == (not issue.distribution)
