"""The PDF measured in millimetres against GB/T 9704-2012 (figures in `layout/official.typ`)."""

from __future__ import annotations

import itertools

import pytest

from kexie.base.documents.model import Closing, Contents, Document, Heading, Masthead, Paragraph, Table
from kexie.base.documents.pdf import render_pdf
from kexie.base.documents.tests.factories import IMPRINT, MASTHEAD, bulletin, picture, png
from kexie.base.documents.tests.measuring import MM, Page, pages

LEFT, TOP, WIDTH, HEIGHT = 28.0, 37.0, 156.0, 225.0
RED = (1.0, 0.2, 0.2)  # M80 Y80


def near(value: float, tolerance: float = 0.1) -> object:
    return pytest.approx(value, abs=tolerance)


@pytest.fixture(scope="module")
def long_text() -> list[Page]:
    """Three pages of ideographs without punctuation: every line is full."""
    document = Document(title="长文", parts=(Paragraph(text="云川市科学技术协会" * 180),), imprint=IMPRINT)
    return pages(render_pdf(document))


@pytest.fixture(scope="module")
def issue() -> list[Page]:
    return pages(render_pdf(bulletin()))


def body(page: Page) -> list[list[object]]:
    """The lines of the text block, without the page number."""
    return [line for line in page.lines if line[0].baseline < TOP + HEIGHT]


def test_paper_is_a4(long_text):
    assert {(round(page.width), round(page.height)) for page in long_text} == {(210, 297)}


def test_full_page_has_22_lines_of_28_characters(long_text):
    lines = body(long_text[1])
    assert [len(line) for line in lines] == [28] * 22


def test_first_line_of_a_paragraph_is_indented_by_two_characters(long_text):
    first = body(long_text[0])[0]
    assert len(first) == 26
    assert first[0].x == near(LEFT + 2 * 15.75 * MM)


def test_text_block_stands_in_its_margins(long_text):
    for page in long_text[:2]:
        full = [line for line in body(page) if len(line) == 28]
        assert {round(line[0].x, 1) for line in full} == {LEFT}
        assert {round(line[-1].right, 1) for line in full} == {LEFT + WIDTH}
        assert body(page)[0][0].baseline - 0.88 * 15.75 * MM == near(TOP)
        assert body(page)[-1][0].baseline < TOP + HEIGHT


def test_line_pitch_is_225_mm_by_22_lines(long_text):
    baselines = [line[0].baseline for line in body(long_text[1])]
    pitches = [below - above for above, below in itertools.pairwise(baselines)]
    assert pitches == [near(HEIGHT / 22, 0.02)] * 21


def test_body_is_set_in_15_75_points(long_text):
    assert {round(glyph.size, 2) for line in body(long_text[1]) for glyph in line} == {15.75}


def test_page_numbers_stand_outside_7_mm_below_the_text_block(long_text):
    odd, even = long_text[0].lines[-1], long_text[1].lines[-1]
    assert "".join(glyph.text for glyph in odd) == "—1—"
    assert "".join(glyph.text for glyph in even) == "—2—"
    assert odd[-1].right == near(LEFT + WIDTH - 14 * MM)  # one character from the right edge
    assert even[0].x == near(LEFT + 14 * MM)
    dash = odd[0].baseline - 0.38 * 14 * MM  # a dash is drawn 0.38 em above the baseline
    assert dash - (TOP + HEIGHT) == near(7, 0.3)
    assert {round(glyph.size) for glyph in odd} == {14}


def test_masthead_is_red_and_in_the_middle(issue):
    name = issue[0].lines[0]
    assert "".join(glyph.text for glyph in name) == MASTHEAD.name
    assert {glyph.colour for glyph in name} == {RED}
    assert (name[0].x + name[-1].right) / 2 == near(LEFT + WIDTH / 2, 0.5)
    assert name[0].baseline - 0.88 * name[0].size * MM == near(TOP)


def test_number_lines_are_in_the_middle_below_the_masthead(issue):
    for line, words in zip(issue[0].lines[1:3], ("2026年第9期", "（总第31期）"), strict=True):
        assert "".join(glyph.text for glyph in line) == words
        assert (line[0].x + line[-1].right) / 2 == near(LEFT + WIDTH / 2, 2.0)


def test_publisher_left_and_date_right_over_a_red_rule_of_full_width(issue):
    line, (rule,) = issue[0].lines[3], issue[0].rules
    assert "".join(glyph.text for glyph in line) == "云川市科协办公室2026年3月6日"
    assert line[0].x < LEFT + 5
    assert line[-1].right > LEFT + WIDTH - 5
    assert (rule.x, rule.width) == (near(LEFT), near(WIDTH))
    assert rule.colour == RED
    assert 0 < rule.y - line[0].baseline < 6


def test_imprint_stands_between_its_rules_on_the_foot_of_the_last_page(issue):
    last = issue[-1]
    assert [round(rule.thickness, 2) for rule in last.rules] == [0.35, 0.25, 0.35]
    assert {(round(rule.x), round(rule.width)) for rule in last.rules} == {(28, 156)}
    assert last.rules[-1].y == near(TOP + HEIGHT)
    top, middle, bottom = (rule.y for rule in last.rules)
    sent = [line for line in last.lines if top < line[0].baseline < middle]
    run = [line for line in last.lines if middle < line[0].baseline < bottom]
    assert "".join(glyph.text for glyph in sent[0]).startswith("分送：市科协")
    assert [line[0].x for line in sent[1:]] == [near(sent[0][3].x, 0.3)] * 2  # hanging behind the label
    assert run[0][-1].right == near(LEFT + WIDTH - 14 * MM, 0.5)
    assert not any(page.rules for page in issue[1:-1])


