"""Rules of questions and answers: the life cycle, texts, personal data, what fits a question."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.domains.steward.rules.knowledge.life_cycle import (
    MOST_DAYS,
    AnswerState,
    AnswerVerb,
    is_sound_end,
    step_for,
    usual_end,
    verbs,
)
from kexie.domains.steward.rules.knowledge.matching import fitting, known
from kexie.domains.steward.rules.knowledge.texts import (
    Block,
    Wording,
    blocks,
    personal_in,
    tidied,
    without_personal,
)

S, V = AnswerState, AnswerVerb
WAYS = {
    (S.DRAFT, V.SAVE): S.DRAFT,
    (S.DRAFT, V.SUBMIT): S.REVIEWING,
    (S.DRAFT, V.DISCARD): None,
    (S.REVIEWING, V.APPROVE): S.PUBLISHED,
    (S.REVIEWING, V.RETURN): S.DRAFT,
    (S.PUBLISHED, V.RENEW): S.PUBLISHED,
    (S.PUBLISHED, V.TAKE_DOWN): S.DOWN,
    (S.PUBLISHED, V.REVISE): S.PUBLISHED,
    (S.DOWN, V.REVISE): S.DOWN,
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("verb", V)
def test_the_table_is_the_whole_life_cycle(state, verb):
    step = step_for(state, verb)
    assert (state, verb) in WAYS if step else (state, verb) not in WAYS
    if step:
        assert step.next_state == WAYS[state, verb]


def test_what_was_replaced_stays_as_it_was():
    assert verbs(S.REPLACED) == ()


def test_only_a_reviewer_makes_anything_public():
    public = [step_for(*way) for way, after in WAYS.items() if after == S.PUBLISHED and way[1] != V.REVISE]
    assert {step.ability for step in public if step} == {"steward.review_answers"}


@pytest.mark.parametrize(
    ("days", "sound"), [(-1, False), (0, True), (1, True), (MOST_DAYS, True), (MOST_DAYS + 1, False)]
)
def test_an_answer_is_public_until_today_at_least_and_three_years_at_most(days, sound):
    today = date(2026, 11, 30)
    assert is_sound_end(today + timedelta(days=days), today) is sound
    assert is_sound_end(usual_end(today), today)


def test_paragraphs_and_lists():
    text = "先准备材料。\n\n- 身份证明\n- 申请表\n\n1. 登录\n2、提交\n到窗口也可以。"
    assert blocks(text) == [
        Block("p", ("先准备材料。",)),
        Block("ul", ("身份证明", "申请表")),
        Block("ol", ("登录", "提交")),
        Block("p", ("到窗口也可以。",)),
    ]
    assert blocks("") == []
    assert blocks("2026年报名") == [Block("p", ("2026年报名",))]
    assert blocks("3.5万元以内") == [Block("p", ("3.5万元以内",))]


@given(st.text(alphabet="甲乙 -1.、\n\t<>", max_size=60))
def test_no_word_of_a_text_is_lost_or_doubled(text):
    said = tidied(Wording("问", "", text)).text
    shown = "".join(line for block in blocks(said) for line in block.lines)
    for sign in "甲乙<>":
        assert shown.count(sign) == said.count(sign)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_tidying_twice_changes_nothing(question, wordings, text):
    once = tidied(Wording(question, wordings, text))
    assert tidied(once) == once
    assert "\n\n\n" not in once.text


def test_other_wordings_say_each_thing_once():
    said = tidied(Wording(" 怎么  报名 ", "怎么 报名\n哪里报名\n\n哪里报名 ", "答"))
    assert said == Wording("怎么 报名", "哪里报名", "答")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("请致电13812345678", ["mobile"]),
        ("请致电 138-1234-5678。", ["mobile"]),
        ("请致电１３８１２３４５６７８", ["mobile"]),
        ("身份证11010519491231002X", ["identity"]),
        ("卡号6222020200001234567", ["card"]),
        ("写信到lin@yunchuan.example", ["mail"]),
        ("找林知遥办理", ["name"]),
        ("找林 知遥办理", ["name"]),
        ("找林知遥，电话13812345678", ["mobile", "name"]),
        ("办公电话010-85850000", []),
        ("2026年11月30日前，共12000元", []),
        ("文号云科协发〔2026〕12号", []),
    ],
)
def test_personal_data_is_found(text, kinds):
    assert sorted(one.kind for one in personal_in(Wording("问", "", text), ["林知遥"])) == sorted(kinds)


def test_it_is_looked_for_in_question_and_wordings_too():
    assert personal_in(Wording("13812345678是谁的", "", ""))
    assert personal_in(Wording("问", "13812345678", ""))


@given(st.text(alphabet="电话是1358012 -林知遥@.a", max_size=60))
def test_where_a_draft_begins_nothing_personal_is_left(text):
    bare = without_personal(text, ["林知遥"])
    assert not [
        one for one in personal_in(Wording("", "", bare), ["林知遥"]) if one.kind == "mobile" and one.text in bare
    ]


ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
ALL = [
    known(ONE, ["怎样报名参加青少年科技创新大赛？", "孩子想参加创新大赛"], "zenyang zybm", "由学校统一报名。"),
    known(TWO, ["讲座一般要提前多久申请？"], "jiangzuo jzybytqdjsq", "至少提前十五个工作日。"),
    known(THREE, ["怎样申请专家进校园讲座？"], "zenyangshenqing zysqzjjxyjz", "登录后填写申请表。"),
]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("创新大赛", ONE),
        ("我家孩子想参加科技创新大赛，请问怎么报名？", ONE),
        ("讲座要提前多久", TWO),
        ("我们学校想请专家来校园做讲座", THREE),
        ("jiangzuo", TWO),
        ("zysqzj", THREE),
        ("十五个工作日", TWO),
    ],
)
def test_what_is_asked_in_own_words_finds_its_answer(asked, first):
    assert fitting(asked, ALL, 3)[:1] == [first]


@pytest.mark.parametrize("asked", ["", "？？", "的", "请问怎么办", "今天天气怎么样", "量子通信", "!!!", "a"])
def test_what_nothing_fits_finds_nothing(asked):
    assert fitting(asked, ALL, 3) == []


def test_no_more_than_asked_for():
    assert len(fitting("讲座", ALL, 1)) == 1
    assert set(fitting("讲座", ALL, 5)) == {TWO, THREE}


@given(st.text(max_size=300))
def test_anything_may_be_asked(asked):
    found = fitting(asked, ALL, 2)
    assert len(found) <= 2
    assert len(set(found)) == len(found)
