"""Sheets: what goes out to be filled in, what comes back, and the report by cell."""

from __future__ import annotations

import io
import resource
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kexie.base.kernel.errors import Refusal
from kexie.base.standards import api
from kexie.base.standards.rules import cells

SHEET = api.Sheet(
    "persons",
    "人员",
    (
        api.Column("person_name", required=True),
        api.Column("mobile"),
        api.Column("identity_number"),
        api.Column("nationality"),
        api.Column("birth_date"),
        api.Column("division_code", key="native"),
        api.Column("fee"),
        api.Column("is_free"),
        api.Column("subject_code", key="subjects", heading="学科（可多项）", many=True),
    ),
)
HEAD = [column.title for column in SHEET.columns]


def book(*rows: list, head: list | None = None) -> bytes:
    made = Workbook()
    page = made.active
    page.title = "人员"
    for row in (head or HEAD, *rows):
        page.append(row)
    return saved(made)


def saved(made: Workbook) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read(*rows: list) -> api.Read:
    return api.read(SHEET, book(*rows), "人员.xlsx")


def one(column: int, value: object) -> api.Read:
    row: list = ["林知遥", *[None] * (len(HEAD) - 1)]
    row[column] = value
    return read(row)


def test_a_template_has_drop_downs_from_a_hidden_sheet_and_keeps_zeros():
    made = load_workbook(io.BytesIO(api.template(SHEET)))
    assert made.sheetnames == ["人员", "填写说明", "codes"]
    assert made["codes"].sheet_state == "hidden"
    page = made["人员"]
    assert page["A1"].value == "姓名*"
    assert page["B2"].number_format == "@"
    assert page["E2"].number_format == "yyyy-mm-dd"
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in page.data_validations.dataValidation}
    assert lists["D2"] == "codes!$D$1:$D$58"
    assert made["codes"]["D1"].value == "01 汉族"
    assert lists["F2"].startswith("codes!$F$1:$F$3")
    assert "11位数字" in str([cell.value for cell in made["填写说明"][3]])


def test_a_good_row_is_read_into_what_code_uses():
    found = read(
        ["林知遥", 13800005678, "11010519491231002X", "汉族", date(1949, 12, 31), "110105", 1.5, "否", "110、120"]
    )
    assert found.problems == []
    assert found.rows[0].values == {
        "person_name": "林知遥",
        "mobile": "13800005678",
        "identity_number": "11010519491231002X",
        "nationality": "01",
        "birth_date": date(1949, 12, 31),
        "native": "110105",
        "fee": Decimal("1.5"),
        "is_free": False,
        "subjects": ["110", "120"],
    }


@pytest.mark.parametrize(
    ("column", "value", "key", "is_read_as"),
    [
        (1, "１３８ 0000 5678", "mobile", "13800005678"),
        (1, "\u200b13800005678 ", "mobile", "13800005678"),
        (3, 1, "nationality", "01"),
        (3, "01 汉族", "nationality", "01"),
        (3, "Hui", "nationality", "03"),
        (4, "2023年5月3日", "birth_date", date(2023, 5, 3)),
        (4, "2023/5/3", "birth_date", date(2023, 5, 3)),
        (4, 20230503, "birth_date", date(2023, 5, 3)),
        (6, "1,234.50", "fee", Decimal("1234.50")),
        (6, 0.1 + 0.2, "fee", None),
        (7, True, "is_free", True),
        (8, None, "subjects", []),
        (8, 110, "subjects", ["110"]),
    ],
)
def test_what_can_be_put_right_is_put_right(column, value, key, is_read_as):
    found = one(column, value)
    if is_read_as is None:
        assert found.rows[0].values[key] == Decimal("0.3")
    else:
        assert found.rows[0].values[key] == is_read_as
    assert found.problems == []


