"""A file is understood as an issue: the demo's sample in full, then each odd shape beside the plain one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kexie.base.documents.model import Block, BlockKind
from kexie.domains.bulletin.rules.composition import as_markdown
from kexie.domains.bulletin.rules.understanding import UnderstoodIssue, as_json, understand
from kexie.domains.bulletin.tests.markdown import blocks_of

SAMPLE = Path(__file__).parent / "data" / "sample-issue.md"

HEAD = """# 科协每周动态

2026年 第3期

（总第199期）

云川市科协办公室

2026年1月16日
"""
BODY = """
## 【科普工作】

### 市科协举办科普讲座

1月12日，市科协举办科普讲座。（科普部）
"""


def read(source: str, **options: object) -> UnderstoodIssue:
    return understand(blocks_of(source), **options)  # type: ignore[arg-type]


def paragraphs(body: str) -> tuple[str, ...]:
    """The paragraphs of one item whose text is ``body``."""
    return read(f"{HEAD}\n## 【科普工作】\n\n### 市科协举办科普讲座\n\n{body}\n").columns[0].items[0].paragraphs


def units(body: str) -> tuple[str, ...]:
    return read(f"{HEAD}\n## 【科普工作】\n\n### 市科协举办科普讲座\n\n{body}\n").columns[0].items[0].credits


class TestSample:
    @pytest.fixture
    def issue(self) -> UnderstoodIssue:
        return read(SAMPLE.read_text("utf-8"), known_columns=frozenset({"科创工作", "科普工作", "基层动态"}))

    def test_masthead(self, issue):
        assert (issue.name, issue.year, issue.number, issue.total) == ("科协每周动态", 2026, 12, 208)
        assert (issue.publisher, issue.date) == ("云川市科协办公室", date(2026, 3, 27))

    def test_columns_items_and_credits(self, issue):
        assert [(column.name, [item.credits for item in column.items]) for column in issue.columns] == [
            ("科创工作", [("科创部", "高新区科协"), ("学会部",)]),
            ("科普工作", [("科普部", "南浦区科协"), ("宣传部", "云川大学科协")]),
            ("基层动态", [("青溪县科协",)]),
        ]

    def test_headings_of_every_shape_are_titles(self, issue):
        assert [item.title for column in issue.columns for item in column.items] == [
            "市科协赴云川高新技术产业开发区走访科技企业 送服务上门",
            "市学会联合体召开第一季度工作例会",
            "“科技服务进社区”活动在南浦区启动",
            "市科协与云川大学签署共建协议",
            "青溪县科协举办2026年春季农业实用技术培训班",
        ]

    def test_paragraphs_cut_by_a_page_break_are_whole_again(self, issue):
        counts = [[len(item.paragraphs) for item in column.items] for column in issue.columns]
        assert counts == [[2, 6], [2, 2], [2]]
        assert "组织专家团队上门会诊" in issue.columns[0].items[0].paragraphs[1]
        assert "18家单位的志愿者" in issue.columns[1].items[0].paragraphs[0]
        assert "全市12个街道（乡镇）开展同类活动" in issue.columns[1].items[0].paragraphs[1]

    def test_brackets_within_sentences_stay(self, issue):
        text = "".join(p for column in issue.columns for item in column.items for p in item.paragraphs)
        assert [bracket in text for bracket in ("（主持工作）", "（旧址）", "（乡镇）")] == [True] * 3
        assert "科创部" not in text

    def test_highlights_keep_their_own_wording(self, issue):
        titles = {item.title for column in issue.columns for item in column.items}
        assert len(issue.highlights) == 4
        assert titles.isdisjoint(issue.highlights)

    def test_closing(self, issue):
        assert (issue.editor, issue.reviewer) == ("程越", "陆怀瑾")
        assert issue.mailbox == "dongtai@kexie.yunchuan.example"
        assert issue.distribution == (
            "市科协第八届委员会主席、副主席、常委",
            "市级学会，各县（市、区）科协，各高校科协",
            "机关各部门、直属事业单位",
        )

    def test_json_has_exactly_the_promised_keys(self, issue):
        told = as_json(issue)
        assert list(told) == [
            *("year", "number", "total", "date", "publisher", "highlights", "columns"),
            *("mailbox", "editor", "reviewer", "distribution"),
        ]
        assert told["date"] == "2026-03-27"
        assert list(told["columns"][0]) == ["name", "items"]
        assert list(told["columns"][0]["items"][0]) == ["title", "paragraphs", "credits"]


@pytest.mark.parametrize(
    "head",
    [
        "# 科协每周动态\n\n2026年第3期（总第199期）\n\n云川市科协办公室\n\n2026年1月16日",
        "# 科 协 每 周 动 态\n\n2026 年 第 3 期 (总第 199 期)\n\n云川市科协办公室　　2026年1月16日",
        "科协每周动态\n============\n\n２０２６年第３期\n\n(总第１９９期)\n\n云川市科协办公室\n\n２０２６年１月１６日",
        "科协每周动态\n\n二〇二六年第三期\n\n总第一百九十九期\n\n云川市科协办公室\n\n二〇二六年一月十六日",
        "# 科协每周动态 2026年第3期\n\n总第199期\n\n主办：云川市科协办公室\n\n2026-01-16 星期五",
        "2026年第3期\n\n（总第199期）\n\n云川市科协办公室\n2026年1月16日\n---",
        "# 科协每周动态\n\n2026年第3期\n\n2026年1月16日\n\n## 云川市科协办公室（总第199期）",
        "## 科协每周动态\n\n第三期\n\n（总第199期）\n\n2026.1.16（周五）\n\n云川市科协办公室",
    ],
)
def test_the_masthead_in_other_shapes(head):
    assert read(head + "\n" + BODY) == read(HEAD + BODY)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("## 【科普工作】", "科普工作"),
        ("【 科普工作 】", "科普工作"),
        ("# ［科普工作］", "科普工作"),
        ("**【科 普 工 作】**", "科普工作"),
        ("#### 【科普\u3000工作】", "科普工作"),
        ("【科普工作】\n---", "科普工作"),
        ("【App 与 AI tools】", "App与AI tools"),
    ],
)
def test_the_column_in_other_shapes(line, name):
    assert read(HEAD + BODY.replace("## 【科普工作】", line)).columns[0].name == name


def test_a_heading_that_is_a_known_column_needs_no_brackets():
    source = HEAD + BODY.replace("【科普工作】", "科普工作")
    assert read(source, known_columns=frozenset({"科普工作"})) == read(HEAD + BODY)


@pytest.mark.parametrize("title", ["## {}", "# **{}**", "**{}**", "{}", "{}\n------", "{}\n======", "###### {} ######"])
def test_the_title_in_other_shapes(title):
    second = title.format("市科协走访企业") + "\n\n1月13日，市科协走访企业。（科创部）\n"
    column = read(HEAD + BODY + "\n" + second).columns[0]
    assert [(item.title, item.credits) for item in column.items] == [
        ("市科协举办科普讲座", ("科普部",)),
        ("市科协走访企业", ("科创部",)),
    ]


def test_blanks_in_a_title_are_kept_as_one_and_line_breaks_dropped():
    assert (
        read(HEAD + BODY.replace("举办科普", "举办\u3000\u3000科普")).columns[0].items[0].title == "市科协举办 科普讲座"
    )
    setext = BODY.replace("### 市科协举办科普讲座", "市科协举办\n科普讲座\n----------")
    assert read(HEAD + setext).columns[0].items[0].title == "市科协举办科普讲座"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("会议强调要组织\n\n专家团队。", ("会议强调要组织专家团队。",)),
        ("会议由张三，\n\n李四主持。", ("会议由张三，李四主持。",)),
        ("参观纪念馆（旧址）\n\n和展览。", ("参观纪念馆（旧址）和展览。",)),
        ("打造“科普之城”\n\n品牌。", ("打造“科普之城”品牌。",)),
        ("使用App\n\nStore下载。", ("使用App Store下载。",)),
        ("共20\n\n26人参加。", ("共2026人参加。",)),
        ("会议强调要组织\n\n---\n\n专家团队。", ("会议强调要组织专家团队。",)),
        ("会议强调要组织\n\n— 3 —\n\n专家团队。", ("会议强调要组织专家团队。",)),
        ("会议强调要\n组织专家团队。", ("会议强调要组织专家团队。",)),
        ("要甲\n\n要乙\n\n要丙。", ("要甲要乙要丙。",)),
        ("第一段。\n\n第二段。", ("第一段。", "第二段。")),
        ("他说：“第一段。”\n\n第二段。", ("他说：“第一段。”", "第二段。")),
        ("通知如下：\n\n第二段。", ("通知如下：", "第二段。")),
        ("好！\n\n第二段……\n\n第三段？\n\n第四段。", ("好！", "第二段……", "第三段？", "第四段。")),
        ("一、主要做法\n\n第二段。", ("一、主要做法", "第二段。")),
        ("主要做法\n\n二、工作成效。", ("主要做法", "二、工作成效。")),
        ("- 第一项\n- 第二项；\n\n第三段。", ("第一项", "第二项；", "第三段。")),
        ("第一段。\n\u3000\u3000第二段，\n未完。\n\u3000\u3000第三段。", ("第一段。", "第二段，未完。", "第三段。")),
    ],
)
def test_paragraphs_are_joined_where_a_sentence_was_cut_and_only_there(body, expected):
    assert paragraphs(body) == expected


def test_an_indented_paragraph_is_a_new_one_where_the_reader_keeps_the_indent():
    blocks = blocks_of(HEAD + BODY.replace("1月12日，市科协举办科普讲座。（科普部）", "讲座提纲"))
    blocks.append(Block(kind=BlockKind.PARAGRAPH, text="\u3000\u3000第二段。", line=99))
    assert understand(blocks).columns[0].items[0].paragraphs == ("讲座提纲", "第二段。")


@pytest.mark.parametrize(
    ("body", "credits_expected", "last"),
    [
        ("讲座结束。（科普部）", ("科普部",), "讲座结束。"),
        ("讲座结束。(科普部)", ("科普部",), "讲座结束。"),
        ("讲座结束。（科普部、南浦区科协）", ("科普部", "南浦区科协"), "讲座结束。"),
        ("讲座结束。（科普部、\n南浦区科协）", ("科普部", "南浦区科协"), "讲座结束。"),
        ("讲座结束。（科普部、南浦\n\n区科协）", ("科普部", "南浦区科协"), "讲座结束。"),
        ("讲座结束。\n\n（ 科普部 ）", ("科普部",), "讲座结束。"),
        ("他说：“结束。”（科普部）", ("科普部",), "他说：“结束。”"),
        ("讲座结束（科普部）", ("科普部",), "讲座结束"),
        ("讲座结束。（供稿：科普部）", ("科普部",), "讲座结束。"),
        ("讲座结束。（科普部供稿）", ("科普部",), "讲座结束。"),
        ("讲座结束。（云川大学（筹）科协）", ("云川大学（筹）科协",), "讲座结束。"),
        ("讲座结束。（科普部、科普部）", ("科普部",), "讲座结束。"),
        ("参观纪念馆（旧址）", (), "参观纪念馆（旧址）"),
        ("参观纪念馆（旧址）。", (), "参观纪念馆（旧址）。"),
        (
            "讲座结束。（讲座由市科协主办，区科协承办，共三场）",
            (),
            "讲座结束。（讲座由市科协主办，区科协承办，共三场）",
        ),
        ("讲座结束。（注：以上为初步统计。）", (), "讲座结束。（注：以上为初步统计。）"),
        ("讲座结束。（共三场。）", (), "讲座结束。（共三场。）"),
        ("讲座结束。）", (), "讲座结束。）"),
        ("讲座结束。（）", (), "讲座结束。（）"),
    ],
)
def test_the_final_bracket_is_a_credit_only_if_it_is_one(body, credits_expected, last):
    assert (units(body), paragraphs(body)[-1]) == (credits_expected, last)


@pytest.mark.parametrize("heading", ["## 目录提要", "**本期要目**", "目　录", "### 【内容提要】", "提要："])
@pytest.mark.parametrize("entries", ["- 甲事\n- 乙事", "1. 甲事\n2. 乙事", "甲事\n\n乙事", "· 甲事\n· 乙事"])
def test_contents_in_other_shapes(heading, entries):
    assert read(f"{HEAD}\n---\n\n{heading}\n\n{entries}\n{BODY}").highlights == ("甲事", "乙事")


def test_contents_may_be_missing_and_so_may_the_end():
    issue = read(HEAD + BODY)
    assert (issue.highlights, issue.mailbox, issue.editor, issue.reviewer, issue.distribution) == ((), "", "", "", ())


@pytest.mark.parametrize(
    "closing",
    [
        "信息报送邮箱：a_b@c.example\n\n编辑：程越\n\n审核：陆怀瑾\n\n---\n\n分送：各学会\n\n各区科协\n\n---",
        "邮箱: a_b@c.example\n\n责任编辑：程越　　审　核：陆怀瑾\n\n分送：\n\n各学会\n\n各区科协\n---",
        "投稿邮箱：a_b@c.example\n编 辑：程越\n审 核：陆怀瑾\n分 送：各学会\n各区科协\n————————",
        "- 编辑：程越\n- 审核：陆怀瑾\n\n信息报送邮箱：a_b@c.example\n---\n\n发送：\n\n- 各学会\n- 各区科协",
        "分送：各学会\n\n1. 各区科协\n\n信息报送邮箱：a_b@c.example 编辑：程越 审核：陆怀瑾",
    ],
)
@pytest.mark.parametrize("break_before", ["\n\n", "\n"])
def test_the_end_in_other_shapes(closing, break_before):
    issue = read(HEAD + BODY.rstrip("\n") + break_before + closing)
    assert (issue.mailbox, issue.editor, issue.reviewer) == ("a_b@c.example", "程越", "陆怀瑾")
    assert issue.distribution == ("各学会", "各区科协")
    assert issue.columns == read(HEAD + BODY).columns


def test_a_rule_right_below_a_long_paragraph_does_not_make_it_a_title():
    text = "1月12日，" + "市科协面向全市中小学生举办科普讲座，" * 4 + "反响热烈。（科普部）"
    source = BODY.replace("1月12日，市科协举办科普讲座。（科普部）", f"{text}\n---")
    item = read(HEAD + source).columns[0].items[0]
    assert (item.paragraphs, item.credits) == ((text.removesuffix("（科普部）"),), ("科普部",))


def test_masthead_cells_of_a_table_are_lines():
    cells = ("云川市科协办公室", "2026年1月16日")
    row = Block(kind=BlockKind.TABLE_ROW, text="", line=4, cells=cells)
    head = blocks_of("# 科协每周动态\n\n2026年 第3期\n\n（总第199期）")
    assert understand([*head, row, *blocks_of(BODY)]) == read(HEAD + BODY)


def test_the_imprint_may_stand_in_a_table():
    row = Block(kind=BlockKind.TABLE_ROW, text="", line=30, cells=("分送：各学会\n各区科协", ""))
    issue = understand([*blocks_of(HEAD + BODY), row])
    assert issue.distribution == ("各学会", "各区科协")


def test_numbers_of_a_list_are_no_part_of_the_recipients():
    entries = ["分送：", "1. 各学会", "2. 各区科协"]
    lines = [Block(kind=BlockKind.LIST_ITEM, text=text, line=30 + n) for n, text in enumerate(entries)]
    assert understand([*blocks_of(HEAD + BODY), *lines]).distribution == ("各学会", "各区科协")


def test_the_last_issue_of_a_year_may_be_printed_in_the_next():
    issue = read(HEAD.replace("2026年 第3期", "2025年 第52期") + BODY)
    assert (issue.year, issue.number, issue.date) == (2025, 52, date(2026, 1, 16))


def test_markdown_of_the_sample_is_read_back_the_same():
    issue = read(SAMPLE.read_text("utf-8"))
    assert read(as_markdown(issue)) == issue
