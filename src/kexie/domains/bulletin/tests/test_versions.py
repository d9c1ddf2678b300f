"""The comparison of versions: both texts can be read out of it, and what is marked is what was changed."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.ui.marking import Mark, Piece, marked
from kexie.domains.bulletin.rules.versions import Fact, difference

SAME, INS, DEL = Mark.SAME, Mark.INSERTED, Mark.DELETED


def words(**changes: object) -> dict[str, object]:
    said = {
        "title": "青溪区科协举办科普讲座",
        "text": "第一段。\n第二段。",
        "column": "科普工作",
        "kind": "",
        "credits": ["青溪区科协"],
        "event_on": "2023-05-23",
        "event_until": "",
        "place": "",
        "pictures": [],
    }
    return said | changes


def picture(name: str, after: int = 0, caption: str = "") -> dict[str, object]:
    return {"sha256": name * 64, "alt": "", "caption": caption or f"图{name}", "after": after}


def text_of(line, *marks: Mark) -> str:
    return "".join(piece.text for piece in line if piece.mark in marks)


def test_words_are_marked_whole():
    line = marked("5月23日，一百人到场。", "5月24日，一百二十人到场。")
    assert line == (
        *(Piece(SAME, "5月"), Piece(DEL, "23"), Piece(INS, "24"), Piece(SAME, "日，")),
        *(Piece(DEL, "一百"), Piece(INS, "一百二十"), Piece(SAME, "人到场。")),
    )


def test_the_same_words_differ_in_nothing():
    assert difference(words(), words()).is_none
    assert not difference(words(), words(title="另题")).is_none


def test_a_paragraph_put_in_and_one_taken_out():
    found = difference(words(text="甲段落。\n乙段落。"), words(text="甲段落。\n全新内容。\n乙段落。"))
    assert found.text == ((Piece(SAME, "甲段落。"),), (Piece(INS, "全新内容。"),), (Piece(SAME, "乙段落。"),))
    back = difference(words(text="甲段落。\n全新内容。\n乙段落。"), words(text="甲段落。\n乙段落。"))
    assert back.text[1] == (Piece(DEL, "全新内容。"),)


def test_a_changed_paragraph_stands_beside_its_old_wording():
    before = "5月23日，青溪区科协举办科普讲座，一百人到场。\n讲座由航空学会承办。"
    after = "5月23日，青溪区科协举办科普讲座，二百人到场。\n学员提问踊跃。\n讲座由航空学会和农学会承办。"
    found = difference(words(text=before), words(text=after))
    assert [text_of(line, SAME, INS) for line in found.text] == after.split("\n")
    assert text_of(found.text[0], DEL).startswith("一百")
    assert text_of(found.text[1], DEL) == ""
    assert text_of(found.text[2], INS) == "和农学会"


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"credits": ["青溪区科协", "科普部"]}, Fact("署名单位", "青溪区科协", "青溪区科协、科普部")),
        ({"event_on": "2023-05-24"}, Fact("活动日期", "2023年5月23日（周二）", "2023年5月24日（周三）")),
        ({"event_on": ""}, Fact("活动日期", "2023年5月23日（周二）", "")),
        ({"place": "柳湾街道"}, Fact("活动地点", "", "柳湾街道")),
        ({"column": ""}, Fact("栏目", "科普工作", "")),
        ({"pictures": [picture("a", 2)]}, Fact("图片", "", "图a（第2段之后）")),
    ],
)
def test_facts_beside_the_text(changes, fact):
    assert difference(words(), words(**changes)).facts == (fact,)


def test_pictures_that_go_move_and_are_described_anew():
    one, two = picture("a"), picture("b", 1)
    found = difference(words(pictures=[one, two]), words(pictures=[picture("b", 1), picture("a", caption="新说明")]))
    assert found.facts == (
        Fact("图片", "图a（文首）", "新说明（文首）"),
        Fact("图片顺序", "图a、图b", "图b、新说明"),
    )
    gone = difference(words(pictures=[one, two]), words(pictures=[two]))
    assert gone.facts == (Fact("图片", "图a（文首）", ""),)


CHARS = "青溪区科协举办讲座，。一二三12ab "
TEXTS = st.lists(st.text(CHARS, min_size=1, max_size=25), max_size=5).map("\n".join)


@given(st.text(CHARS, max_size=40), st.text(CHARS, max_size=40))
def test_both_texts_can_be_read_out_of_a_line(before, after):
    line = marked(before, after)
    assert text_of(line, SAME, DEL) == before
    assert text_of(line, SAME, INS) == after


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_a_comparison(before, after):
    found = difference(words(text=before), words(text=after))
    old = [text_of(line, SAME, DEL) for line in found.text]
    new = [text_of(line, SAME, INS) for line in found.text]
    assert [line for line in old if line] == [line for line in before.split("\n") if line]
    assert [line for line in new if line] == [line for line in after.split("\n") if line]


def test_a_very_long_text_of_one_word_is_compared_by_clauses():
    before, after = "哈" * 4000 + "。甲。", "哈" * 4000 + "。乙。"
    assert list(chain(marked(before, after)))[-2:] == [Piece(DEL, "甲。"), Piece(INS, "乙。")]
