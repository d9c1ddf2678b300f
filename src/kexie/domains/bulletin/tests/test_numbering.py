"""Numbers of issues: how they are printed, which are possible, and every way to write one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.numbering import is_possible, number_line, read_number, running_line


def written(number: int) -> str:
    """``number`` (1–9999) in Chinese words."""
    words, gap = "", False
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // power % 10
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + unit
        gap = not digit
    return words.removeprefix("一") if 10 <= number < 20 else words


def test_lines_of_the_masthead():
    assert number_line(2026, 3) == "2026年 第3期"
    assert running_line(199) == "（总第199期）"


@given(st.integers(1, 9999))
def test_numbers_are_read_in_every_script(number):
    full_width = str(number).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    spelled = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    assert {read_number(text) for text in (str(number), f" {number} ", full_width, spelled, written(number))} == {
        number
    }


@pytest.mark.parametrize(
    "text", ["", " ", "甲", "1a", "-1", "1.5", "十百", "一二十", "百", "零十", "十零", "123456789"]
)
def test_what_is_no_number_is_not_guessed(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("numbers", "possible"),
    [
        ((2023, 17, 70), True),
        ((2026, 1, 1), True),
        ((2026, 100, 100), True),
        ((2026, 101, 200), False),
        ((2026, 0, 10), False),
        ((2026, 5, 4), False),
        ((1948, 1, 1), False),
        ((2101, 1, 1), False),
        ((2026, 1, 100_000), False),
    ],
)
def test_possible_numbers(numbers, possible):
    assert is_possible(*numbers) is possible
