"""Matters and cases for programs, as they are read."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from kexie.base.kernel import clock
from kexie.base.matters.actions import cases
from kexie.base.matters.models import Case
from kexie.base.matters.tests.factories import AT

pytestmark = pytest.mark.django_db

NOWHERE = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(autouse=True)
def now():
    with clock.fixed(AT):
        yield


@pytest.fixture
def case(office, asking) -> Case:
    return cases.start(
        by=office.actor("plain"),
        at=AT,
        matter_id=asking.matter_id,
        answers={"topic": "月球上有什么", "phone": "13800138000"},
    )


def read(client, address: str):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_anybody_reads_what_can_be_applied_for(client, lecture, asking):
    found = read(client, "matters/?q=讲座&page_size=1")
    assert (found["count"], len(found["results"])) == (2, 1)
    row = found["results"][0]
    assert (row["code"], row["limit"], row["accepting"]) == ("asking", "10个工作日", True)
    assert read(client, "matters/?group=没有这个平台")["count"] == 0


def test_a_matter_is_told_with_its_texts_steps_and_form(client, asking):
    found = read(client, "matters/asking/")
    assert [text["key"] for text in found["texts"]] == ["summary", "audience", "basis", "result"]
    assert [(step["name"], step["who"], step["limit"]) for step in found["steps"]] == [
        ("受理", "受理窗口", "1个工作日"),
        ("补正材料", "申请人", ""),
        ("审批", "科普部", "3个工作日"),
    ]
    form = found["form"]
    Draft202012Validator.check_schema(form)
    assert form["properties"]["phone"]["x-element"] == "mobile_phone"
    assert form["properties"]["price"]["x-show-when"]
    assert form["properties"]["person_name"]["x-known"] is True
    assert form["properties"]["helpers"]["maxItems"] == 3
    assert set(form["required"]) == {"phone", "topic", "participants_count", "is_free", "kind", "helpers"}
    assert [paper["key"] for paper in form["x-papers"]] == ["plan", "permit"]
    assert client.get("/api/v1/matters/unknown/").status_code == 404


def test_the_schema_takes_what_the_form_takes(client, asking):
    form = read(client, "matters/asking/")["form"]
    good = {
        "phone": "13800138000",
        "topic": "月球上有什么",
        "participants_count": 120,
        "is_free": True,
        "kind": "class",
        "helpers": [{"helper_name": "林小满", "helper_hours": 2.5}],
    }
    assert list(Draft202012Validator(form).iter_errors(good)) == []
    wrong = Draft202012Validator(form).iter_errors(good | {"phone": "1", "kind": "garden", "helpers": []})
    assert {error.path[0] for error in wrong} == {"phone", "kind", "helpers"}


def test_who_has_applied_reads_the_way_of_the_case(office, case):
    client = office.client("plain")
    assert [row["number"] for row in read(client, "me/cases/?state=open")["results"]] == [case.number]
    assert read(client, "me/cases/?state=ended")["count"] == 0
    answer = client.get(f"/api/v1/me/cases/{case.pk}/")
    assert answer["ETag"] == f'"{case.revision}"'
    assert answer["Cache-Control"] == "no-store, private"
    found = answer.json()
    assert (found["state"], found["revision"], found["tasks"]) == ("open", case.revision, [])
    [begun] = found["timeline"]
    assert ("phone", "138****8000") in [(row["key"], row["value"]) for row in begun["said"][0]["answers"]]


def test_who_handles_it_reads_the_task_and_its_form(office, case):
    client = office.client("editor")
    assert [row["matter"] for row in read(client, "cases/")["results"]] == ["asking"]
    [task] = read(client, f"cases/{case.pk}/")["tasks"]
    assert (task["name"], task["unit"], task["may_do"]) == ("受理", "办公室", True)
    assert [one["const"] for one in task["form"]["properties"]["acceptance"]["oneOf"]] == ["accept", "mend", "refuse"]
    [seen] = read(office.client("keeper"), f"cases/{case.pk}/")["tasks"]
    assert (seen["may_do"], seen["form"]) == (False, None)


@pytest.mark.parametrize("member", ["clerk_b", "unit_admin_b", "clerk_a"])
def test_a_case_of_another_unit_is_not_there(office, case, member):
    client = office.client(member)
    there, nowhere = (client.get(f"/api/v1/cases/{key}/") for key in (case.pk, NOWHERE))
    assert there.status_code == nowhere.status_code == 404
    assert client.get(f"/api/v1/me/cases/{case.pk}/").status_code == 404
    assert case.number not in client.get("/api/v1/cases/").content.decode()
    assert case.number not in client.get("/api/v1/me/cases/").content.decode()


def test_nobody_reads_cases_without_a_log_in(client, case):
    for address in ("cases/", f"cases/{case.pk}/", "me/cases/", f"me/cases/{case.pk}/"):
        answer = client.get(f"/api/v1/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_state_that_there_is_not_is_refused(office, case):
    answer = office.client("editor").get("/api/v1/cases/?state=lost")
    assert answer.status_code == 422
    assert "state" in answer.json()["errors"]
