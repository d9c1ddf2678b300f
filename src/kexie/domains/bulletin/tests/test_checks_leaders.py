"""Names, titles and order of leaders beside the register of posts as it was on the day of the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kexie.domains.bulletin.rules.checks import Grade, check_item, mended, names_in, units_in
from kexie.domains.bulletin.rules.checks.titles import likely_name, mentions
from kexie.domains.bulletin.tests.checking import (
    CITY,
    FARMERS,
    KNOWN,
    OFFICE,
    OPENING,
    QINGXI,
    REGISTER,
    REGISTERED,
    UNITS,
    bearing,
    item,
)

RIGHT = [
    "市科协党组书记、常务副主席顾清和主持会议，副主席林若谷参加。",
    "云川市科协党组成员、副主席林若谷，秘书长贺兰出席会议。",
    "云川市科学技术协会书记顾清和讲话。",
    "市科协党组成员、副主席林若谷、程望舒参加会议。",
    "会议由市科协副主席程望舒主持，市科协一级巡视员陆承安讲话。",
    "青溪区科协主席苏明远、副主席梁赟参加座谈。",
    "在青溪区，区科协主席苏明远介绍情况。",
    "市科协办公室主任周明远、副主任温若水参加。",
    "顾清和书记指出，林若谷副主席要求，温若水副主任介绍了情况。",
    "云川市农学会第七届理事会理事长江一帆致辞。",
    "2023年3月20日，市科协副主席叶承泽参加会议。",
    # Of other cities, other houses and enterprises the register knows nothing.
    "襄阳市科协党组书记顾清和、副主席张三参加会议。",
    "市文联党组书记、常务副主席林若谷出席。",
    "云川大学副校长顾清和、云重集团董事长贺兰出席。",
    "丰台区科协办公室主任李四参加会议。",
    # What follows a title need not be a name.
    "市科协主席办公会议研究了秘书长联席会议的安排，副主席带队调研，主席台上坐着代表。",
    "局级领导、各部门负责人和区科协主席参加会议。",
    "科普部部长和各区科协秘书长与会，党组书记在会上讲话。",
    # Who does something else may be named in another order.
    "市科协副主席林若谷签约，党组书记、常务副主席顾清和出席并讲话。",
    "青溪区科协副主席梁赟主持会议，主席苏明远讲话。",
]

#: code, text, excerpt, mend, grade
WRONG = [
    ("leader_name", "市科协副主席林若古参加会议。", "林若古", "林若谷", Grade.MUST),
    ("leader_name", "市科协党组书记、常务副主席顾青和讲话。", "顾青和", "顾清和", Grade.MUST),
    ("leader_name", "会议由副主席程忘舒主持。", "程忘舒", "程望舒", Grade.SHOULD),
    ("leader_name", "市科协秘书长张三丰参加会议。", "张三丰", None, Grade.SHOULD),
    ("leader_name", "市科协秘书长王五，参加会议。", "王五", None, Grade.SHOULD),
    ("leader_title", "市科协副主席顾清和讲话。", "副主席", "常务副主席", Grade.MUST),
    ("leader_title", "市科协党组书记、主席顾清和讲话。", "党组书记、主席", "党组书记、常务副主席", Grade.MUST),
    ("leader_title", "市科协二级巡视员陆承安致辞。", "二级巡视员", "一级巡视员", Grade.MUST),
    ("leader_title", "青溪区科协主席梁赟介绍情况。", "主席", "副主席", Grade.MUST),
    ("leader_title", "秘书长林若谷参加会议。", "秘书长", "党组成员、副主席", Grade.SHOULD),
    ("leader_title", "温若水主任介绍了情况。", "主任", "副主任", Grade.SHOULD),
    ("leader_title", "市科协副主席程望舒、贺兰参加会议。", "贺兰", None, Grade.MUST),
    ("leader_term", "市科协副主席叶承泽参加会议。", "副主席", None, Grade.MUST),
    ("leader_unit", "青溪区科协副主席程望舒介绍情况。", "副主席", None, Grade.SHOULD),
    ("leader_order", "市科协副主席程望舒、林若谷参加。", "程望舒、林若谷", "林若谷、程望舒", Grade.MUST),
    ("leader_order", "市科协副主席林若谷，党组书记、常务副主席顾清和出席。", "顾清和", None, Grade.MUST),
    ("leader_order", "青溪区科协副主席梁赟、主席苏明远参加座谈。", "苏明远", None, Grade.MUST),
]


def leaders(text: str, known=REGISTERED, **changes):
    findings = check_item(item(OPENING, text, **changes), known)
    return [found for found in findings if found.code.startswith("leader")]


@pytest.mark.parametrize("text", RIGHT)
def test_what_agrees_with_the_register_is_left_alone(text):
    changes = {"event_on": date(2023, 3, 20)} if text.startswith("2023年3月") else {}
    assert [(found.code, found.excerpt) for found in leaders(text, **changes)] == []


@pytest.mark.parametrize(("code", "text", "excerpt", "mend", "grade"), WRONG)
def test_what_differs_is_found_with_its_mend(code, text, excerpt, mend, grade):
    (found,) = leaders(text)
    assert (found.code, found.excerpt, found.mend, found.grade) == (code, excerpt, mend, grade)


@pytest.mark.parametrize("text", [row[1] for row in WRONG if row[3]])
def test_the_mend_agrees_with_the_register(text):
    (found,) = leaders(text)
    right = mended(item(OPENING, text), [found])
    assert [each for each in check_item(right, REGISTERED) if each.code.startswith("leader")] == []


def test_the_day_of_the_event_counts_not_that_of_the_issue():
    text = "市科协副主席叶承泽参加会议。"
    assert leaders(text, event_on=date(2023, 3, 31)) == []
    (found,) = leaders(text, event_on=date(2023, 4, 1))
    assert found.code == "leader_term"
    assert "2023-03-31" in found.reason


def test_without_a_recorded_day_the_first_date_of_the_text_counts():
    text = "2023年3月1日，市科协副主席叶承泽参加会议，研究了科普场馆开放时间。"
    findings = check_item(item(text), REGISTERED)
    assert not [found for found in findings if found.code.startswith("leader")]


def test_without_a_register_nothing_differs():
    assert leaders("市科协副主席林若古参加会议。", known=KNOWN) == []


def test_two_persons_of_one_name_are_both_believed():
    both = (*REGISTER, bearing("林若谷", QINGXI, "秘书长", 30, person="another"))
    known = replace(REGISTERED, bearings=both)
    assert leaders("青溪区科协秘书长林若谷参加。", known=known) == []
    (found,) = leaders("市科协秘书长林若谷参加。", known=known)
    assert found.grade is Grade.SHOULD


def test_equal_precedence_is_only_pointed_out():
    rows = (bearing("林若谷", CITY, "副主席", 20), bearing("程望舒", CITY, "副主席", 20, place=1021))
    (found,) = leaders("市科协副主席程望舒、林若谷参加。", known=replace(REGISTERED, bearings=rows))
    assert (found.code, found.grade) == ("leader_order", Grade.SHOULD)


@pytest.mark.parametrize(
    ("after", "name"),
    [
        ("林若谷带队到青溪", "林若谷"),
        ("沈一主持召开会议", "沈一"),
        ("沈一诺", "沈一诺"),
        ("沈一", "沈一"),
        ("程砚秋水致辞", "程砚秋水"),
        ("台上就座", ""),
        ("会议通过", ""),
    ],
)
def test_where_a_name_ends(after, name):
    assert likely_name(after) == name


def test_what_the_register_is_asked_for():
    text = "市科协党组书记、常务副主席顾清和主持，云川市农学会理事长江一帆、苏明远参加。"
    text += "市科协办公室主任周明远，襄阳市科协副主席李四。"
    assert {"顾清和", "江一帆", "苏明远", "周明远", "李四"} <= names_in([text])
    assert units_in([text], UNITS) == {CITY, FARMERS, OFFICE}


def test_titles_with_brackets_and_of_two_units():
    (mention,) = mentions("云川市农学会秘书长、云川大学科技处副处长（主持工作）路平主持会议")
    assert [(piece.before, piece.title) for piece in mention.pieces] == [
        ("云川市农学会", "秘书长"),
        ("云川大学科技处", "副处长"),
    ]
    assert "路平" in mention.spellings
