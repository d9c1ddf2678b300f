"""Odd input is refused, with the line where it stands and the reason, and nothing else is said."""

from __future__ import annotations

import pytest

from kexie.base.documents.model import Block, BlockKind
from kexie.base.kernel.errors import Refusal
from kexie.domains.bulletin import errors
from kexie.domains.bulletin.rules.understanding import understand
from kexie.domains.bulletin.tests.markdown import blocks_of
from kexie.domains.bulletin.tests.test_understanding import BODY, HEAD

ITEM = "### 市科协走访企业\n\n1月13日，市科协走访企业。（科创部）\n"
WHOLE = HEAD + BODY + "\n编辑：程越\n"
NUMBER = "2026年 第3期"


def refused(source: str, **options: object) -> errors.IssueRefused:
    with pytest.raises(errors.IssueRefused) as caught:
        understand(blocks_of(source), **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("source", "family", "line"),
    [
        ("一封信。\n\n第二段。\n", errors.NumberMissing, 1),
        (WHOLE.replace(NUMBER, ""), errors.NumberMissing, 1),
        (WHOLE.replace("（总第199期）", ""), errors.TotalMissing, 3),
        (WHOLE.replace("2026年1月16日", ""), errors.DateMissing, 1),
        (WHOLE.replace(NUMBER, "2026年 第期"), errors.NumberImpossible, 3),
        (WHOLE.replace(NUMBER, "2026年 第甲期"), errors.NumberImpossible, 3),
        (WHOLE.replace(NUMBER, "2026年 第0期"), errors.NumberImpossible, 3),
        (WHOLE.replace(NUMBER, "2026年 第101期"), errors.NumberImpossible, 3),
        (WHOLE.replace(NUMBER, "2026年 第99999999999999999999期"), errors.NumberImpossible, 3),
        (WHOLE.replace(NUMBER, "226年 第3期"), errors.NumberImpossible, 3),
        (WHOLE.replace("总第199期", "总第2期"), errors.NumberImpossible, 3),
        (WHOLE.replace("总第199期", "总第某期"), errors.NumberImpossible, 5),
        (WHOLE.replace("1月16日", "2月30日"), errors.DateImpossible, 9),
        (WHOLE.replace("1月16日", "13月1日"), errors.DateImpossible, 9),
        (WHOLE.replace("2026年1月16日", "2025年1月16日"), errors.DateImpossible, 9),
        (WHOLE.replace("2026年1月16日", "2028年1月16日"), errors.DateImpossible, 9),
        (WHOLE.replace(NUMBER, f"{NUMBER}\n{NUMBER}"), errors.StatedTwice, 4),
        (HEAD + "\n内部资料\n" + BODY, errors.StrayText, 11),
        (HEAD + "\n" + ITEM, errors.ItemOutsideColumn, 11),
        (HEAD + "\n## 目录提要\n\n- 甲事\n\n" + ITEM, errors.ItemOutsideColumn, 15),
        (HEAD + "\n## 目录提要\n\n- 甲事\n\n乙事。\n" + BODY, errors.StrayText, 15),
        (HEAD, errors.ColumnMissing, 9),
        (HEAD + BODY + "\n## 【科普工作】\n\n" + ITEM, errors.ColumnTwice, 17),
        (HEAD + "\n【基层动态】\n" + BODY, errors.ColumnEmpty, 11),
        (HEAD + BODY + "\n【基层动态】\n", errors.ColumnEmpty, 17),
        (HEAD + "\n【基层动态】\n\n只有正文，没有标题。\n", errors.ItemUntitled, 13),
        (HEAD + "\n【基层动态】\n\n### 甲事\n\n" + ITEM, errors.ItemEmpty, 13),
        (HEAD + "\n【基层动态】\n\n### 甲事\n\n（科普部）\n", errors.ItemEmpty, 13),
        (HEAD + "\n【基层动态】\n\n### 甲事\n\n编辑：程越\n", errors.ItemEmpty, 13),
        (HEAD + BODY + "\n" + ITEM + "\n" + ITEM.replace("走访企业\n", "走访 企业\n"), errors.ItemTwice, 21),
        (WHOLE + "\n## 【基层动态】\n\n" + ITEM, errors.TextAfterClosing, 19),
        (WHOLE + "\n又及：下期再见。\n", errors.StrayText, 19),
        (WHOLE + "\n编辑：陆怀瑾\n", errors.StatedTwice, 19),
        (WHOLE.replace("市科协举办科普讲座\n", "讲座" * 61 + "\n"), errors.TooLong, 13),
        (WHOLE.replace("举办科普讲座。", "讲座" * 5001), errors.TooLong, 15),
        (WHOLE.replace("【科普工作】", f"【{'科普' * 16}】"), errors.TooLong, 11),
        (WHOLE.replace("程越", "程越" * 61), errors.TooLong, 17),
        (WHOLE.replace("市科协举办科普讲座。", "讲座。" * 70_000), errors.TooMany, 15),
    ],
)
def test_refusals_name_line_and_reason(source, family, line):
    refusal = refused(source)
    assert (type(refusal), refusal.line) == (family, line)
    assert refusal.data["line"] == line
    assert refusal.message.startswith(f"第{line}行：")
    assert "%(" not in refusal.message
    assert isinstance(refusal, Refusal)


@pytest.mark.parametrize("blocks", [[], [Block(kind=BlockKind.RULE, text="", line=1)]])
def test_an_issue_without_words_is_refused(blocks):
    with pytest.raises(errors.EmptyIssue) as caught:
        understand(blocks)
    assert caught.value.line == 1


def test_more_than_500_items_are_refused():
    items = "\n".join(ITEM.replace("走访企业\n", f"走访第{n}家企业\n", 1) for n in range(501))
    assert type(refused(HEAD + "\n【基层动态】\n\n" + items)) is errors.TooMany
    fewer = items.rsplit("### ", 1)[0]
    assert len(understand(blocks_of(HEAD + "\n【基层动态】\n\n" + fewer)).columns[0].items) == 500


def test_an_unknown_column_is_refused_with_the_known_ones():
    refusal = refused(HEAD + BODY, known_columns=frozenset({"科创工作", "基层动态"}))
    assert (type(refusal), refusal.line) == (errors.ColumnUnknown, 11)
    assert "科普工作" in refusal.message
    assert "基层动态、科创工作" in refusal.message
    assert refusal.data == {"line": 11, "name": "科普工作", "known": ["基层动态", "科创工作"]}


@pytest.mark.parametrize("kind", [BlockKind.PICTURE, BlockKind.TABLE_ROW])
def test_pictures_and_tables_in_the_text_are_refused_rather_than_lost(kind):
    other = Block(kind=kind, text="合影", line=40, cells=("甲", "乙"))
    with pytest.raises(errors.NotText) as caught:
        understand([*blocks_of(HEAD + BODY), other])
    assert caught.value.line == 40


def test_the_line_is_counted_in_the_unit_of_the_file():
    assert refused(HEAD, unit="段").message.startswith("第9段：")


@pytest.mark.parametrize(("unit", "line"), [("行", 41), ("段", 40)])
def test_lines_within_a_block_count_only_where_lines_are_counted(unit, line):
    closing = Block(kind=BlockKind.PARAGRAPH, text="编辑：程越\n编辑：陆怀瑾", line=40)
    with pytest.raises(errors.StatedTwice) as caught:
        understand([*blocks_of(HEAD + BODY), closing], unit=unit)
    assert caught.value.line == line


def test_every_family_has_a_code_of_its_own():
    families = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Refusal)]
    codes = [family.code for family in families if family is not Refusal]
    assert len(codes) == len(set(codes)) > 20
