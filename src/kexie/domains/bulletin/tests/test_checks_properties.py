"""What holds of the checks for every text: no crash, places that lie in it, mends that mend and break nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from kexie.domains.bulletin.rules.checks import (
    CheckedIssue,
    CheckedItem,
    CheckedLine,
    CheckedPicture,
    Grade,
    Part,
    PastText,
    Word,
    check_issue,
    check_item,
    mended,
)
from kexie.domains.bulletin.tests.checking import REGISTERED, item

#: Pieces of which texts are made that look like the office's, with all that can go wrong in them.
PIECES = st.sampled_from(
    [
        *"，。；：、！？,.;:!?…“”‘’\"'（）()《》〈〉 \u3000-—至年月日周二四五三十百千万亿约近的的地",
        *(
            "5月23日",
            "2月30日",
            "2023年",
            "（周四）",
            "星期二",
            "23年5月",
            "2023.5.1",
            "近日",
            "下午15时",
            "昨日",
            "十月",
        ),
        *("市科协", "青溪区科协", "云川市科协", "襄阳市科协", "办公室", "党组书记", "副主席", "秘书长", "一级巡视员"),
        *("顾清和", "林若谷", "林若古", "程望舒", "贺兰", "主持会议", "参加", "等", "以及以及", "XX", "待补充"),
        *(
            "5至10万元",
            "3千人",
            "1，234",
            "1,234",
            "5公里",
            "3千米",
            "12",
            "３４",
            "左右",
            "App",
            "https://a.cn/x,y",
            "甲词",
        ),
    ]
)
MADE = st.lists(PIECES, max_size=25).map("".join)
TEXTS = st.one_of(MADE, st.text(max_size=60))
DAYS = st.one_of(st.none(), st.dates(date(2022, 1, 1), date(2024, 12, 31)))
ITEMS = st.builds(
    CheckedItem,
    key=st.just("one"),
    title=TEXTS,
    paragraphs=st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
    credits=st.sampled_from([(), ("办公室",)]),
    event_on=DAYS,
    pictures=st.sampled_from([(), (CheckedPicture(),), (CheckedPicture(alt="会场", caption="会场"),)]),
)
WORDS = (
    Word(word="甲词", grade=Grade.MUST, instead="乙词"),
    Word(word="乙词", grade=Grade.SHOULD, instead="乙词组"),
    Word(word="主持会", grade=Grade.MUST),
    Word(word="。。", grade=Grade.SHOULD, instead="甲词"),
)
KNOWN = replace(REGISTERED, words=WORDS)


def text_at(checked: CheckedItem, place) -> str:
    return checked.title if place.part is Part.TITLE else checked.paragraphs[place.paragraph]


def musts(findings) -> Counter:
    return Counter((each.code, each.excerpt) for each in findings if each.grade is Grade.MUST)


@given(ITEMS)
@settings(max_examples=150, deadline=None)
def test_places_lie_in_the_text_and_keys_tell_findings_apart(checked):
    findings = check_item(checked, KNOWN)
    for found in findings:
        place = found.place
        if place.start == place.end:
            assert found.excerpt == ""
            assert found.mend is None
        else:
            assert text_at(checked, place)[place.start : place.end] == found.excerpt
        assert found.reason
    assert len({found.key for found in findings}) == len(findings)


@given(ITEMS)
@settings(max_examples=150, deadline=None)
def test_a_mend_makes_its_finding_go_and_brings_nothing_that_must_be_mended(checked):
    before = check_item(checked, KNOWN)
    for found in before:
        if found.mend is None:
            continue
        changed = mended(checked, [found])
        after = check_item(changed, KNOWN)
        same = [each for each in before if (each.code, each.excerpt) == (found.code, found.excerpt)]
        left = [each for each in after if (each.code, each.excerpt) == (found.code, found.excerpt)]
        assert len(left) < len(same)
        assert musts(after) - musts(before) == Counter()


@given(ITEMS)
@settings(max_examples=60, deadline=None)
def test_mending_comes_to_an_end_at_which_nothing_is_left_to_mend(checked):
    for _turn in range(200):
        mendable = [found for found in check_item(checked, KNOWN) if found.mend is not None]
        if not mendable:
            break
        checked = mended(checked, mendable[:1])
    else:
        raise AssertionError(f"still to mend: {mendable[0]}")


@given(ITEMS)
@settings(max_examples=60, deadline=None)
def test_the_same_words_give_the_same_findings(checked):
    assert check_item(checked, KNOWN) == check_item(checked, KNOWN)


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=3), TEXTS)
@settings(max_examples=40, deadline=None)
def test_an_issue_of_any_texts(texts, lines, past):
    issue = CheckedIssue(
        date=date(2023, 5, 26),
        items=tuple(item(text, key=str(number), title=text[:20]) for number, text in enumerate(texts)),
        highlights=tuple(CheckedLine(text=line) for line in lines),
    )
    known = replace(KNOWN, past=(PastText(key="p", source="2023年第16期", title=past[:9], text=past),))
    findings = check_issue(issue, known)
    assert len({found.key for found in findings}) == len(findings)


def test_a_waiver_dies_with_its_words_and_lives_as_long_as_they_do():
    first = item("5月23日，XX区科协召开会议，研究了科普场馆开放时间和志愿者培训安排。")
    (found,) = [each for each in check_item(first, KNOWN) if each.code == "left_open"]
    longer = replace(first, title="另一个题目", paragraphs=("5月24日，市科协开会。", *first.paragraphs))
    assert found.key in {each.key for each in check_item(longer, KNOWN)}
    other = replace(first, paragraphs=(first.paragraphs[0].replace("区科协", "县科协"),))
    assert found.key not in {each.key for each in check_item(other, KNOWN)}
    elsewhere = replace(first, key="two")
    assert found.key not in {each.key for each in check_item(elsewhere, KNOWN)}


def test_many_mends_at_once_leave_each_other_alone():
    wrong = item('5月23日,市科协(办公室)召开"科学课堂"会议,研究了了解情况以及以及安排；；会议结束.')
    findings = check_item(wrong, KNOWN)
    right = mended(wrong, findings)
    assert right.paragraphs == ("5月23日，市科协（办公室）召开“科学课堂”会议，研究了了解情况以及安排；会议结束。",)
