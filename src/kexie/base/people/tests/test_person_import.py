"""Importing persons: judged before anything is written, all or nothing, and the same file again changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import tabular
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.people import queries
from kexie.base.people.actions import persons
from kexie.base.people.actions.person_import import counts, import_persons
from kexie.base.people.models import Person, PersonSecret, Post
from kexie.base.people.queries.person_import import SHEET
from kexie.base.people.queries.post_seals import is_intact
from kexie.base.people.rules.person_import import OnFile, planned
from kexie.base.people.tests.cast import AT
from kexie.base.people.tests.test_persons import identity

HEAD = [column.title for column in SHEET.columns]


def sheet(*rows: list) -> bytes:
    """A file as people send it."""
    return tabular.csv_bytes(HEAD, [[*row, *[""] * (len(HEAD) - len(row))] for row in rows])


def bring(by, *rows: list):
    return import_persons(by=by, at=AT, content=sheet(*rows), name="人员.csv")


WRONG = identity(2)[:-1] + ("1" if identity(2)[-1] == "0" else "0")
ONE = ["谷一川", identity(1), "13800000001", "男性", "青溪学院", "青溪区科协", "干事", "2022-01-01"]
TWO = ["田禾", "", "", "", "", "柳湾街道科协"]


def test_new_persons_come_with_numbers_posts_and_spellings(cast):
    by = cast.actor("unit_admin_a")
    steps, problems = bring(by, ONE, TWO)
    assert problems == []
    assert counts(steps) == {"added": 2, "changed": 0, "same": 0}
    person = Person.objects.get(name="谷一川")
    assert (person.sex, person.workplace, person.registered_in) == ("1", "青溪学院", cast.unit("青溪区科协"))
    post = Post.objects.get(person=person)
    assert (post.title, post.role, post.begin) == ("干事", "", date(2022, 1, 1))
    assert is_intact(post)
    assert [found.label for found in queries.person_options(by, "gyc", on=date(2023, 5, 23))] == ["谷一川"]
    assert AuditEvent.objects.get(action="person.import").data == {"added": 2, "changed": 0, "same": 0}


def test_the_same_file_again_changes_nothing(cast):
    by = cast.actor("unit_admin_a")
    bring(by, ONE, TWO)
    before = (Person.objects.count(), Post.objects.count(), PersonSecret.objects.count())
    steps, problems = bring(by, ONE, TWO)
    assert (problems, counts(steps)) == ([], {"added": 0, "changed": 0, "same": 2})
    assert (Person.objects.count(), Post.objects.count(), PersonSecret.objects.count()) == before


def test_who_is_on_file_is_completed(cast):
    by = cast.actor("unit_admin_a")
    unit = cast.unit("青溪区科协")
    persons.register_person(by=by, at=AT, name="谷一川", registered_in=unit, details={}, identity_number=identity(1))
    steps, problems = bring(by, ONE)
    assert (problems, counts(steps)) == ([], {"added": 0, "changed": 1, "same": 0})
    person = Person.objects.get(name="谷一川")
    assert person.workplace == "青溪学院"
    assert person.secrets.count() == 2
    assert person.posts.count() == 1


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        (["谷三川", WRONG, "", "", "", "青溪区科协"], "B", "check"),
        (["谷三川", "", "", "", "", ""], "F", "required"),
        (["谷三川", "", "", "", "", "云台区科协"], "F", "unknown"),
        (["谷三川", "", "", "", "", "青溪区科协", "干事"], "H", "required"),
        (["谷一川", identity(1), "", "", "", "青溪区科协"], "B", "twice"),
        (["", "", "", "", "", "青溪区科协"], "A", "required"),
    ],
)
def test_one_wrong_cell_keeps_everything_out_and_is_named(cast, row, column, rule):
    steps, problems = bring(cast.actor("unit_admin_a"), ONE, row)
    assert steps == []
    assert [(one.row, one.column, one.rule) for one in problems] == [(3, column, rule)]
    assert all(identity(1) not in one.value for one in problems)
    assert not Person.objects.filter(name="谷一川").exists()


def test_who_is_on_file_beyond_reach_is_neither_touched_nor_named(cast):
    there = cast.unit("云台区科协")
    persons.register_person(
        by=Platform(), at=AT, name="谷一川", registered_in=there, details={}, identity_number=identity(1)
    )
    steps, [problem] = bring(cast.actor("unit_admin_a"), ONE)
    assert steps == []
    assert problem.rule == "beyond"
    assert "云台" not in problem.message
    assert Person.objects.filter(name="谷一川").count() == 1


def test_an_identity_number_under_another_name_is_looked_at_by_a_person(cast):
    by = cast.actor("unit_admin_a")
    bring(by, ONE)
    _steps, [problem] = bring(by, ["谷乙川", *ONE[1:]])
    assert (problem.rule, problem.column) == ("differs", "A")


def test_who_may_import(cast):
    with pytest.raises(NotPermitted):
        bring(cast.actor("clerk_a"), ONE)
    assert cast.client("clerk_a").get("/workbench/persons/import/").status_code == 403
    client = cast.client("unit_admin_a")
    assert client.get("/workbench/persons/import/").status_code == 200
    template = client.get("/workbench/persons/import/template/")
    assert template["Content-Type"] == tabular.XLSX_TYPE
    assert client.post("/workbench/persons/import/", {"submit_key": "a"}).status_code == 422
    sent = {"submit_key": "b", "file": SimpleUploadedFile("春季人员.csv", sheet(["甲"]))}
    page = client.post("/workbench/persons/import/", sent, follow=True).content.decode()
    assert "导入人员：春季人员.csv" in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("人员.pdf", b"%PDF-1.7 ...", "“人员.pdf”不是可以读取的表格"),
        ("人员.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "另存为 .xlsx 或 .csv"),
        ("人员.xlsx", b"PK\x03\x04 torn", "“人员.xlsx”已损坏或不完整"),
    ],
)
def test_what_is_no_sheet_is_refused_at_once_and_not_by_the_worker(cast, name, content, said):
    client = cast.client("unit_admin_a")
    sent = {"submit_key": name, "file": SimpleUploadedFile(name, content)}
    answer = client.post("/workbench/persons/import/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "导入人员：" not in client.get("/workbench/work/").content.decode()


ROW = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["甲", "乙"]),
        "identity_number": st.sampled_from(["", "1", "2"]),
        "mobile": st.sampled_from(["", "3", "4"]),
        "unit": st.sampled_from(["", "单位", "别处"]),
        "title": st.sampled_from(["", "干事"]),
        "begin": st.sampled_from([None, date(2022, 1, 1)]),
    }
)


@given(st.lists(ROW, max_size=8))
def test_every_row_is_judged_and_no_two_new_records_share_a_number(rows):
    plan = planned(list(enumerate(rows, start=2)), OnFile(units={"单位": 1}))
    assert [step.row for step in plan.steps] == list(range(2, len(rows) + 2))
    if not plan.faults:
        numbers = [step.secrets["identity_number"] for step in plan.steps if "identity_number" in step.secrets]
        assert len(numbers) == len(set(numbers))
        assert all(step.unit == 1 for step in plan.steps)


@pytest.mark.parametrize(("sex", "rules"), [("1", ["unfit"]), ("2", []), ("", []), ("9", [])])
def test_a_sex_that_the_identity_number_contradicts_is_named(sex, rules):
    row = {"name": "谷七川", "identity_number": identity(10), "sex": sex, "unit": "单位"}
    plan = planned([(2, row)], OnFile(units={"单位": 1}))
    assert [fault.rule for fault in plan.faults] == rules
