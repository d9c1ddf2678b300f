"""The checks of whole items and of the issue: dates, credits, pictures, length, units, doubled news, highlights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kexie.domains.bulletin.rules.checks import (
    CheckedIssue,
    CheckedLine,
    CheckedPicture,
    Grade,
    Known,
    PastText,
    check_issue,
    check_item,
    mended,
)
from kexie.domains.bulletin.tests.checking import ISSUED, KNOWN, OPENING, item

LONG = OPENING + "座谈会上，六个区科协交流了经验，云川市农学会介绍了下乡服务的做法，大家围绕暑期安排提出了十一条建议。"
OTHER = "5月24日，青溪区科协在柳湾街道办起科学集市，三十二个摊位展示了节水灌溉、家庭用电和急救知识，居民排队体验了心肺复苏。"
UNDATED = (
    "市科协召开座谈会，各区科协和市级学会负责人参加，会议研究了科普场馆开放时间和志愿者培训安排，要求各单位抓好落实"
    "，在暑期开始以前把名单报给办公室。"
)


def codes(*paragraphs, known=KNOWN, **changes):
    return [found.code for found in check_item(item(*paragraphs, **changes), known)]


def test_an_item_that_is_in_order_gives_nothing():
    assert codes(LONG) == []


@pytest.mark.parametrize(
    ("opening", "excerpt"),
    [("近日，", "近日"), ("日前，", "日前"), ("近期，", "近期"), ("前不久，", "前不久"), ("", "")],
)
def test_undated(opening, excerpt):
    (found,) = check_item(item(opening + UNDATED), KNOWN)
    assert (found.code, found.excerpt, found.grade, found.mend) == ("undated", excerpt, Grade.SHOULD, None)


@pytest.mark.parametrize(
    "opening", ["5月23日，近期，", "五月二十三日，近日，", "5月中旬，近日，", "2023-05-23，日前，", "4月，近期，"]
)
def test_dated_though_it_says_lately(opening):
    assert "undated" not in codes(opening + UNDATED)


@pytest.mark.parametrize("opening", ["近日，会议要求7月底前完成。", "近日，会议要求十月前完成。", "近日吃月饼，"])
def test_a_term_is_no_date_of_the_event(opening):
    assert "undated" in codes(opening + UNDATED)


@pytest.mark.parametrize(
    ("on", "until", "told"),
    [
        (date(2023, 5, 22), None, "5月22日"),
        (date(2023, 5, 22), date(2023, 5, 24), "5月22日至24日"),
        (date(2023, 4, 28), date(2023, 5, 3), "4月28日至5月3日"),
    ],
)
def test_undated_is_mended_by_the_day_that_is_recorded(on, until, told):
    undated = item(f"近日，{UNDATED}", event_on=on, event_until=until)
    (found,) = check_item(undated, KNOWN)
    assert found.mend == told
    assert check_item(mended(undated, [found]), KNOWN) == []


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("5月30日，学会开会。", {}, ["event_after_issue"]),
        ("学会将于5月30日开会。", {}, []),
        ("5月30日，学会开会。", {"event_on": date(2023, 5, 23)}, ["event_differs"]),
        ("5月23日，学会开会。", {"event_on": date(2023, 5, 23)}, []),
        ("5月22日报到，5月23日开会。", {"event_on": date(2023, 5, 23)}, []),
        ("5月23日，学会开会。", {"event_on": date(2023, 5, 22), "event_until": date(2023, 5, 24)}, []),
        ("5月23日，学会开会。", {"event_on": date(2023, 5, 27)}, ["event_after_issue", "event_differs"]),
    ],
)
def test_the_day_of_the_event(text, changes, expected):
    found = check_item(item(f"{text}{UNDATED}", **changes), KNOWN)
    assert [each.code for each in found] == expected
    assert [each.grade for each in found if each.place.part == "event"] == [Grade.MUST] * (len(expected) == 2)


@pytest.mark.parametrize(
    ("on", "said", "wrong"),
    [
        (date(2026, 11, 29), "5月23日（周六）", None),  # half a year ago, not half a year ahead
        (date(2026, 11, 29), "5月23日（周一）", "六"),
        (date(2026, 11, 29), "2月20日（周五）", None),
        (date(2026, 11, 29), "1月8日（周五）", None),  # next January
        (date(2023, 1, 6), "4月20日（周四）", None),  # this year's spring
        (date(2024, 11, 29), "2月29日（周四）", None),
    ],
)
def test_a_date_without_year_is_one_that_news_would_mean(on, said, wrong):
    found = check_item(item(f"{said}，{UNDATED}"), Known(date=on))
    assert [each.mend for each in found if each.code == "weekday"] == ([wrong] if wrong else [])
    assert "day_impossible" not in [each.code for each in found]


def test_half_a_year_ago_is_not_after_the_issue():
    assert "event_after_issue" not in codes(f"5月23日，{UNDATED}", known=Known(date=date(2026, 11, 29)))


def test_a_date_without_year_is_the_nearest_to_the_issue():
    january = Known(date=date(2023, 1, 6))
    assert codes(f"12月30日（周五），{UNDATED}", known=january) == []
    assert codes(f"12月30日（周六），{UNDATED}", known=january) == ["weekday"]


@pytest.mark.parametrize("units", [(), ("",), (" ",)])
def test_missing_credit(units):
    (found,) = check_item(item(LONG, credits=units), KNOWN)
    assert (found.code, found.grade, found.place.part) == ("no_credit", Grade.MUST, "credits")


def test_pictures_need_caption_and_alternative():
    pictures = (
        CheckedPicture(alt="会场", caption="座谈会现场"),
        CheckedPicture(caption="参观"),
        CheckedPicture(alt="合影", caption=" "),
    )
    found = check_item(item(LONG, pictures=pictures), KNOWN)
    assert [(each.code, each.grade, each.place.paragraph) for each in found] == [
        ("no_alt", Grade.SHOULD, 1),
        ("no_caption", Grade.MUST, 2),
    ]
    assert len({each.key for each in found}) == 2


@pytest.mark.parametrize(
    ("paragraphs", "title", "expected"),
    [
        (("5月23日，会议召开。",), "标题", ["length"]),
        ((LONG * 20,), "标题", ["length"]),
        ((LONG,), "题" * 41, ["length"]),
        ((LONG,), "题" * 40, []),
    ],
)
def test_length(paragraphs, title, expected):
    found = check_item(item(*paragraphs, title=title), KNOWN)
    assert [each.code for each in found if each.code == "length"] == expected


@pytest.mark.parametrize(
    ("texts", "excerpts"),
    [
        (["全长5公里。", "另一段3千米。", "还有2千米。"], ["千米", "千米"]),
        (["全长5千米，另一段3千米。"], []),
        (["重3公斤，又重2千克。"], ["千克"]),
        (["共1,234人，又有56789人。"], ["1,234"]),
        (["共1,234人，又有567人，2023年。"], []),
        (["公里数和千米跑。"], []),
    ],
)
def test_one_unit_within_an_item(texts, excerpts):
    findings = check_item(item(LONG, *texts), KNOWN)
    found = [each for each in findings if each.code == "unit_varies"]
    assert [each.excerpt for each in found] == excerpts
    again = check_item(mended(item(LONG, *texts), found), KNOWN)
    assert [each for each in again if each.code == "unit_varies"] == []


def like(text: str, share: float) -> str:
    """``text`` with the end of it replaced by another story."""
    keep = int(len(text) * share)
    return text[:keep] + OTHER[: len(text) - keep]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(1.0, [Grade.MUST]), (0.8, [Grade.MUST]), (0.5, [Grade.SHOULD]), (0.2, []), (0.0, [])],
)
def test_doubled_within_the_issue(share, expected):
    other = item(like(LONG, share), key="two", title="另一条信息的题目")
    findings = check_issue(CheckedIssue(date=ISSUED, items=(item(LONG), other)), KNOWN)
    doubled = [each for each in findings if each.code == "doubled"]
    assert [each.grade for each in doubled] == expected
    assert all(each.place.item == "two" and "市科协召开座谈会" in each.reason for each in doubled)


def past(*texts: str, key: str = "old") -> tuple[PastText, ...]:
    return tuple(
        PastText(key=f"{key}{number}", source="2023年第16期", title=f"旧闻{number}", text=text)
        for number, text in enumerate(texts)
    )


def test_near_duplicate_names_the_closest_of_the_past():
    known = replace(KNOWN, past=past(OTHER, like(LONG, 0.6), LONG))
    (found,) = check_item(item(LONG), known)
    assert (found.code, found.grade) == ("near_duplicate", Grade.SHOULD)
    assert "2023年第16期" in found.reason
    assert "旧闻2" in found.reason


@pytest.mark.parametrize("text", [OTHER, "5月23日，会议召开。", ""])
def test_other_news_is_no_duplicate(text):
    assert "near_duplicate" not in codes(LONG, known=replace(KNOWN, past=past(text)))


def test_an_item_is_no_duplicate_of_itself():
    known = replace(KNOWN, past=(PastText(key="one", source="来稿", title="同一条", text=LONG),))
    assert codes(LONG, known=known) == []


def test_short_texts_are_not_compared():
    known = replace(KNOWN, past=past("市科协开会。"))
    assert "near_duplicate" not in codes("市科协开会。", known=known)


def test_highlights():
    lines = (
        CheckedLine(text="市科协召开座谈会", item="one"),
        CheckedLine(text="说的是别的事,不知所云"),
        CheckedLine(text="座谈会召开", item="one"),
    )
    findings = check_issue(CheckedIssue(date=ISSUED, items=(item(LONG),), highlights=lines), KNOWN)
    assert [(each.code, each.place.paragraph, each.place.item) for each in findings] == [
        ("half_width", 1, ""),
        ("highlight_of_nothing", 1, ""),
        ("highlight_twice", 2, ""),
    ]
    assert findings[0].mend == "，"
