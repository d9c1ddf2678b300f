"""The words that all renderers share: pure functions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.documents.model import Document, Heading, Paragraph
from kexie.base.documents.tests.factories import MASTHEAD
from kexie.base.documents.wording import (
    clean,
    credit_text,
    date_text,
    depths,
    file_title,
    is_numbered,
    joined,
    labelled,
    one_line,
    padded,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲\r\n乙\r丙\u2028丁\x85戊", "甲\n乙\n丙\n丁\n戊"),
        ("甲\t乙", "甲 乙"),
        ("甲\x00\x0b\x1f\x7f\ud800\ufffe\ufeff乙", "甲乙"),
        ("马喆𠮷，“引”　空", "马喆𠮷，“引”　空"),
    ],
)
def test_clean_keeps_words_and_drops_what_no_file_holds(text, expected):
    assert clean(text) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & set("\x00\r\t\ufeff")
    assert "\n" not in one_line(text)


@given(st.text(alphabet=st.characters(categories=("L", "N", "P"))))
def test_cleaning_leaves_letters_and_punctuation_alone(text):
    assert clean(text) == text


def test_dates_have_no_leading_zeros():
    assert date_text(date(2026, 3, 6)) == "2026年3月6日"
    assert date_text(date(2026, 11, 23)) == "2026年11月23日"


@pytest.mark.parametrize(
    ("credit", "text"), [("科普部", "（科普部）"), ("", ""), (" ", ""), ("甲、\n乙", "（甲、 乙）")]
)
def test_credits_stand_in_full_width_brackets(credit, text):
    assert credit_text(credit) == text


@pytest.mark.parametrize(
    ("label", "value", "text"), [("编辑", "柳頔", "编辑：柳頔"), ("", "柳頔", "柳頔"), (" ", "甲", "甲")]
)
def test_labels_stand_before_a_colon(label, value, text):
    assert labelled(label, value) == text


@pytest.mark.parametrize(
    "text",
    [
        "一、总体",
        "十二、总体",
        "（一）学会",
        "(三)学会",
        "1.走访",
        "2．走访",
        "3、走访",
        "（1）青溪镇",
        "(12)青溪镇",
        "　一、总体",
    ],
)
def test_numbers_of_the_four_levels_are_known(text):
    assert is_numbered(Heading(text=text))


@pytest.mark.parametrize(
    "text", ["【主题教育】", "市科协召开推进会", "2026年工作", "一季度活动", "（扩大）会议", "3月6日"]
)
def test_other_headings_carry_no_number(text):
    assert not is_numbered(Heading(text=text))


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((1, 2, 3, 4), [1, 2, 3, 4]),
        ((3, 1, 4, 2), [1, 1, 2, 2]),
        ((2, 2, 2), [1, 2, 2]),
        ((0, 9, 9, 9, 9, 9), [1, 2, 3, 4, 4, 4]),
    ],
)
def test_depths_begin_at_one_and_never_skip(levels, expected):
    parts = [Heading(text="题", level=level) for level in levels]
    parts.insert(1, Paragraph(text="文"))
    assert list(depths(Document(title="题", parts=tuple(parts)))) == expected


@given(st.lists(st.integers(-3, 12)))
def test_depths_of_any_levels_are_an_outline(levels):
    found = list(depths(Document(title="题", parts=tuple(Heading(text="题", level=level) for level in levels))))
    assert all(1 <= depth <= 4 for depth in found)
    assert all(depth <= before + 1 for before, depth in zip([0, *found], found, strict=False))
    assert len(found) == len(levels)


def test_a_file_always_has_a_title():
    assert file_title(Document(title=" 简\n报 ", parts=())) == "简 报"
    assert file_title(Document(title="", parts=(), masthead=MASTHEAD)) == "云川科协动态"
    assert file_title(Document(title="", parts=())) == "文档"


def test_lines_join_and_rows_fill_up():
    assert joined(["甲", "", "乙"]) == "甲\n乙"
    assert padded(["甲"], 3) == ["甲", "", ""]
    assert padded(["甲", "乙"], 2) == ["甲", "乙"]
