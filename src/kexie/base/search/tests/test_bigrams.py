from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.search import bigrams

CHINESE = "科学技术协会云川市家之数字大会𠮷喆祎赟镕頔\U00030000\ue844々"
TEXT = st.text(alphabet=st.sampled_from(CHINESE + "abAB19é，。 \n·"), max_size=40)


def contains(text: str, word: str) -> bool:
    return f" {bigrams.phrase(word)} " in f" {bigrams.bigrams(text)} "


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2023年第17期，科学之家", "第17期"),
        ("2023年第17期，科学之家", "2023年"),
        ("2023年第17期，科学之家", "科学之家"),
        ("2023年第17期，科学之家", "之"),
        ("举办ＡＩ科普大会", "ai"),
        ("举办ＡＩ科普大会", "ai科"),
        ("举办 AI 科普大会", "办ai科普"),
        ("𠮷祥", "𠮷"),
        ("王喆祎、赵赟镕", "赟镕"),
        ("\U0002ebf0\U00030000会", "\U00030000会"),
        ("葛\U000e0100城", "葛城"),
        ("Straße Ünal", "ünal"),
    ],
)
def test_a_word_is_found_where_it_stands(text, word):
    assert contains(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("科技学会", "科学"),
        ("第18期", "第1期"),
        ("第118期", "第18期"),
        ("科普，大会", "普大"),
        ("science", "scien"),
        ("17年度5", "17年5"),
    ],
)
def test_a_word_that_does_not_stand_there_is_not_found(text, word):
    assert not contains(text, word)


def compared(text: str) -> str:
    """The reading to test against: what does not separate words of one script is left out."""
    unspaced = f"[{bigrams._UNSPACED}]"
    flat = re.sub(rf"(?!{unspaced})[\W_]", " ", bigrams.normal(text))
    flat = re.sub(rf"(?<={unspaced}) +(?=\w)(?!{unspaced})", "", flat)
    return re.sub(rf"(?<!{unspaced})(?<=\w) +(?={unspaced})", "", flat)


def boundaries_kept(flat: str, word: str) -> bool:
    """Naive search: the word stands in the text, and does not begin or end within letters and digits."""
    for match in re.finditer(f"(?={re.escape(word)})", flat):
        before, after = flat[: match.start()][-1:], flat[match.start() + len(word) :][:1]
        cuts_left = before.isalnum() and before not in CHINESE and word[0] not in CHINESE
        cuts_right = after.isalnum() and after not in CHINESE and word[-1] not in CHINESE
        if not (cuts_left or cuts_right):
            return True
    return False


@given(text=TEXT, query=TEXT)
def test_a_phrase_finds_what_naive_reading_finds_and_nothing_else(text, query):
    for word in bigrams.words(query):
        assert contains(text, word) == boundaries_kept(compared(text), word)


@given(text=TEXT, start=st.integers(0, 39), length=st.integers(1, 8))
def test_every_piece_of_chinese_is_found(text, start, length):
    piece = text[start : start + length]
    for word in bigrams.words(piece):
        if all(character in CHINESE for character in word):
            assert contains(text, word)


@given(st.text(max_size=60))
def test_tokens_are_letters_and_digits_whatever_is_typed(text):
    tokens = bigrams.bigrams(text).split() + [
        token for word in bigrams.words(text) for token in bigrams.phrase(word).split()
    ]
    assert all(re.fullmatch("[a-z][a-z0-9]*", token) for token in tokens)


@given(st.text(max_size=40))
def test_words_of_words_are_the_same_words(text):
    once = bigrams.words(text)
    assert bigrams.words(" ".join(once)) == once
