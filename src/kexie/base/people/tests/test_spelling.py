"""How names can be typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.people.rules.spelling import LONGEST, letters, spellings, typed


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("林知遥", "linzhiyao", "lzy"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("仇英", "qiuying", "qy"),
        ("曾国藩", "zengguofan", "zgf"),
        ("区适子", "oushizi", "osz"),
        ("吕布", "lvbu", "lb"),
    ],
)
def test_the_likeliest_reading_comes_first(name, pinyin, initials):
    assert letters(name).split()[:2] == [pinyin, initials]
    assert {name, pinyin, initials} <= set(spellings(name))


def test_a_second_reading_of_the_surname_still_finds():
    assert "danxiongxin" in spellings("单雄信")


def test_the_given_name_alone_finds():
    assert {"知遥", "zhiyao"} <= set(spellings("林知遥"))
    assert {"修", "xiu"} & set(spellings("欧阳修")) == {"xiu"}


def test_latin_names_and_dots():
    assert spellings("John Smith") == ["johnsmith"]
    assert typed(" 买买提·艾力 ") == "买买提艾力"
    assert "买买提艾力" in spellings("买买提·艾力")


@given(st.text(max_size=60))
def test_any_name_is_spelled_within_bounds(name):
    assert len(letters(name)) <= 400
    found = spellings(name)
    assert len(found) == len(set(found)) or name
    assert all(0 < len(text) <= LONGEST for text in found)
    assert len(found) <= 24