def test_imprint_without_print_run_has_two_rules():
    document = Document(title="简报", parts=(), imprint=type(IMPRINT)(label="分送", lines=("各区科协",)))
    (page,) = pages(render_pdf(document))
    assert [round(rule.thickness, 2) for rule in page.rules] == [0.35, 0.35]


def test_numbered_headings_are_indented_and_titles_are_not():
    texts = ("一、总体情况", "【科普工作】", "青溪镇春灌现场会召开")
    parts = tuple(Heading(text=text, level=level) for text, level in zip(texts, (1, 1, 2), strict=True))
    (page,) = pages(render_pdf(Document(title="标题", parts=parts)))
    numbered, column, title = body(page)
    assert numbered[0].x == near(LEFT + 2 * 15.75 * MM, 0.3)
    assert column[0].x < LEFT + 3
    assert (title[0].x + title[-1].right) / 2 == near(LEFT + WIDTH / 2, 0.3)
    assert "Sans" in column[0].font
    assert "Serif" in title[0].font


def test_heading_stays_with_its_paragraph():
    parts = (
        *(Paragraph(text="一行") for _ in range(21)),
        Heading(text="最后一行的标题", level=2),
        Paragraph(text="正文"),
    )
    first, second = pages(render_pdf(Document(title="标题", parts=parts)))
    assert len(body(first)) == 21
    assert "".join(glyph.text for glyph in body(second)[0]) == "最后一行的标题"


def test_punctuation_never_begins_a_line(issue):
    begins = {line[0].text for page in issue for line in body(page)}
    assert not begins & set("，。、；：？！）》”】")


def test_lines_without_indent_and_numbers_to_the_right():
    table = Table(head=("单位", "场次"), rows=(("青溪区科协", "7"), ("农机学会", "12")), numeric=frozenset({1}))
    parts = (Contents(title="目录提要", entries=("春灌",)), table, Closing(lines=(("编辑", "柳頔"),)))
    (page,) = pages(render_pdf(Document(title="表", parts=parts)))
    lines = {"".join(glyph.text for glyph in line): line for line in body(page)}
    assert lines["编辑：柳頔"][0].x == near(LEFT)
    assert lines["青溪区科协7"][-1].right == near(lines["农机学会12"][-1].right)
    assert (lines["目录提要"][0].x + lines["目录提要"][-1].right) / 2 == near(LEFT + WIDTH / 2)


def test_wide_picture_is_shrunk_to_the_text_block():
    document = Document(title="图", parts=(picture(data=png(3000, 400)),))
    (page,) = pages(render_pdf(document))
    (image,) = page.images
    assert image == (near(LEFT), near(WIDTH))


@pytest.mark.parametrize("name", ["动态", "云川市科学技术协会每周工作动态与信息简报汇编"])
def test_masthead_of_any_length_is_one_line(name):
    head = Masthead(name=name, number_line="第1期")
    (page,) = pages(render_pdf(Document(title=name, parts=(), masthead=head)))
    assert "".join(glyph.text for glyph in page.lines[0]) == name
    assert page.lines[0][0].x >= LEFT - 0.1


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "云川市科协领导带队到青溪镇和高新技术区企业协会 调研座谈",
            ["云川市科协领导带队到青溪镇和高新技术区企业协会", "调研座谈"],
        ),
        (
            "高新区科协赴青溪镇展览馆开展 “重走春灌路 奋进新征程”主题活动",
            ["高新区科协赴青溪镇展览馆开展", "“重走春灌路奋进新征程”主题活动"],
        ),
        ("云川市科协召开座谈会 部署春灌", ["云川市科协召开座谈会部署春灌"]),
    ],
)
def test_long_title_breaks_where_its_author_left_a_space(title, lines):
    (page,) = pages(render_pdf(Document(title="题", parts=(Heading(text=title, level=2),))))
    assert ["".join(glyph.text for glyph in line) for line in body(page)] == lines


def test_long_title_without_space_breaks_into_lines_of_like_length():
    title = "云川市科学技术协会组织全市科技工作者到青溪镇开展春灌服务"
    (page,) = pages(render_pdf(Document(title="题", parts=(Heading(text=title, level=2),))))
    first, second = (len(line) for line in body(page))
    assert first + second == len(title)
    assert abs(first - second) <= 3


def test_rows_keep_together_unless_they_are_longer_than_a_page():
    rows = tuple((f"第{number}区", "春灌服务" * 12) for number in range(40))
    table = Table(head=("单位", "说明"), rows=(*rows, ("长文", "云川市科协" * 400)), caption="统计")
    found = pages(render_pdf(Document(title="表", parts=(table,))))
    assert all(body(page)[-1][0].baseline < TOP + HEIGHT for page in found)
    text = ["".join(glyph.text for line in body(page) for glyph in line) for page in found]
    assert all(page.count("单位说明") == 1 for page in text)
    assert sum(page.count("春灌服务") for page in text) >= 39 * 10
    assert sum("".join(page).count("协") for page in text) == 400
