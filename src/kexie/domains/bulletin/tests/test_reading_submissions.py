"""A paper that a unit wrote in Word is understood: title, paragraphs, who signs, when it was, where its pictures stand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.documents.model import Block, BlockKind
from kexie.domains.bulletin.rules.reading_submissions import (
    PlacedPicture,
    event_days,
    understand_submission,
)

NEAR = date(2023, 5, 26)
BODY = "5月23日，青溪区科协在柳湾街道举办科普讲座。"


def p(text: str, kind: BlockKind = BlockKind.PARAGRAPH, **more: object) -> Block:
    return Block(kind=kind, text=text, line=1, **more)


def pic(alt: str = "") -> Block:
    return p(alt, BlockKind.PICTURE)


def read(*blocks: Block | str):
    return understand_submission([p(each) if isinstance(each, str) else each for each in blocks], near=NEAR)


class TestTitle:
    def test_a_short_first_line_is_the_title(self):
        said = read("青溪区科协举办科普讲座", BODY)
        assert (said.title, said.paragraphs) == ("青溪区科协举办科普讲座", (BODY,))

    def test_a_sentence_is_none(self):
        said = read(BODY, "三百人参加。")
        assert (said.title, said.paragraphs) == ("", (BODY, "三百人参加。"))

    def test_a_title_over_two_lines_that_stand_out_is_one(self):
        said = read(p("青溪区科协举办", strong=True), p("科普讲座进校园活动", strong=True), BODY)
        assert said.title == "青溪区科协举办科普讲座进校园活动"

    def test_a_heading_in_the_text_stays_there(self):
        said = read("标题", p("一、强化领导", BlockKind.HEADING, level=1), BODY)
        assert (said.title, said.paragraphs) == ("标题", ("一、强化领导", BODY))

    def test_a_line_of_two_that_is_too_long_stays_text(self):
        first, second = "青" * 40, "溪" * 30
        said = read(p(first, strong=True), p(second, strong=True), BODY)
        assert (said.title, said.paragraphs[0]) == (first, second)


class TestAround:
    @pytest.mark.parametrize(
        ("lines", "units"),
        [
            (["标题", f"{BODY}（青溪区科协）"], ("青溪区科协",)),
            (["标题", BODY, "（科普部、青溪区科协）"], ("科普部", "青溪区科协")),
            (["报送单位：青溪区科协", "标题", BODY], ("青溪区科协",)),
            (["标题", BODY, "供稿：青溪区科协、农学会"], ("青溪区科协", "农学会")),
            (["标题", BODY, "（供稿单位:青溪区科协）"], ("青溪区科协",)),
            (["报送单位：青溪区科协", "标题", f"{BODY}（科普部）"], ("科普部", "青溪区科协")),
            (["标题", f"{BODY}（会上，三人发言。）"], ()),
        ],
    )
    def test_who_signs(self, lines, units):
        said = read(*lines)
        assert said.credits == units
        assert said.title == "标题"
        assert said.paragraphs[0].startswith(BODY)

    def test_what_belongs_to_the_office_is_left_out_and_told(self):
        said = read("信息报送单", "标题", BODY, "联系人：张三", "电话：13800000000", "2023年5月24日")
        assert said.paragraphs == (BODY,)
        assert said.left_out == ("信息报送单", "联系人：张三", "电话：13800000000", "2023年5月24日")

    def test_a_colon_in_the_text_is_no_label(self):
        said = read("标题", "主题为：科技与生活。", BODY)
        assert said.paragraphs == ("主题为：科技与生活。", BODY)
        assert said.left_out == ()

    def test_a_paper_of_furniture_alone_has_no_text(self):
        said = read("联系人：张三", "2023年5月24日")
        assert (said.title, said.paragraphs) == ("", ())


class TestDays:
    @pytest.mark.parametrize(
        ("text", "begin", "end"),
        [
            ("5月23日，举办讲座。", date(2023, 5, 23), None),
            ("2022年12月30日，举办讲座。", date(2022, 12, 30), None),
            ("5月21日至23日举办。", date(2023, 5, 21), date(2023, 5, 23)),
            ("5月21—23日举办。", date(2023, 5, 21), date(2023, 5, 23)),
            ("4月30日至5月2日举办。", date(2023, 4, 30), date(2023, 5, 2)),
            ("5月21日、23日举办。", date(2023, 5, 21), None),
            ("5月23日至21日举办。", date(2023, 5, 23), None),
            ("近日举办。", None, None),
            ("12月28日举办。", date(2022, 12, 28), None),
        ],
    )
    def test_the_first_date_is_the_events(self, text, begin, end):
        assert event_days([text], near=NEAR) == (begin, end)

    def test_a_date_further_down_counts_where_there_is_none_before(self):
        assert event_days(["近日", "5月20日"], near=NEAR) == (date(2023, 5, 20), None)


class TestBody:
    def test_numbers_that_word_counts_are_words_here(self):
        items = [
            p("强化领导。", BlockKind.LIST_ITEM, number="一、"),
            p("第二。", BlockKind.LIST_ITEM, number="2."),
            p("第三。", BlockKind.LIST_ITEM),
        ]
        assert read("标题", *items).paragraphs == ("一、强化领导。", "2. 第二。", "第三。")

    def test_a_row_of_a_table_is_a_line(self):
        row = Block(kind=BlockKind.TABLE_ROW, text="", line=1, cells=("场次", " ", "人\n数"))
        assert read("标题", BODY, row, p("", BlockKind.TABLE_ROW)).paragraphs == (BODY, "场次｜人 数")

    def test_lines_within_a_paragraph_and_rules_typed_with_dashes(self):
        assert read("标题", "第一行。\n第二行。", "————", "— 2 —").paragraphs == ("第一行。", "第二行。")

    def test_pictures_keep_their_places(self):
        said = read(pic("合影"), "标题", pic(), BODY, pic("会场"), "图为讲座现场", "三百人参加。（青溪区科协）", pic())
        assert said.pictures == (
            PlacedPicture(0, 0, "合影", ""),
            PlacedPicture(1, 0, "", ""),
            PlacedPicture(2, 1, "会场", "图为讲座现场"),
            PlacedPicture(3, 2, "", ""),
        )
        assert said.paragraphs == (BODY, "三百人参加。")

    def test_captions_below_two_pictures_side_by_side(self):
        said = read("标题", BODY, pic(), pic(), "图一：讲座", "图二：展台", "图三没有图")
        assert [each.caption for each in said.pictures] == ["图一：讲座", "图二：展台"]
        assert said.paragraphs == (BODY, "图三没有图")

    def test_a_picture_behind_a_credit_that_goes_stands_behind_the_last_paragraph(self):
        said = read("标题", BODY, "（青溪区科协）", pic())
        assert said.pictures == (PlacedPicture(0, 1, "", ""),)


LINES = st.sampled_from(
    [
        BODY,
        "标题",
        "（青溪区科协）",
        "联系人：张三",
        "图为现场",
        "5月23日",
        "",
        "信息报送",
        "供稿：科普部、",
        "（",
        "：",
        "一、",
    ]
)
BLOCKS = st.lists(
    st.builds(p, LINES, st.sampled_from([BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PICTURE]))
    | st.builds(p, LINES, st.just(BlockKind.LIST_ITEM), number=st.sampled_from(["", "一、", "1."])),
    max_size=8,
)


@given(BLOCKS)
def test_any_paper_is_understood_without_losing_a_picture(blocks):
    said = understand_submission(blocks, near=NEAR)
    assert len(said.pictures) == sum(block.kind is BlockKind.PICTURE for block in blocks)
    assert all(0 <= picture.after <= len(said.paragraphs) for picture in said.pictures)
    assert all(said.paragraphs)
    assert all(said.credits)
