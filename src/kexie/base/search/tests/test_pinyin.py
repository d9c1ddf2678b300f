from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.base.search import pinyin


def found(title: str, letters: str) -> bool:
    tokens = f" {pinyin.title_tokens(title)} "
    return any(f" {phrase} " in tokens for phrase in pinyin.phrases(letters))


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("科学之家", "kxzj"),
        ("云川市科学之家开放", "kxzj"),
        ("科学之家", "kexuezhijia"),
        ("科学之家", "zhijia"),
        ("西安讲座", "xian"),
        ("先进集体", "xian"),
        ("重庆银行", "chongqing"),
        ("重庆银行", "yinhang"),
        ("会计师协会", "kuaiji"),
        ("音乐会", "yyh"),
        ("策略研究", "celue"),
        ("AI科普大会", "aikpdh"),
        ("女科学家", "nvkexuejia"),
        ("2023年科技周", "kjz"),
    ],
)
def test_letters_find_a_title(title, letters):
    assert found(title, letters)


@pytest.mark.parametrize(
    ("title", "letters"), [("院士大会", "anshi"), ("科学之家", "kxz1"), ("科学之家", "k"), ("科学", "kxz")]
)
def test_letters_that_do_not_fit_find_nothing(title, letters):
    assert not found(title, letters)


def test_readings_written_out():
    assert "kejiguan" in pinyin.full("科技馆").split()
    assert "kxzj" in pinyin.initials("科学之家").split()
    assert pinyin.full("") == pinyin.initials("") == pinyin.title_tokens("") == ""


def test_a_character_without_a_reading_breaks_nothing():
    assert "\U00031000" in pinyin.initials("科\U00031000\U00031001学")
    assert found("云川\U00031000科学", "kexue")


def test_what_letters_mean_is_marked_in_the_title():
    assert pinyin.meant("云川市“科学之家”开放", "kxzj") == "科学之家"
    assert pinyin.meant("云川市科学之家开放", "zhijia") == "之家"
    assert pinyin.meant("云川市科学之家开放", "zzz") == ""


@settings(deadline=None)
@given(st.text(alphabet="angiexhu", min_size=30, max_size=40))
def test_ambiguous_letters_do_not_branch_without_end(letters):
    begin = time.process_time()
    assert len(pinyin.phrases(letters)) <= 7
    assert time.process_time() - begin < 0.5
