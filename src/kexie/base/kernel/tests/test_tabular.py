"""Exports: what a person typed is never a formula, and a number stays a number."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kexie.base.kernel.tabular import csv_bytes, neutral, xlsx_bytes

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes):
    return load_workbook(io.BytesIO(content)).worksheets[0]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formulas_are_neutralised_in_both_wherever_they_stand(text):
    rows = read_csv(csv_bytes([text], [[text]]))
    assert rows == [[f"'{text}"], [f"'{text}"]]
    sheet = read_xlsx(xlsx_bytes([text], [[text]], text))
    for row in (1, 2):
        cell = sheet.cell(row, 1)
        assert cell.data_type == "s"
        assert cell.value.startswith("'")


@pytest.mark.parametrize("text", ["科普", "a=b", "1-2", "", "'quoted", "张三 <li@x.cn>", '"=1"'])
def test_plain_text_is_left_alone(text):
    assert neutral(text) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5))
def test_every_cell_comes_back_and_none_starts_a_formula(rows):
    back = read_csv(csv_bytes(["甲", "乙"], rows))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell[:1] in set("=+-@\t\r\n") for row in back for cell in row if cell)


def test_numbers_stay_numbers_and_identifiers_text():
    row = [-3, 2.5, Decimal("1.10"), 110105194912310021, float("nan"), None, True]
    sheet = read_xlsx(xlsx_bytes(list("abcdefg"), [row], "表"))
    values = [cell.value for cell in sheet[2]]
    assert values == [-3, 2.5, 1.1, "110105194912310021", "nan", None, "是"]
    assert [cell.data_type for cell in sheet[2]][:4] == ["n", "n", "n", "s"]
    assert read_csv(csv_bytes(["a"], [row]))[1][:3] == ["-3", "2.5", "1.10"]


def test_moments_are_told_in_the_associations_time():
    moment = datetime(2026, 11, 3, 1, 30, tzinfo=UTC)
    assert read_csv(csv_bytes(["a", "b"], [[moment, date(2026, 1, 2)]]))[1] == ["2026-11-03 09:30:00", "2026-01-02"]
    sheet = read_xlsx(xlsx_bytes(["a"], [[moment]], "表"))
    assert sheet["A2"].value == datetime(2026, 11, 3, 9, 30)


def test_excel_knows_the_encoding_and_chinese_survives():
    assert csv_bytes(["喆祎"], []) == b"\xef\xbb\xbf" + "喆祎\r\n".encode()


def test_what_xlsx_cannot_hold_is_left_out():
    sheet = read_xlsx(xlsx_bytes(["a"], [["x\x00\x0by\ud800"], ["长" * 40000]], "a/b:[c]?" * 9))
    assert sheet["A2"].value == "xy"
    assert len(sheet["A3"].value) == 32767
    assert sheet.title.startswith("a b  c")
    assert len(sheet.title) <= 31
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_an_error_value_typed_by_a_person_is_text():
    assert read_xlsx(xlsx_bytes(["a"], [["#N/A"]], ""))["A2"].data_type == "s"
    assert read_xlsx(xlsx_bytes(["a"], [], "")).title == "数据"
