"""Two texts side by side: nothing is lost, what both have is told from what one has alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.comparing import Run, compared, share_alike

TEXT = st.text(alphabet="科普讲座青溪区，。\n12", max_size=60)


def plain(paragraphs) -> list[str]:
    return ["".join(run.text for run in paragraph) for paragraph in paragraphs]


def shared(paragraphs) -> str:
    return "".join(run.text for paragraph in paragraphs for run in paragraph if run.same)


@given(TEXT, TEXT)
def test_the_runs_give_both_texts_again(one, other):
    left, right = compared(one, other)
    assert plain(left) == [line for line in one.split("\n") if line]
    assert plain(right) == [line for line in other.split("\n") if line]


@given(TEXT, TEXT)
def test_what_is_the_same_stands_on_both_sides_in_order(one, other):
    left, right = compared(one, other)
    assert shared(left) == shared(right)


@given(TEXT)
def test_a_text_beside_itself_has_no_difference(text):
    left, right = compared(text, text)
    assert left == right
    assert all(run.same for paragraph in left for run in paragraph)
    assert share_alike(left) == (100 if text.strip("\n") else 0)


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        (
            "参加讲座的有一百人。",
            "参加讲座的有一百二十人。",
            [[("参加讲座的有一百人。", True)]],
            [[("参加讲座的有一百", True), ("二十", False), ("人。", True)]],
        ),
        ("甲\n乙", "甲\n丙", [[("甲", True)], [("乙", False)]], [[("甲", True)], [("丙", False)]]),
        ("", "全新。", [], [[("全新。", False)]]),
    ],
)
def test_differences_are_whole_phrases(one, other, left, right):
    assert compared(one, other) == (
        tuple(tuple(Run(*run) for run in line) for line in left),
        tuple(tuple(Run(*run) for run in line) for line in right),
    )


def test_two_long_texts_are_compared_whole():
    one = "".join(f"第{number}场讲座，在第{number % 7}会议室举行。" for number in range(400))
    left, right = compared(one, one.replace("会议室", "报告厅"))
    assert 30 < share_alike(left) < 60
    assert "".join(plain(right)) == one.replace("会议室", "报告厅")


@pytest.mark.parametrize("text", ["啊" * 20_000, "啊。" * 10_000, "啊\n" * 10_000])
def test_a_text_of_one_thing_only_is_compared_in_larger_pieces(text):
    left, right = compared(text, text + "完")
    assert plain(left) == [line for line in text.split("\n") if line]
    assert "".join(plain(right)).endswith("完")


def test_a_chance_character_between_differences_is_part_of_them():
    [left], _right = compared("甲乙丙丁戊己", "甲乙子丁丑己")
    assert left == (Run("甲乙", True), Run("丙丁戊", False), Run("己", True))


def test_a_clause_that_was_moved_is_no_difference_where_that_is_asked():
    one, other = "上午举办了开幕式。\n下午参观了科技馆新馆。", "下午参观了科技馆新馆。\n上午举办了开幕式，来了百人。"
    assert share_alike(compared(one, other)[0]) < 100
    left, right = compared(one, other, moved=True)
    assert share_alike(left) == 100
    assert [run.text for line in right for run in line if not run.same] == ["来了百人。"]


@given(TEXT, TEXT)
def test_moved_or_not_no_character_is_lost(one, other):
    left, right = compared(one, other, moved=True)
    assert plain(left) == [line for line in one.split("\n") if line]
    assert plain(right) == [line for line in other.split("\n") if line]
