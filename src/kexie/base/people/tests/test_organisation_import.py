"""A sheet of units at its doors: template, report by cell, preview, the work, the second time."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import LongWork
from kexie.base.people import queries
from kexie.base.people.actions.organisation_import import import_organisations
from kexie.base.people.errors.organisations import PreviewChanged
from kexie.base.people.models import Organisation
from kexie.base.people.queries.organisation_sheet import SHEET, check_sheet
from kexie.base.people.tests.cast import AT, NAMES

HEAD = ["名称", "简称", "类别", "上级单位", "统一社会信用代码", "所在区", "地址"]
CODE = "511101050000000110"


def book(*rows: list[str], head: list[str] | None = None) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = SHEET.title
    for row in [head or HEAD, *rows]:
        sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


GOOD = book(
    ["柳湾邻里科学社", "", "基层组织", "柳湾街道科协", "", "青溪区", "柳湾路1号"],
    ["柳湾邻里一组", "", "基层组织", "柳湾邻里科学社", "", "", ""],
    ["云川市农学会", "市农学会", "", "", "", "", "青溪路1号"],
)
BAD = book(
    ["新学会", "", "学会", "没有的单位", "", "", ""],
    ["又一学会", "", "协会", "云川市科协", "123", "远方区", ""],
)


def upload(client, content: bytes, **given):
    file = SimpleUploadedFile("units.xlsx", content)
    return client.post(reverse("people:organisation-import"), {"sheet": file, **given})


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]


def test_the_template_has_every_column(cast):
    response = cast.client("system_admin").get(reverse("people:organisation-template"))
    sheet = load_workbook(io.BytesIO(response.content))[SHEET.title]
    written = {str(cell.value).rstrip("*＊ ") for row in sheet.iter_rows(max_row=4) for cell in row if cell.value}
    assert {column.title for column in SHEET.columns} <= {word.split("（")[0] for word in written} | written


def test_a_good_sheet_is_previewed_and_done_by_the_worker(cast):
    client = cast.client("system_admin")
    response = upload(client, GOOD)
    page = response.content.decode()
    assert response.status_code == 200, page
    assert "青溪路1号" in page
    assert "柳湾邻里一组" in page
    assert not Organisation.objects.filter(name="柳湾邻里一组").exists()
    given = {"kept": hidden(page, "kept"), "seen": hidden(page, "seen"), "submit_key": "k1"}
    for _twice in range(2):
        response = client.post(reverse("people:organisation-import"), given)
        assert response.status_code == 302
    outbox.deliver_due(at=clock.now())
    work = LongWork.objects.get()
    assert (work.state, work.counts) == ("done", {"added": 2, "updated": 1, "unchanged": 0})
    assert queries.find_unit("柳湾邻里一组").get_parent() == queries.find_unit("柳湾邻里科学社")
    assert queries.find_unit("市农学会") == cast.unit("云川市农学会")
    assert queries.find_unit("柳湾邻里科学社").district
    assert Organisation.find_problems() == ([], [], [], [], [])
    again = upload(client, GOOD).content.decode()
    assert "没有变化" in again
    assert check_sheet(cast.actor("system_admin"), GOOD, "units.xlsx").plan.unchanged == 3


def test_problems_are_told_by_cell_on_the_page_and_as_a_sheet(cast):
    client = cast.client("system_admin")
    before = Organisation.objects.count()
    response = upload(client, BAD)
    page = response.content.decode()
    assert response.status_code == 422
    for cell in ("D2", "C3", "E3", "F3"):
        assert f">{cell}<" in page
    answer = client.post(reverse("people:organisation-import"), {"kept": hidden(page, "kept"), "report": "1"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][1:4] == ("行", "列", "表头")
    assert {(row[1], row[2]) for row in rows[1:]} >= {(2, "D"), (3, "C"), (3, "E"), (3, "F")}
    assert Organisation.objects.count() == before


def test_what_has_changed_since_the_preview_is_shown_anew(cast):
    client = cast.client("system_admin")
    page = upload(client, GOOD).content.decode()
    Organisation.objects.filter(name="云川市农学会").update(address="别处")
    given = {"kept": hidden(page, "kept"), "seen": hidden(page, "seen"), "submit_key": "k1"}
    response = client.post(reverse("people:organisation-import"), given)
    assert response.status_code == 409
    assert "别处" in response.content.decode()
    with pytest.raises(PreviewChanged):
        import_organisations(by=Platform(), at=AT, content=GOOD, name="units.xlsx", seen=given["seen"])


def test_what_is_no_sheet_or_was_tampered_with_is_refused(cast):
    client = cast.client("system_admin")
    assert upload(client, b"not a sheet").status_code == 422
    response = client.post(reverse("people:organisation-import"), {"kept": "forged", "seen": "x", "submit_key": "k"})
    assert response.status_code == 422
    assert "已经失效" in response.content.decode()
    assert client.post(reverse("people:organisation-import"), {}).status_code == 422


@pytest.mark.parametrize("member", ["visitor", *(name for name in NAMES if name != "system_admin")])
def test_nobody_else_imports(cast, member):
    client = cast.client(member)
    for door in ("organisation-import", "organisation-template"):
        assert client.get(reverse(f"people:{door}")).status_code in {302, 403}
    assert upload(client, GOOD).status_code in {302, 403}
    assert not Organisation.objects.filter(name="柳湾邻里一组").exists()
