"""The list of matters as DOCX, PDF and XLSX: who answers for what, each step with its limit, each matter drawn."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from PIL import Image

from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted
from kexie.base.matters.actions import versions
from kexie.base.matters.queries.duties import duties
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.duties import steps_of
from kexie.base.matters.tests.drawn import LECTURE, process
from kexie.base.matters.tests.factories import AT

pytestmark = pytest.mark.django_db
URL = "/workbench/matters/list."
STEPS = [("受理窗口", "受理", "1个工作日"), ("申请人", "补正材料", ""), ("科普部", "审批", "3个工作日")]


def told(steps) -> list[tuple[str, str, str]]:
    return [(step.lane, step.task, step.limit) for step in steps]


@pytest.mark.usefixtures("lecture")
def test_a_matter_in_force_is_told_with_its_steps(office):
    [duty] = duties(office.actor("keeper"), on=AT.date())
    assert (duty.code, duty.lead, duty.window, duty.limit) == ("lecture", "科普部", "办公室", "10个工作日")
    assert sorted(told(duty.steps)) == sorted(STEPS)
    assert duty.picture is None


def test_steps_come_in_the_order_of_the_way():
    assert told(steps_of(read(process(LECTURE)))) == [
        ("申请单位", "填写申请", ""),
        ("受理窗口", "审核材料", "3个工作日"),
    ]


def test_what_is_not_in_force_and_what_is_others_is_not_in_it(office, lecture):
    draft = versions.begin_draft(by=office.actor("keeper"), at=AT, matter_id=lecture.matter_id)
    versions.save_draft(
        by=office.actor("keeper"), at=AT, version_id=draft.pk, seen=draft.revision, changes={"name": "别的名称"}
    )
    assert [duty.name for duty in duties(Platform(), on=AT.date())] == ["专家进校园讲座"]
    with pytest.raises(NotPermitted):
        duties(office.actor("clerk_b"), on=AT.date())


@pytest.mark.usefixtures("lecture")
def test_the_word_file_holds_each_matter_with_its_drawing(office):
    answer = office.client("keeper").get(f"{URL}docx")
    word = docx.Document(io.BytesIO(answer.content))
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert ["责任部门", "科普部"] in cells
    steps = [tuple(row[1:]) for row in cells if len(row) == 4 and row[0].isdigit()]
    assert sorted(steps) == sorted((lane, task, limit or "—") for lane, task, limit in STEPS)
    [shape] = word.inline_shapes
    assert "专家进校园讲座" in shape._inline.docPr.get("descr")
    [part] = [part for name, part in word.part.related_parts.items() if part.content_type == "image/png"]
    with Image.open(io.BytesIO(part.blob)) as picture:
        assert picture.width > 1000
        assert len(picture.convert("L").getcolors()) > 2  # something is drawn on it


@pytest.mark.usefixtures("lecture")
def test_the_sheet_holds_a_row_for_each_and_the_pdf_is_one(office):
    client = office.client("keeper")
    head, row = openpyxl.load_workbook(io.BytesIO(client.get(f"{URL}xlsx").content)).active.iter_rows(values_only=True)
    told_row = dict(zip(head, row, strict=True))
    assert (told_row["事项名称"], told_row["责任部门"]) == ("专家进校园讲座", "科普部")
    assert "受理窗口：受理（1个工作日）" in told_row["办理环节"]
    assert client.get(f"{URL}pdf").content.startswith(b"%PDF")
    assert client.get(f"{URL}odt").status_code == 404
    assert office.client("clerk_b").get(f"{URL}docx").status_code == 403
