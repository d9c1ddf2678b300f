"""The notice: page, DOCX and XLSX say the same figures, read back from each."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from html import unescape

import docx
import openpyxl
import pytest
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.models import AuditEvent
from kexie.domains.bulletin.queries.notice import notice_of
from kexie.domains.bulletin.rules.notice import cells_of
from kexie.domains.bulletin.rules.periods import Period
from kexie.domains.bulletin.rules.scoring import ScoringRules, cents
from kexie.domains.bulletin.tests.scoring import missed_by, printed, published_table
from kexie.domains.bulletin.tests.submitting import decided, from_b, sent_in

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 7, 3, 2, 0, tzinfo=UTC)
MAY = {"year": 2023, "first": 5, "last": 5}


@pytest.fixture(autouse=True)
def _today():
    with clock.fixed(NOW):
        yield


@pytest.fixture
def may(cast):
    rows = [
        ("甲", "科普工作", "", ("科普部", "青溪区科协", "云川市航空学会")),
        ("乙", "基层动态", "", ("青溪区科协",)),
    ]
    printed(cast, 17, date(2023, 5, 26), rows)
    published_table(cast, date(2023, 1, 1), ScoringRules(default=cents(2), missed=cents("1.5")))
    missed_by(cast, "云川市农学会", datetime(2023, 5, 18, 9, 0, tzinfo=UTC))
    decided(cast, sent_in(cast), "adopt")
    from_b(cast)
    return cast


def html_rows(response) -> list[tuple[str, ...]]:
    rows = re.findall(r"<tr>(.*?)</tr>", response.content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [tuple(unescape(cell) for cell in row) for row in cells if row[0] != "单位"]


def file_of(cast, fmt: str) -> bytes:
    answer = cast.as_("keeper").get(reverse("bulletin:notice-file", args=[fmt]), MAY)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def docx_rows(content: bytes) -> list[tuple[str, ...]]:
    tables = docx.Document(io.BytesIO(content)).tables
    return [tuple(cell.text for cell in row.cells) for table in tables for row in table.rows[1:]]


def sheet(content: bytes) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.values)


def as_printed(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def test_page_docx_and_xlsx_have_the_same_numbers(may):
    on_page = html_rows(may.as_("keeper").get(reverse("bulletin:notice"), MAY))
    assert on_page == [
        ("科普部", "0", "0", "—", "1", "0", "0", "0.67"),
        ("青溪区科学技术协会", "1", "1", "100.0%（1/1）", "2", "0", "0", "2.67"),
        ("云台区科学技术协会", "1", "0", "0.0%（0/1）", "0", "0", "0", "0"),
        ("云川市农学会", "0", "0", "—", "0", "0", "-1.5", "-1.5"),
        ("云川市航空学会", "0", "0", "—", "1", "0", "0", "0.66"),
        ("全部单位合计", "2", "1", "50.0%（1/2）", "2", "0", "-1.5", "2.5"),
    ]
    assert docx_rows(file_of(may, "docx")) == on_page
    in_sheet = [row for row in sheet(file_of(may, "xlsx"))[1:] if row[2] is not None]
    assert [(row[1], *map(as_printed, row[2:9])) for row in in_sheet] == on_page
    assert {type(row[8]) for row in in_sheet} <= {int, float}


def test_all_three_say_period_basis_moment_and_who_sent_nothing(may):
    page = unescape(re.sub(r"<[^>]+>", "", may.as_("keeper").get(reverse("bulletin:notice"), MAY).content.decode()))
    paper = "\n".join(line.text for line in docx.Document(io.BytesIO(file_of(may, "docx"))).paragraphs)
    cells = "\n".join(str(cell) for row in sheet(file_of(may, "xlsx")) for cell in row if cell is not None)
    for said in (page, paper, cells):
        for words in (
            "关于2023年5月信息报送和采用情况的通报",
            "共报送信息2条，采用1条，采用率50.0%（1/2）",
            "信息报送计分办法第1版",
            "2023年7月3日（周一）10:00",
            "机关部门：办公室、科创部、宣文部",
            "不分先后",
        ):
            assert words in said


def test_units_stand_in_the_order_of_the_tree_whatever_they_score(may):
    notice = notice_of(may.actor("editor"), Period(2023, 5, 5), at=NOW)
    assert [group.label for group in notice.with_figures] == ["机关部门", "区科协", "学会"]
    societies = cells_of(notice.with_figures[2])
    assert [row[0] for row in societies] == ["云川市农学会", "云川市航空学会"]
    assert float(societies[0][-1]) < float(societies[1][-1])


def test_no_person_is_named(may):
    content = may.as_("keeper").get(reverse("bulletin:notice"), MAY).content.decode()
    main = content[content.index("<main") :]
    for name in ("林知遥", "贺云舒", "苏明远"):
        assert name not in main


def test_a_period_without_anything(cast):
    published_table(cast, date(2023, 1, 1), ScoringRules())
    page = cast.as_("keeper").get(reverse("bulletin:notice"), {"year": 2022})
    text = unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))
    assert "没有生效的计分办法，不计分" in text
    assert "区科协：青溪区科学技术协会、云台区科学技术协会" in text


@pytest.mark.parametrize("name", ["clerk_a", "unit_admin_a", "sender"])
def test_units_do_not_make_it(may, name):
    assert may.as_(name).get(reverse("bulletin:notice")).status_code == 403
    assert may.as_(name).get(reverse("bulletin:notice-file", args=["docx"])).status_code == 403


def test_each_file_is_audited_and_others_are_not_found(may):
    file_of(may, "docx")
    told = AuditEvent.objects.get(action="bulletin.notice_export")
    assert (told.target, told.data["format"]) == ("bulletin.notice:2023-05-01:2023-05-31", "docx")
    assert may.as_("keeper").get(reverse("bulletin:notice-file", args=["pdf"])).status_code == 404


def test_names_are_no_formulas(may):
    unit = may.unit("云川市航空学会")
    unit.name = "=1+1学会"
    unit.save()
    names = [row[1] for row in sheet(file_of(may, "xlsx"))]
    assert "'=1+1学会" in names
