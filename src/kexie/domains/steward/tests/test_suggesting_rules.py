"""A small model of texts: what it learns, what it never learns, why it guesses what it guesses."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.steward.rules.suggesting import (
    Corpus,
    Described,
    Figures,
    Model,
    by_rule,
    joined,
    read,
    words_of,
)

LECTURES = ("请专家到学校讲航天课", "想听一堂天文讲座", "学校讲座请专家来", "社区办一场健康讲座", "专家讲座进校园")
PROOFS = ("开一份会员证明", "会员证明丢了补开", "评职称用的会员证明", "证明我是学会会员", "会员证明怎么开")
HALLS = ("借用报告厅开会", "报告厅周末能不能借", "预约展厅和报告厅", "报告厅借用一天", "展厅借给学校用")
SETS = {"lecture": LECTURES, "proof": PROOFS, "hall": HALLS}


def corpus(sets=SETS, **settings) -> Corpus:
    made = Corpus(**{"least": 5, "least_of_class": 2, "least_sources": 1, **settings})
    for label, texts in sets.items():
        for place, text in enumerate(texts):
            made.add(text, label, f"{label}{place}")
    return made


def test_every_text_of_a_separable_set_finds_its_class():
    model = corpus().model()
    for label, texts in SETS.items():
        for text in texts:
            guess = model.guesses(text)[0]
            assert guess.label == label, text
            assert guess.words
            assert all(word in text for word in guess.words)


def test_a_guess_shows_the_words_that_speak_for_it():
    model = corpus().model()
    best = model.guesses("我的会员证明找不到了，想再开一份")[0]
    assert best.label == "proof"
    assert "会员证明" in best.words
    assert "会员" in model.said_of("proof")
    assert "讲座" not in model.said_of("proof")


def test_what_is_not_known_leads_to_no_guess():
    model = corpus().model()
    assert model.guesses("") == []
    assert model.guesses("猫") == []
    assert model.guesses("今天天气晴朗") == []
    assert Model((), (), {}).guesses("会员证明") == []


def test_classes_can_be_left_out():
    model = corpus().model()
    assert {one.label for one in model.guesses("会员证明和讲座", among=lambda label: label != "proof")} <= {
        "lecture",
        "hall",
    }


labelled = st.lists(
    st.tuples(
        st.text("科学普及会员证明讲座专家报告厅借用", min_size=2, max_size=12),
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 6),
    ),
    max_size=40,
)


def _taught(rows, **settings) -> Corpus:
    made = Corpus(**{"least": 1, "least_of_class": 1, "least_sources": 2, **settings})
    for text, label, source in rows:
        made.add(text, label, source)
    return made


@given(labelled, st.randoms())
def test_the_order_of_the_texts_changes_nothing(rows, source):
    mixed = list(rows)
    source.shuffle(mixed)
    assert _taught(rows).model() == _taught(mixed).model()
    assert _taught(rows).figures() == _taught(mixed).figures()
    assert _taught(rows).enough == _taught(mixed).enough


def test_of_the_same_text_said_by_two_it_is_no_matter_who_came_first():
    rows = [("科学普及", "a", source) for source in (0, 0, 0, 0, 1)]
    assert _taught(rows).figures() == _taught(rows[::-1]).figures()


@given(labelled)
def test_a_model_is_read_as_it_is_written(rows):
    model = _taught(rows).model()
    again = read(json.loads(json.dumps(model.as_json(), ensure_ascii=False)))
    assert again == model
    assert again.guesses("科学普及讲座") == model.guesses("科学普及讲座")


@given(labelled, st.integers(1, 4))
def test_no_word_is_kept_that_too_few_have_said(rows, least):
    model = _taught(rows, least_sources=least).model()
    for word in model.words:
        assert len({source for text, _label, source in rows if word in words_of(text)}) >= least


@given(labelled)
def test_figures_never_say_more_than_there_was(rows):
    figures = _taught(rows).figures()
    assert 0 <= figures.first <= figures.among_three <= figures.held <= len(rows)
    assert set(figures.as_json()) == {"held", "first", "among_three"}


def test_what_one_person_says_again_and_again_is_not_learnt():
    made = Corpus(least=1, least_of_class=1, least_sources=3)
    for _time in range(50):
        made.add("住在榆树巷的欧阳问讲座", "lecture", "one")
    for who in range(5):
        made.add("想听讲座", "lecture", who)
    assert set(made.model().words) == {"听讲", "讲座"} | {"想听"}


@pytest.mark.parametrize(
    ("sets", "settings", "enough"),
    [
        (SETS, {}, True),
        (SETS, {"least": 50}, False),
        (SETS, {"least_of_class": 6}, False),
        ({"lecture": LECTURES}, {}, False),
        ({"lecture": LECTURES, "proof": PROOFS[:1]}, {}, False),
    ],
)
def test_too_little_is_told(sets, settings, enough):
    assert corpus(sets, **settings).enough is enough


def test_held_back_texts_are_guessed_by_a_model_of_the_others():
    many = {label: tuple(f"{text}{sign}" for text in texts for sign in "甲乙丙丁") for label, texts in SETS.items()}
    assert corpus(many).figures() == Figures(held=12, first=12, among_three=12)
    assert corpus({}).figures() == Figures(0, 0, 0)


def test_the_most_frequent_words_are_kept():
    assert len(corpus(most_words=4).model().words) == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("科普讲座", ["科普", "普讲", "讲座"]),
        ("我想听讲座", ["想听", "听讲", "讲座"]),
        ("请问13900000101", []),
        ("WiFi 连不上", ["wifi", "连不", "不上"]),
        ("猫", []),
        ("Ａ４纸", []),
    ],
)
def test_the_words_of_a_text(text, words):
    assert [word for word in words_of(text) if word != "问1"] == words


def test_words_that_overlap_are_one():
    assert joined({"会员": 2.0, "员证": 1.0, "证明": 2.0, "补开": 1.0}, "会员证明要补开") == ("会员证明", "补开")
    assert joined({"会员": 2.0}, "没有") == ()


DESCRIBED = (
    Described("lecture", (("专家讲座", 3.0), ("请专家到学校讲一堂课", 2.0)), "zhuanjiajiangzuo zjjz"),
    Described("proof", (("会员证明", 3.0), ("开一份证明", 2.0)), "huiyuanzhengming hyzm"),
    Described("hall", (("报告厅借用", 3.0), ("借用场地", 2.0)), "baogaotingjieyong bgtjy"),
)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("想请专家来讲课", "lecture"),
        ("会员证明怎么开", "proof"),
        ("借一下报告厅", "hall"),
        ("hyzm", "proof"),
        ("BGT", "hall"),
        ("zhuanjia", "lecture"),
    ],
)
def test_the_rule_compares_words_with_what_a_matter_says(text, first):
    best = by_rule(text, DESCRIBED)[0]
    assert best.label == first
    assert best.words


@pytest.mark.parametrize("text", ["", "猫", "xyzq", "天气晴朗", "1", "，，"])
def test_the_rule_says_nothing_where_nothing_fits(text):
    assert by_rule(text, DESCRIBED) == []


@given(st.text(max_size=60))
def test_the_rule_takes_whatever_is_typed(text):
    found = by_rule(text, DESCRIBED)
    assert len(found) <= 3
    assert len({one.label for one in found}) == len(found)
