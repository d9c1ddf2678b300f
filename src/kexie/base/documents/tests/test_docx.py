"""The DOCX read back: words, page, styles, fields, properties."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.documents.docx import render_docx
from kexie.base.documents.model import BlockKind, Document, Heading, Paragraph, Table
from kexie.base.documents.reading import read_blocks
from kexie.base.documents.refusals import PictureUnreadable
from kexie.base.documents.tests.factories import RARE_NAMES, everything, picture
from kexie.base.documents.wording import clean


@pytest.fixture(scope="module")
def word():
    return docx.Document(io.BytesIO(render_docx(everything())))


def paragraph(word, text):
    return next(found for found in word.paragraphs if found.text == text)


def test_page_is_a4_with_the_official_margins(word):
    section = word.sections[0]
    assert [round(side.mm, 1) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm, 1) for margin in margins] == [37, 35, 28, 26]


def test_grid_has_22_lines_of_28_characters(word):
    grid = word.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"
    pitch = int(grid.get(qn("w:linePitch")))
    assert 225 / 25.4 * 1440 // pitch == 22
    body = word.styles["Normal"].element.rPr
    width = int(body.find(qn("w:sz")).get(qn("w:val"))) / 2 + int(body.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(156 / 25.4 * 72 / width) == 28
    assert body.find(qn("w:sz")).getprevious().tag == qn("w:spacing")


def test_body_is_indented_by_two_characters_at_an_exact_pitch(word):
    properties = word.styles["Normal"].element.pPr
    assert properties.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    spacing = word.styles["Normal"].paragraph_format
    assert spacing.line_spacing == Pt(28.95)
    assert properties.find(qn("w:spacing")).get(qn("w:lineRule")) == "exact"


@pytest.mark.parametrize(
    ("style", "face"),
    [("Normal", "仿宋"), ("Heading 1", "黑体"), ("Heading 2", "楷体"), ("Heading 3", "仿宋"), ("Heading 4", "仿宋")],
)
def test_east_asian_fonts_are_set(word, style, face):
    fonts = word.styles[style].element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == face


def test_no_theme_font_is_left(word):
    attributes = [name for fonts in word.styles.element.iter(qn("w:rFonts")) for name in fonts.attrib]
    assert attributes
    assert not [name for name in attributes if name.lower().endswith("theme")]


def test_entries_hang_behind_their_mark(word):
    indent = word.styles["List Bullet"].element.pPr.find(qn("w:ind"))
    assert (indent.get(qn("w:hanging")), indent.get(qn("w:firstLineChars"))) == ("400", "0")


def test_every_paragraph_has_a_style_that_there_is(word):
    known = {style.style_id for style in word.styles}
    used = {element.get(qn("w:val")) for element in word.element.body.iter(qn("w:pStyle"))}
    assert used <= known
    assert {"Normal", "Heading1", "ListBullet", "KexieImprint"} <= used


def test_headings_are_real(word):
    headings = [(found.style.name, found.text) for found in word.paragraphs if found.style.name.startswith("Heading")]
    texts = ("一、总体情况", "（一）学会服务", "1.走访", "（1）青溪镇")
    assert headings == [(f"Heading {level}", text) for level, text in enumerate(texts, start=1)]


def test_titles_without_number_stand_in_the_middle():
    parts = (Heading(text="【科普工作】", level=1), Heading(text="春灌现场会召开", level=2))
    word = docx.Document(io.BytesIO(render_docx(Document(title="标题", parts=parts))))
    column, title = word.paragraphs
    assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert column.alignment is None
    assert column._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "0"


def test_page_numbers_are_fields_on_the_outer_side(word):
    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        (line,) = footer.paragraphs
        assert line.alignment == side
        assert line.text == "— 1 —"
        assert [code.text for code in line._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_masthead_is_red_and_ruled(word):
    name = paragraph(word, "云川科协动态")
    assert str(name.style.font.color.rgb) == "FF3333"
    assert name.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    issued = paragraph(word, "云川市科协办公室\t2026年3月6日")
    bottom = issued.style.element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert bottom.get(qn("w:color")) == "FF3333"
    assert [round(stop.position.mm) for stop in issued.paragraph_format.tab_stops] == [156]


def test_table_has_a_head_that_repeats_and_numbers_to_the_right(word):
    table = word.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[1].cells] == ["青溪区科协", "12", "春灌"]
    assert table.rows[1].cells[1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_imprint_stands_on_the_foot_between_its_rules(word):
    properties = word.tables[-1]._tbl.tblPr
    assert properties.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"
    borders = {border.tag.split("}")[1]: border.get(qn("w:sz")) for border in properties.find(qn("w:tblBorders"))}
    assert borders == {"top": "8", "bottom": "8", "insideH": "6"}  # eighths of a point: 0.35, 0.35, 0.26 mm
    assert word.tables[-1].rows[1].cells[0].text == "共印 120 份"
    rows = word.tables[-1].rows
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_picture_is_described_and_sized(word):
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "专家在田边查看水泵"
    assert round(shape.width.mm, 1) == 50.8  # 300 pixels at 150 to the inch


def test_file_says_what_it_is(word):
    properties = word.core_properties
    assert (properties.title, properties.language) == ("各种样式", "zh-CN")
    assert properties.created.replace(tzinfo=None) == datetime(2026, 3, 6)
    assert "python-docx" not in properties.comments


def test_same_document_gives_same_bytes():
    data = render_docx(everything())
    assert data == render_docx(everything())
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {1980}


def test_damaged_picture_is_refused():
    with pytest.raises(PictureUnreadable):
        render_docx(Document(title="图", parts=(picture(data=b"no picture"),)))


def test_rare_names_read_back():
    blocks = read_blocks(render_docx(everything()), name="a.docx", isolated=False)
    assert any(RARE_NAMES in block.text for block in blocks)


def test_rows_longer_than_the_head_are_kept():
    table = Table(head=("甲",), rows=(("一", "二", "三"),))
    word = docx.Document(io.BytesIO(render_docx(Document(title="表", parts=(table,)))))
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["一", "二", "三"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_text_survives_writing_and_reading(texts):
    document = Document(title="任意", parts=tuple(Paragraph(text="首" + text + "尾") for text in texts))
    blocks = read_blocks(render_docx(document), name="a.docx", isolated=False)
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.PARAGRAPH, "首" + clean(text) + "尾") for text in texts
    ]
