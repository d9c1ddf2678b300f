"""The numbers that Word counts by itself are read as they stand on the page."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.documents.docx_numbers import Numbering, counted
from kexie.base.documents.model import BlockKind
from kexie.base.documents.reading import read_blocks


def level(place: int, text: str, form: str = "decimal", start: str = "1", legal: bool = False) -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'{"<w:isLgl/>" if legal else ""}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, more: str = "") -> Numbering:
    xml = (
        f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>{more}</w:numbering>'
    )
    return Numbering(parse_xml(xml))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (105, "一百〇五")),
        *((110, "一百一十"), (1001, "一千〇一"), (2020, "二千〇二十"), (0, "0"), (10_000, "10000")),
    ],
)
def test_counting_in_chinese(number, text):
    assert counted(number) == text


@given(st.integers(1, 9999))
def test_no_two_numbers_are_written_alike(number):
    assert counted(number) != counted(number + 1)


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("decimal", ["1", "2", "3"]),
        ("chineseCounting", ["一", "二", "三"]),
        ("ideographDigital", ["一", "二", "三"]),
        ("upperLetter", ["A", "B", "C"]),
        ("lowerLetter", ["a", "b", "c"]),
        ("upperRoman", ["I", "II", "III"]),
        ("lowerRoman", ["i", "ii", "iii"]),
        ("decimalEnclosedCircle", ["①", "②", "③"]),
        ("none", ["", "", ""]),
        ("somethingNew", ["1", "2", "3"]),
    ],
)
def test_the_forms_of_numbers(form, written):
    lists = numbering(level(0, "%1", form))
    assert [lists.next("1", 0) for _ in range(3)] == written


def test_levels_count_within_each_other():
    lists = numbering(
        level(0, "%1、", "chineseCounting"), level(1, "（%2）", "chineseCounting"), level(2, "%1.%3", legal=True)
    )
    told = [lists.next("1", place) for place in (0, 1, 1, 2, 0, 1)]
    assert told == ["一、", "（一）", "（二）", "1.1", "二、", "（一）"]


def test_lists_of_one_definition_count_on_unless_one_begins_anew():
    again = (
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    lists = numbering(level(0, "%1."), more=again)
    assert [lists.next(number, 0) for number in ("1", "2", "3", "3", "2")] == ["1.", "2.", "5.", "6.", "3."]


def test_a_bullet_has_no_number_and_an_unknown_list_neither():
    lists = numbering(level(0, "\uf0b7", "bullet"))
    assert (lists.next("1", 0), lists.next("1", 4), lists.next("99", 0)) == ("", "", "")
    assert Numbering(None).next("1", 0) == ""


@pytest.mark.parametrize("start", ["", "x", "-1", "99999999999"])
def test_a_start_that_is_no_number_is_one(start):
    assert numbering(level(0, "%1.", start=start)).next("1", 0) == "1."


def test_a_real_file_has_them_beside_its_text():
    word = docx.Document()
    for text in ("科普讲座进校园", "义诊进社区"):
        word.add_paragraph(text, style="List Number")
    word.add_paragraph("圆点", style="List Bullet")
    word.add_paragraph("正文")
    file = io.BytesIO()
    word.save(file)
    blocks = read_blocks(file.getvalue(), name="a.docx")
    item = BlockKind.LIST_ITEM
    assert [(block.kind, block.number, block.text) for block in blocks] == [
        (item, "1.", "科普讲座进校园"),
        (item, "2.", "义诊进社区"),
        (item, "", "圆点"),
        (BlockKind.PARAGRAPH, "", "正文"),
    ]
