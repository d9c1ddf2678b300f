"""The checks of one text: what each finds, what it leaves alone, and what it offers as the mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kexie.domains.bulletin.rules import checks
from kexie.domains.bulletin.rules.checks import Grade, Known, Word, check_item
from kexie.domains.bulletin.rules.checks.labels import LABELS
from kexie.domains.bulletin.tests.checking import ISSUED, KNOWN, OPENING, found_by, item, mended_text

CHECKS = Path(checks.__file__).parent

#: code, a text with one such mistake, the text as it is mended (None: only a person can)
WRONG = [
    ("weekday", "会议定于5月25日（周五）召开。", "会议定于5月25日（周四）召开。"),
    ("weekday", "2022年5月25日星期四，学会开会。", "2022年5月25日星期三，学会开会。"),
    ("weekday", "5月20日至21日（周六），学会开会。", "5月20日至21日（周日），学会开会。"),
    ("day_impossible", "4月31日，学会开会。", None),
    ("day_impossible", "2023年2月29日，学会开会。", None),
    ("day_impossible", "13月5日，学会开会。", None),
    ("day_impossible", "2023-02-30，学会开会。", None),
    ("date_style", "学会于2023.5.20开会。", "学会于2023年5月20日开会。"),
    ("date_style", "学会于2023-05-20开会。", "学会于2023年5月20日开会。"),
    ("date_style", "五月二十日，学会开会。", "5月20日，学会开会。"),
    ("date_style", "二〇二三年五月二十日，学会开会。", "2023年5月20日，学会开会。"),
    ("date_style", "二〇二三年5月20日，学会开会。", "2023年5月20日，学会开会。"),
    ("date_style", "5月20号，学会开会。", "5月20日，学会开会。"),
    ("date_style", "学会自22年3月起办班。", "学会自2022年3月起办班。"),
    ("hour", "会议下午15时开始。", "会议15时开始。"),
    ("hour", "会议上午14时开始。", None),
    ("day_relative", "昨日，学会开会。", None),
    ("half_width", "会议指出,要抓好落实。", "会议指出，要抓好落实。"),
    ("half_width", "会议指出：“要抓好落实”;要求月底前完成。", "会议指出：“要抓好落实”；要求月底前完成。"),
    ("half_width", "培训共6课时,参加者32人。", "培训共6课时，参加者32人。"),
    ("half_width", "使用App:学会已经开通。", "使用App：学会已经开通。"),
    ("half_width", "学会开会.会议开得很好。", "学会开会。会议开得很好。"),
    ("half_width", "市科协(办公室)通知。", "市科协（办公室）通知。"),
    ("full_width", "共有１２人参加。", "共有12人参加。"),
    ("full_width", "使用ＡＰＰ报名。", "使用APP报名。"),
    ("ellipsis", "有天文、地质...等学会参加。", "有天文、地质……等学会参加。"),
    ("doubled_mark", "会议指出，，要抓好落实。", "会议指出，要抓好落实。"),
    ("doubled_mark", "会议结束。。", "会议结束。"),
    ("doubled_mark", "会议结束，。随后参观。", "会议结束。随后参观。"),
    ("doubled_mark", "会议指出、，要抓好落实。", None),
    ("and_so_on", "天文、地质、等学会参加。", "天文、地质等学会参加。"),
    ("blank", "市科协 办公室通知。", "市科协办公室通知。"),
    ("blank", "共有 12 人参加。", "共有12 人参加。"),
    ("empty_pair", "会议印发“”一份。", "会议印发一份。"),
    ("pause_between", "办好“科学课堂”、“科学集市”。", "办好“科学课堂”“科学集市”。"),
    ("pause_between", "学习《条例》、《办法》。", "学习《条例》《办法》。"),
    ("straight_quotes", '办好"科学课堂"。', "办好“科学课堂”。"),
    ("straight_quotes", "办好'科学课堂'。", "办好“科学课堂”。"),
    ("mixed_pair", "市科协（办公室)通知。", "市科协（办公室）通知。"),
    ("mixed_pair", "市科协(办公室）通知。", "市科协（办公室）通知。"),
    ("mixed_pair", '办好“科学课堂"活动。', "办好“科学课堂”活动。"),
    ("mixed_pair", '办好"科学课堂”活动。', "办好“科学课堂”活动。"),
    ("reversed_quotes", "办好”科学课堂“活动。", "办好“科学课堂”活动。"),
    ("nested_quotes", "他说：“办好“科学课堂”活动。”", "他说：“办好‘科学课堂’活动。”"),
    ("unbalanced", "办好“科学课堂活动。", None),
    ("unbalanced", "办好科学课堂）活动。", None),
    ("unbalanced", "学习《条例，办好活动。", None),
    ("range_mixed", "每组3至五人。", "每组3至5人。"),
    ("range_mixed", "每组三至5人。", "每组3至5人。"),
    ("range_unit", "资助5至10万元。", "资助5万至10万元。"),
    ("range_unit", "比例为15-30%。", "比例为15%-30%。"),
    ("number_style", "参加者3千人。", "参加者3000人。"),
    ("number_style", "共1，234人参加。", "共1234人参加。"),
    ("approximate", "约30人左右参加。", "30人左右参加。"),
    ("approximate", "近300余人参加。", "300余人参加。"),
    ("approximate", "五、六个学会参加。", "五六个学会参加。"),
    ("repeated", "学会的的工作。", "学会的工作。"),
    ("repeated", "会议研究了了解情况以及以及安排。", "会议研究了了解情况以及安排。"),
    ("repeated", "市科协市科协召开会议。", "市科协召开会议。"),
    ("adverb", "更好的结合实际。", "更好地结合实际。"),
    ("left_open", "XX区科协召开会议。", None),
    ("left_open", "参加者×××人。", None),
    ("left_open", "会议地点待补充。", None),
    ("unfinished", "会议指出要抓好落实，", "会议指出要抓好落实。"),
    ("unfinished", "参加的有市天文学会、", None),
    (
        "unfinished",
        "会议指出要抓好各项工作的落实并在月底前报送情况",
        "会议指出要抓好各项工作的落实并在月底前报送情况。",
    ),
]
MUST = {
    *("weekday", "day_impossible", "mixed_pair", "reversed_quotes", "unbalanced"),
}

RIGHT = [
    "5月23日（周二），市科协召开会议。",
    "5月23日周二下午，市科协召开会议。",
    "2024年2月29日，学会开会。",
    "5月20日至6月2日，学会办班；5月19—21日报名，5月3日、4日、5日放假。",
    "去年12月28日至今年1月3日，学会办班。",
    "每周一至周五开放，5月20日周一至周五的票已售完。",
    "工作了10年3月之久。",
    "十月革命以后，五四运动以来，一月一次，三月三歌会。",
    "下午3时开会，15时30分结束，14:30返回。",
    "网址为https://kx.example.org/a,b?c=(d)，邮箱为news@yunchuan.example，欢迎来信。",
    "采用Python, Java两种语言，成绩为3:2，共1,234份，版本为3.5。",
    "他说：“我们要‘请进来’，也要‘走出去’。”会议结束。",
    "公式f(x)=x，型号GB(T)，见don’t和it's。",
    "1）准备材料；2）报送材料；（一）会议；一）活动。",
    "学习《〈条例〉解读》，办好“科学课堂”（线上）、“科学集市”（线下）。",
    "“重走科学路 奋进新征程”主题活动举行。",
    "自由、平等、公正、等额选举、等级评定都已完成。",
    "每组三至五人，每次3至5天，资助5万至10万元，比例为15%—30%，气温5～10摄氏度。",
    "电话为010-82341234，编号为3-5，型号X-10万用表，比分5-10。",
    "质量为3千克，距离为5千米，功率为10千瓦，共3万人、2亿元。",
    "约30人参加，30余人发言，一千二百余人观看，四十左右。",
    "第五、六次会议，一、二等奖，三、四年级，十五、六月。",
    "学会会长、会员代表，院士专家，一个一个地讲，研究研究再说，的的确确，和和美美，受不了了。",
    "人人参与，天天向上，常常往来，种种困难，数学学会的学者，航空学会会员。",
    "目的的达成，更好的服务，更好的结合点在哪里由大家讨论，积极的作用。",
    "会议要求：",
    "她表示，工作“还要再上台阶。”",
    "会议结束（主持工作）。",
    "一是办好活动；",
]


@pytest.mark.parametrize(("code", "text", "right"), WRONG)
def test_what_is_wrong_is_found_once_with_its_mend(code, text, right):
    found = [each for each in found_by(code, text) if each.place.paragraph == 1]
    assert len(found) == (2 if text == "共有 12 人参加。" else 1)
    first = found[0]
    assert first.grade is (Grade.MUST if code in MUST or text[-1] in "，、" else Grade.SHOULD)
    assert first.excerpt == text[first.place.start : first.place.end]
    assert (mended_text(text, first) if first.mend is not None else None) == right
    assert first.reason.endswith(("。", "？"))


@pytest.mark.parametrize(("code", "text", "right"), [row for row in WRONG if row[2]])
def test_what_is_mended_is_in_order(code, text, right):
    assert [each for each in found_by(code, right) if each.place.paragraph == 1 and each.excerpt != " "] == []


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(text):
    alone = {"length", "undated", "event_after_issue"}
    findings = check_item(item("5月23日，会议召开。", text, "会议结束。"), KNOWN)
    assert [(each.code, each.excerpt) for each in findings if each.code not in alone] == []


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("市科协召开座谈会。", "title_end"),
        ("市科协召开座谈会，", "title_end"),
        ("市科协（机关)召开座谈会", "mixed_pair"),
    ],
)
def test_titles_are_read_too(title, code):
    found = [each for each in check_item(item(title=title), KNOWN) if each.code == code]
    assert len(found) == 1
    assert found[0].place.part == "title"


def test_a_blank_between_the_halves_of_a_title_stays():
    assert check_item(item(OPENING + "会议结束。", title="共促融合 市科协与市文联签约"), KNOWN) == []


WORDS = (
    Word(word="中科协", grade=Grade.MUST, instead="中国科协", note="用规范简称"),
    Word(word="老少边穷", grade=Grade.SHOULD),
    Word(word="边穷", grade=Grade.MUST),
    Word(word="科协", grade=Grade.SHOULD, instead="市科协"),
    Word(word="APP", grade=Grade.SHOULD, instead="应用"),
)


@pytest.mark.parametrize(
    ("text", "excerpts"),
    [
        ("中科协发文。", ["中科协"]),
        ("中国科协发文，市科协转发。", ["科协"]),
        ("支持老少边穷地区。", ["老少边穷"]),
        ("支持边穷地区。", ["边穷"]),
        ("打开App报名，用apple不算。", ["App"]),
        ("没有要看的词。", []),
    ],
)
def test_watched_words(text, excerpts):
    known = Known(date=ISSUED, words=WORDS)
    found = [each for each in check_item(item("5月23日，会议召开。", text), known) if each.place.paragraph == 1]
    words = [each for each in found if each.code in ("banned", "sensitive")]
    assert [each.excerpt for each in words] == excerpts


def test_a_banned_word_must_be_mended_and_says_how():
    known = Known(date=ISSUED, words=WORDS)
    (found,) = [each for each in check_item(item("5月23日，中科协发文。"), known) if each.code == "banned"]
    assert (found.grade, found.mend) == (Grade.MUST, "中国科协")
    assert "用规范简称" in found.reason


def test_a_word_whose_mend_is_banned_itself_has_none():
    words = (Word(word="甲词", grade=Grade.MUST, instead="乙词"), Word(word="乙词", grade=Grade.MUST))
    known = Known(date=ISSUED, words=words)
    (found,) = [each for each in check_item(item("5月23日，写了甲词。"), known) if each.code == "banned"]
    assert found.mend is None


def test_every_finding_has_a_name():
    named = set(LABELS)
    sources = [path.read_text("utf-8") for path in CHECKS.glob("*.py")]
    codes = {code for source in sources for code in re.findall(r'(?:Spot\(|on_whole\(\s*|_whole\(\s*)"(\w+)"', source)}
    assert len(codes) > 40
    assert codes | {"banned", "sensitive"} == named
