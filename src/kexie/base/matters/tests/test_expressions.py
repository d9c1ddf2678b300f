"""The language of conditions: what it means, what it refuses, what it says in words."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.matters.rules.expressions import DEEPEST, LONGEST, BadExpression, parse

ANSWERS = {
    "decision": "agree",
    "amount": 1200,
    "price": Decimal("9.50"),
    "urgent": False,
    "units": ["U1", "U2"],
    "day": "2027-02-06",
    "note": "",
    "nothing": None,
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("decision == 'agree'", True),
        ('decision == "refuse"', False),
        ("decision != 'refuse'", True),
        ("missing != 'refuse'", True),
        ("missing == 'refuse'", False),
        ("missing == missing", False),
        ("amount > 1000 and amount <= 1200", True),
        ("amount > '1000'", False),
        ("amount == '1200'", False),
        ("missing < 5", False),
        ("missing >= 5", False),
        ("price < 10", True),
        ("price >= 9.5", True),
        ("amount > -5", True),
        ("urgent == False", True),
        ("urgent == 0", False),
        ("urgent < 1", False),
        ("'U1' in units", True),
        ("'U3' not in units", True),
        ("decision in ['agree', 'partly']", True),
        ("amount in [1, 1200]", True),
        ("True in [1]", False),
        ("'gre' in decision", True),
        ("5 in amount", False),
        ("missing in units", False),
        ("units == ['U1', 'U2']", True),
        ("units == ['U2', 'U1']", False),
        ("day >= '2027-01-01'", True),
        ("decision", True),
        ("not note", True),
        ("not nothing and not missing", True),
        ("urgent or amount > 1", True),
        ("not (urgent or amount > 1)", False),
        ("True", True),
        ("[]", False),
    ],
)
def test_what_holds(text, holds):
    assert parse(text).value(ANSWERS) is holds


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "空的"),
        ("   ", "空的"),
        ("len(units)", "函数"),
        ("__import__('os')", "函数"),
        ("units.count", "“.”"),
        ("units[0] == 'U1'", "“.”"),
        ("amount + 1 > 2", "计算"),
        ("1 < amount < 5", "and"),
        ("decision is None", "is"),
        ("decision == None", "not"),
        ("(a == b) == c", "括号"),
        ("decision = 'agree'", "两个等号"),
        ("decision == “agree”", "全角"),
        ("decision ＝＝ 'agree'", "全角"),
        ("lambda: 1", "删去"),
        ("{1}", "删去"),
        ("f'{a}'", "删去"),
        ("b'x' == a", "删去"),
        ("a == 1j", "删去"),
        ("a == 1e999", "太大"),
        ("a == [[1]]", "删去"),
        ("a if b else c", "删去"),
        ("(a := 1)", "删去"),
        ("a == '\\x41'", "反斜杠"),
        ("a ==", "读不懂"),
        ("${approved}", "读不懂"),
        ("a\x00", "读不懂"),
        ("a" * (LONGEST + 1), "太长"),
        ("(" * 240 + "a" + ")" * 240, "读不懂"),
        ("not " * (DEEPEST + 1) + "a", "太深"),
    ],
)
def test_what_is_refused_says_how_to_mend_it(text, word):
    with pytest.raises(BadExpression, match=word):
        parse(text)


def test_it_goes_to_the_browser_as_lists():
    shown = parse("decision == 'agree' and not (amount > -1 or unit in ['a', b])").as_json()
    assert json.loads(json.dumps(shown)) == [
        "and",
        ["==", ["name", "decision"], ["value", "agree"]],
        [
            "not",
            [
                "or",
                [">", ["name", "amount"], ["value", -1]],
                ["in", ["name", "unit"], ["list", ["value", "a"], ["name", "b"]]],
            ],
        ],
    ]


def test_its_names():
    assert parse("a == 'b' and c in [d, 'e'] or not f").names == {"a", "c", "d", "f"}


LABELS = {"decision": "决定", "amount": "金额", "kind": "类型", "urgent": "加急"}
VALUES = {"decision": {"agree": "同意"}, "kind": {"1": "讲座", "2": "展览"}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("decision == 'agree' and amount > 1000", "决定 等于 同意，并且 金额 大于 1000"),
        (
            "amount <= 5 or (urgent and decision != 'agree')",
            "金额 不大于 5，或者 （加急 已填或为是，并且 决定 不等于 同意）",
        ),
        ("kind in ['1', '2', '3']", "类型 属于 讲座、展览、3"),
        ("not urgent", "加急 未填或为否"),
        ("not (amount >= 5)", "不满足（金额 不小于 5）"),
        ("urgent == True", "加急 等于 是"),
        ("other not in []", "other 不属于 空列表"),
    ],
)
def test_it_in_words(text, words):
    assert parse(text).words(LABELS, VALUES) == words


NAMES = st.sampled_from(["a", "b", "decision", "金额"])
CONSTANTS = st.one_of(
    st.integers(-999, 999).map(str), st.sampled_from(["True", "False", "'x'", "'文字'", "0.5"]), NAMES
)
LISTS = st.lists(CONSTANTS, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
COMPARED = st.tuples(CONSTANTS | LISTS, SIGNS, CONSTANTS | LISTS).map(" ".join)
CONDITIONS = st.recursive(
    COMPARED | NAMES,
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda part: f"({part[0]}) {part[1]} ({part[2]})"),
    ),
    max_leaves=6,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


@given(CONDITIONS, st.dictionaries(NAMES, JSON | st.decimals(allow_nan=True)))
def test_every_condition_has_a_truth_for_all_answers(text, answers):
    read = parse(text)
    assert read.value(answers) in (True, False)
    assert parse(f"not ({text})").value(answers) is not read.value(answers)
    assert read.words()
    json.dumps(read.as_json(), allow_nan=False)


@given(st.text(max_size=60) | st.text(alphabet="ab='\"()[]<>!notandi 019.,:_", max_size=60))
def test_every_text_is_a_condition_or_refused(text):
    assert outcome(text) in (True, False)


def outcome(text):
    try:
        read = parse(text)
    except BadExpression as refused:
        return str(refused).endswith("。")
    return read.value({})