@pytest.mark.parametrize(
    ("column", "value", "rule", "hint"),
    [
        (0, None, "required", "请填写“姓名”"),
        (1, "1.38E+10", "digits_lost", "末几位已经丢失"),
        (2, 110105194912310021, "digits_lost", "设为“文本”格式"),
        (1, "=A1", "formula", "选择性粘贴"),
        (2, "110105194912310021", "check", "校验码不符"),
        (3, "60", "check", "不在代码集“民族”中"),
        (4, 45000, "serial", "如指2023-03-15"),
        (4, "5月3日", "check", "2023-05-23"),
        (5, "110228", "check", "自2015年11月起停用，请改用110118（密云区）"),
        (6, "一百", "check", "应为数字"),
        (6, 1.234, "check", "最多保留2位小数"),
        (7, "也许", "check", "“是”或者“否”"),
        (8, "110、999", "check", "不在代码集“学科”中"),
    ],
)
def test_what_cannot_is_told_by_cell(column, value, rule, hint):
    row: list = ["林知遥", *[None] * (len(HEAD) - 1)]
    row[column] = value
    row[8] = row[8] or "110"
    (problem,) = read(row).problems
    assert (problem.sheet, problem.row, problem.column) == ("人员", 2, "ABCDEFGHI"[column])
    assert problem.rule == rule
    assert hint in problem.message


def test_sensitive_values_are_masked_in_the_report():
    report = read(["林知遥", "1380000567", "110105194912310021"]).problems
    assert [problem.value for problem in report] == ["138***0567", "1****************1"]


def test_merged_cells_hidden_rows_and_blank_ends_are_seen():
    made = load_workbook(io.BytesIO(book(["甲"], ["乙"], ["丙"], [" ", None, "\u3000"], [])))
    page = made["人员"]
    page.merge_cells("D2:D3")
    page.row_dimensions[4].hidden = True
    found = api.read(SHEET, saved(made), "a.xlsx")
    assert [(problem.row, problem.rule) for problem in found.problems] == [(2, "merged"), (4, "hidden")]
    assert [row.number for row in found.rows] == [2, 3, 4]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_every_coding_and_separator(coding, separator):
    text = f"姓名*{separator}民族\r\n林知遥{separator}回族\r\n{separator}\r\n\r\n"
    found = api.read(SHEET, text.encode(coding), "a.csv")
    assert found.problems == []
    assert [row.values["nationality"] for row in found.rows] == ["03"]


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        (["姓名", "姓名"], "doubled_column"),
        (["姓名", "爱好"], "unknown_column"),
        (["手机号码"], "no_head"),
        (["民族"], "missing_column"),
    ],
)
def test_a_wrong_head_is_told_before_anything_is_read(head, rule):
    found = api.read(SHEET, book(["林知遥", "x"], head=head), "a.xlsx")
    assert [problem.rule for problem in found.problems] == [rule]
    assert found.rows == []


def test_a_title_above_the_head_and_an_empty_sheet():
    assert api.read(SHEET, "二〇二六年统计\n姓名\n林知遥\n".encode(), "a.csv").rows[0].number == 3
    assert [problem.rule for problem in read().problems] == ["empty"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" + b"x" * 600, b"PK\x03\x04broken", b"a\0b"])
def test_what_is_no_sheet_is_refused_in_words(content):
    with pytest.raises(Refusal) as refused:
        api.read(SHEET, content, "a.xlsx")
    assert refused.value.message.endswith("。")


def test_too_many_rows_are_refused():
    few = api.Sheet("few", "少", (api.Column("person_name"),), most_rows=3)
    text = "姓名\n" + "林知遥\n" * 5
    with pytest.raises(Refusal, match="超过了3行的上限"):
        api.read(few, text.encode(), "a.csv")


def test_ten_thousand_rows_of_ten_columns_take_few_seconds_of_cpu():
    row = ["林知遥", "13800005678", "11010519491231002X", "01", "1949-12-31", "110105", "1.5", "否", "110"]
    content = book(*[row] * 10_000)

    def spent() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in used)

    begin = spent()
    found = api.read(SHEET, content, "a.xlsx")
    assert (len(found.rows), found.problems) == (10_000, [])
    assert spent() - begin <= 4


CELL = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans().map(lambda said: ["b", said]),
    st.just(["f"]),
    st.just(["e", "#N/A"]),
    st.datetimes().map(lambda moment: ["d", moment.isoformat()]),
)


@given(code=st.sampled_from([column.element for column in SHEET.columns] + ["moment", "seats", "body_text"]), cell=CELL)
def test_whatever_a_cell_holds_there_is_a_text_or_a_sentence(code, cell):
    element = api.definition(code)
    said = cells.said(element, cell, api.codes_of(element))
    assert bool(said.rule) == bool(said.message)
    assert not (said.rule and said.text)
    api.check(code, api.normalise(code, said.text))
    assert isinstance(cells.shown(cell), str)
