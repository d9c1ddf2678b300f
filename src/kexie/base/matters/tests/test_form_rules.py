"""Rules of forms: what is read, what is wrong, what is asked."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.matters.rules.forms import FormsUnreadable, as_json, read_forms
from kexie.base.matters.rules.forms.checking import wrong_forms
from kexie.base.matters.rules.forms.showing import for_browser, is_asked
from kexie.base.matters.tests.asked import APPLICATION
from kexie.base.standards.queries.shipped import standard

ELEMENTS = standard().elements
DECIDE = {
    "key": "decide",
    "title": "审批意见",
    "groups": [{"key": "g", "fields": [{"key": "decision", "label": "决定", "choices": [["agree", "同意"]]}]}],
}


def changed(path: str, value: object, forms: tuple = (APPLICATION, DECIDE)) -> list:
    """The forms with one thing changed: ``0.groups.1.fields.0.key``."""
    made = copy.deepcopy(list(forms))
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    here = made
    for step in way:
        here = here[step]
    if isinstance(here, dict):
        here[last] = value
    else:
        here[last : last + 1] = value
    return made


def test_a_good_form_has_no_problem_and_comes_back_as_it_was():
    forms = read_forms([APPLICATION, DECIDE])
    assert wrong_forms(forms, ELEMENTS) == []
    assert read_forms(as_json(forms)) == forms
    assert forms[0].keys >= {"topic", "helpers", "person_name"}
    assert "hint" not in forms[0].keys


@pytest.mark.parametrize(
    ("path", "value", "key", "words"),
    [
        ("0.groups.1.fields.0.element", "no_such_thing", "topic", "没有“no_such_thing”"),
        ("0.groups.1.fields.1.key", "topic", "topic", "用了两次"),
        ("0.groups.2.key", "topic", "topic", "用了两次"),
        ("0.groups.1.key", "who", "who", "用了两次"),
        ("1.key", "application", "application", "两张表单"),
        ("0.groups.1.fields.0.key", "Topic 1", "Topic 1", "小写字母"),
        ("0.groups.1.fields.0.key", "and", "and", "小写字母"),
        ("0.groups.1.fields.4.show_when", "is_free = False", "price", "两个等号"),
        ("0.groups.1.fields.4.show_when", "kind == 'hall'", "price", "前面没有这个字段"),
        ("0.groups.1.fields.4.show_when", "price == 1", "price", "前面没有这个字段"),
        ("0.groups.1.fields.4.show_when", "helper_name == 'x'", "price", "前面没有这个字段"),
        ("0.papers.1.show_when", "nothing == 1", "permit", "前面没有这个字段"),
        ("0.groups.2.repeat", {"min": 4, "max": 3}, "helpers", "最少不能多于最多"),
        ("0.groups.2.repeat", {"min": -1, "max": 3}, "helpers", "最少不能多于最多"),
        ("0.groups.2.repeat", {"min": 0, "max": 51}, "helpers", "最少不能多于最多"),
        ("0.groups.0.fields.0.known", "unit.name", "person_name", "不能用这项平台已有信息"),
        ("0.groups.2.fields.0.known", "applicant.name", "helper_name", "重复填写的分组"),
        ("0.groups.1.fields.5.choices", [["a", "甲"], ["a", "乙"]], "kind", "不同的代码"),
        ("0.groups.1.fields.5.label", "", "kind", "还没有名称"),
        ("0.groups.1.fields.0.many", True, "topic", "不能选择多项"),
        ("0.groups.1.fields.7.choose", "person", "partner", "只能用来选择单位"),
        ("0.groups.1.fields.0.choose", "organisation", "topic", "选定一个数据元"),
        ("0.groups.1.title", "", "lecture", "还没有名称"),
        ("0.title", "", "application", "还没有名称"),
        ("0.groups.1.help", "长" * 301, "lecture", "太长"),
        ("0.papers.0.kinds", ["exe"], "plan", "选择可用的格式"),
        ("0.papers.0.most", 11, "plan", "份数"),
        ("0.papers.1.key", "plan", "plan", "两项材料"),
        ("0.papers.0.name", "", "plan", "还没有名称"),
        ("0.groups.1.fields", [{"key": f"k{n}", "element": "date"} for n in range(101)], "", "最多100个字段"),
        ("0.papers", [{"key": f"k{n}", "name": "甲"} for n in range(21)], "", "最多20项材料"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(path, value, key, words):
    found = wrong_forms(read_forms(changed(path, value)), ELEMENTS)
    assert any(problem.key == key and words in problem.message for problem in found), found


def test_an_earlier_step_may_be_asked_for():
    forms = read_forms(changed("1.groups.0.fields.0.show_when", "participants_count > 100"))
    assert wrong_forms(forms, ELEMENTS) == []


def test_an_empty_form_is_advice():
    (problem,) = wrong_forms(read_forms([{"key": "accept", "title": "受理意见", "groups": []}]), ELEMENTS)
    assert problem.kind == "advice"


@pytest.mark.parametrize(
    "kept",
    [
        {},
        "x",
        [1],
        [{"key": 1}],
        [{"key": "a", "groups": {"g": 1}}],
        [{"key": "a", "groups": [{"key": "g", "repeat": 3}]}],
        [{"key": "a", "groups": [{"key": "g", "repeat": {"min": "1"}}]}],
        [{"key": "a", "groups": [{"key": "g", "fields": ["x"]}]}],
        [{"key": "a", "groups": [{"key": "g", "fields": [{"choices": ["a"]}]}]}],
        [{"key": "a", "papers": [{"key": "p", "most": True}]}],
    ],
)
def test_what_is_no_list_of_forms_is_refused_in_a_sentence(kept):
    with pytest.raises(FormsUnreadable) as refused:
        read_forms(kept)
    assert str(refused.value).endswith("。")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["key", "groups", "fields", "element", "repeat", "papers", "choices", "show_when", "known"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JUNK)
def test_whatever_stands_there_is_read_or_refused(kept):
    try:
        forms = read_forms(kept)
    except FormsUnreadable:
        return
    assert read_forms(as_json(forms)) == forms
    wrong_forms(forms, ELEMENTS)


@given(st.none() | st.integers(0, 500), st.sampled_from([None, "hall", "class"]))
def test_a_condition_holds_for_what_was_answered(count, kind):
    (form, _decide) = read_forms([APPLICATION, DECIDE])
    field = next(one for one in form.fields if one.key == "seats_word")
    answers = {"participants_count": count, "kind": kind}
    assert is_asked(field, answers) == (kind == "hall" and count is not None and count > 200)


def test_what_was_said_before_stands_in_the_browsers_condition_as_a_value():
    (form,) = read_forms([APPLICATION])
    field = next(one for one in form.fields if one.key == "seats_word")
    assert for_browser(field, {"participants_count": 300}, {"kind"}) == [
        "and",
        ["==", ["name", "kind"], ["value", "hall"]],
        [">", ["value", 300], ["value", 200]],
    ]
    assert for_browser(field, {}, {"other"}) is None
