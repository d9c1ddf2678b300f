"""What programs do in cases: once for each key, on what they have seen, with what is wrong told by name."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from kexie.base.kernel import clock
from kexie.base.matters.models import Case, CaseNote, CasePaper, CaseState, CaseStep, CaseTask, MatterVersion, TaskState
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.tests.asked import PDF
from kexie.base.matters.tests.factories import AT
from kexie.base.matters.tests.test_cases import KEPT, applied
from kexie.base.matters.tests.test_messages import OWN, case_of

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, Any] = {
    "phone": "138 0013 8000",
    "topic": "月球上有什么",
    "day": "2027-03-01",
    "participants_count": 120,
    "is_free": True,
    "kind": "class",
    "helpers": [{"helper_name": "林小满", "helper_hours": 2.5}],
}
PLAN = {"key": "plan", "name": "方案.pdf", "content": base64.b64encode(PDF).decode()}
ALL = {"answers": ANSWERS, "papers": [PLAN]}


@pytest.fixture(autouse=True)
def now():
    with clock.fixed(AT):
        yield


def act(client, address: str, body: object = None, *, key: str = "key-1", seen: int | None = None, **more: str):
    """One request."""
    headers = {"Idempotency-Key": key} | ({"If-Match": f'"{seen}"'} if seen is not None else {}) | more
    return client.post(f"/api/v1/{address}", json.dumps(body or {}), content_type="application/json", headers=headers)


def problem(answer, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.beyond("a test").get(case=case, state=TaskState.OPEN)


def now_of(case: Case) -> Case:
    return Case.objects.beyond("a test").get(pk=case.pk)


@pytest.fixture
def case(office, lecture) -> Case:
    return applied(office, lecture)


def test_one_applies_and_the_same_request_counts_once(office, asking):
    client = office.client("plain")
    first, again = (act(client, "matters/asking/cases/", ALL) for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    [case] = Case.objects.beyond("a test")
    assert (first.json()["number"], first.json()["revision"]) == (case.number, case.revision)
    said = answers_of(case)
    assert (said["phone"], said["person_name"], said["is_free"]) == ("13800138000", "许一鸣", True)
    assert said["helpers"] == [{"helper_name": "林小满", "helper_hours": 2.5}]
    assert CasePaper.objects.beyond("a test").get(case=case).key == "plan"


def test_a_key_is_not_used_for_another_request(office, asking):
    client = office.client("plain")
    act(client, "matters/asking/cases/", ALL)
    other = act(client, "matters/asking/cases/", {**ALL, "answers": {**ANSWERS, "topic": "火星上有什么"}})
    assert "Idempotency-Key" in problem(other, 422)["detail"]
    assert act(office.client("editor"), "matters/asking/cases/", ALL).status_code == 200
    assert Case.objects.beyond("a test").count() == 2


def test_what_is_wrong_is_told_by_name_and_nothing_is_kept(office, asking):
    answers = {
        **ANSWERS,
        "phone": "12",
        "kind": "garden",
        "nonsense": 1,
        "topic": {"a": 1},
        "helpers": [{"helper_hours": 2.5}],
    }
    answer = act(office.client("plain"), "matters/asking/cases/", {"answers": answers})
    errors = problem(answer, 422)["errors"]
    assert set(errors) == {"phone", "kind", "nonsense", "topic", "helpers.0.helper_name", "papers.plan"}
    assert errors["kind"] == ["只能取以下值之一：hall（报告厅）、class（教室）。"]
    assert errors["helpers.0.helper_name"] == ["请填写“志愿者姓名”。"]
    assert errors["papers.plan"] == ["请上传“活动方案”。"]
    assert not Case.objects.beyond("a test").exists()
    assert act(office.client("plain"), "matters/asking/cases/", ALL).status_code == 200, "the key is free again"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("[", "body"),
        ("", "body"),
        ("[]", "body"),
        ('{"answers": 1}', "answers"),
        ('{"answer": {}}', "answer"),
        ('{"answers": {"topic": "\\u0000"}}', "body"),
        ('{"answers": {"topic": "\\ud800"}}', "body"),
        ('{"unit": "nobody"}', "unit"),
        ('{"papers": [{"key": "plan", "name": "a.pdf"}]}', "content"),
    ],
)
def test_what_is_no_content_is_told(office, asking, body, named):
    answer = office.client("plain").post(
        "/api/v1/matters/asking/cases/", body, content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    assert named in problem(answer, 422)["errors"], answer.content.decode()


def test_a_file_that_is_no_good_is_told(office, asking):
    papers = [PLAN | {"content": "§"}, {**PLAN, "key": "nowhere"}]
    errors = problem(act(office.client("plain"), "matters/asking/cases/", {**ALL, "papers": papers}), 422)["errors"]
    assert set(errors) == {"papers.plan", "papers.nowhere"}
    exe = {**PLAN, "content": base64.b64encode(b"MZ\x00").decode()}
    assert (
        "papers.plan"
        in problem(act(office.client("plain"), "matters/asking/cases/", {**ALL, "papers": [exe]}), 422)["errors"]
    )


def test_one_does_not_apply_for_a_unit_one_does_not_act_for(office, asking):
    client = office.client("plain")
    answer = act(client, "matters/asking/cases/", {**ALL, "unit": str(office.unit("云台区科协").uid)})
    assert problem(answer, 422)["errors"] == {"unit": ["您不能以单位的名义申请这个事项，请不写 unit。"]}
    answer = act(client, "matters/asking/cases/", {**ALL, "channel": "phone", "applicant": "某人"})
    assert problem(answer, 422)["errors"] == {"channel": ["您不能代他人申请这个事项，请不写 channel。"]}
    assert not Case.objects.beyond("a test").exists()


def test_in_whose_name_one_may_apply_is_listed(office, asking):
    other = act(office.client("clerk_a"), "matters/asking/cases/", {**ALL, "unit": str(office.unit("云台区科协").uid)})
    own = office.unit("青溪区科协")
    sentence = f"只能取以下值之一：{own.uid}（{own.name}）。本人申请的不写 unit。"
    assert problem(other, 422)["errors"]["unit"] == [sentence]
    wrong = act(office.client("editor"), "matters/asking/cases/", {**ALL, "channel": "fax", "applicant": "某人"})
    assert problem(wrong, 422)["errors"]["channel"] == [
        "只能取以下值之一：window（窗口）、phone（电话）、mail（邮件）、letter（来信）。"
    ]
    nobody = act(office.client("editor"), "matters/asking/cases/", {**ALL, "channel": "phone"})
    assert problem(nobody, 422)["errors"]["applicant"] == ["请填写申请人姓名，或者选择申请单位。"]


def test_a_matter_for_units_says_so_to_persons(office, asking):
    MatterVersion.objects.filter(pk=asking.pk).update(applicants="units")
    person = problem(act(office.client("plain"), "matters/asking/cases/", ALL), 422)["errors"]
    assert person == {"unit": ["这个事项由单位申请，您没有可以代表的单位，不能提交。"]}
    unit = office.unit("青溪区科协")
    unsaid = problem(act(office.client("clerk_a"), "matters/asking/cases/", ALL), 422)["errors"]["unit"]
    assert unsaid == [f"这个事项由单位申请，请写明 unit。只能取以下值之一：{unit.uid}（{unit.name}）。"]
    assert act(office.client("clerk_a"), "matters/asking/cases/", {**ALL, "unit": str(unit.uid)}).status_code == 200


@pytest.mark.parametrize("value", [5, 2.5, True])
@pytest.mark.parametrize("key", ["topic", "phone", "day", "kind"])
def test_what_the_schema_calls_a_string_is_no_number(office, asking, key, value):
    sent = {**ALL, "answers": {**ANSWERS, key: value}}
    errors = problem(act(office.client("plain"), "matters/asking/cases/", sent), 422)["errors"]
    assert errors[key] == ["请写成文字，放在双引号中。"]
    assert not Case.objects.beyond("a test").exists()


def test_a_row_is_looked_at_in_the_same_way(office, asking):
    sent = {**ALL, "answers": {**ANSWERS, "helpers": [{"helper_name": 5, "helper_hours": 2.5}]}}
    errors = problem(act(office.client("plain"), "matters/asking/cases/", sent), 422)["errors"]
    assert errors["helpers.0.helper_name"] == ["请写成文字，放在双引号中。"]


def test_a_task_is_claimed_put_back_and_done(office, case):
    client, task = office.client("editor"), task_of(case)
    claimed = act(client, f"tasks/{task.pk}/claim/", key="1", seen=case.revision)
    assert claimed.status_code == 200
    assert task_of(case).holder_id == office.account("editor").pk
    freed = act(client, f"tasks/{task.pk}/release/", key="2", seen=claimed.json()["revision"])
    assert task_of(case).holder_id is None
    finished = act(client, f"tasks/{task.pk}/complete/", {"answers": {}}, key="3", seen=freed.json()["revision"])
    assert finished.status_code == 200, finished.content.decode()
    assert task_of(case).name == "审批"
    again = act(client, f"tasks/{task.pk}/complete/", {"answers": {}}, key="3", seen=freed.json()["revision"])
    assert again.json() == finished.json()
    assert CaseStep.objects.beyond("a test").filter(case=case, kind="done").count() == 1
    late = act(client, f"tasks/{task.pk}/complete/", {"answers": {}}, key="4", seen=finished.json()["revision"])
    assert problem(late, 409)["type"] == "urn:kexie:matters.task_gone"


def test_a_task_is_answered_by_its_form(office, asking):
    act(office.client("plain"), "matters/asking/cases/", ALL)
    case = Case.objects.beyond("a test").get()
    client, task = office.client("editor"), task_of(case)
    wrong = act(client, f"tasks/{task.pk}/complete/", {"answers": {"acceptance": "perhaps"}}, seen=case.revision)
    known = "只能取以下值之一：accept（受理）、mend（补正）、refuse（不予受理）。"
    assert problem(wrong, 422)["errors"] == {"acceptance": [known]}
    assert task_of(case).pk == task.pk
    good = act(client, f"tasks/{task.pk}/complete/", {"answers": {"acceptance": "refuse"}}, seen=case.revision)
    assert (good.json()["state"], good.json()["outcome"]) == ("ended", "rejected")


@pytest.mark.parametrize("tag", ['"0"', '"999"', "2", "*", 'W/"2"', '"x"'])
def test_whoever_has_not_seen_the_last_step_stores_nothing(office, case, tag):
    before = CaseStep.objects.beyond("a test").count()
    address = f"tasks/{task_of(case).pk}/complete/"
    stale = act(office.client("editor"), address, {"answers": {}}, **{"If-Match": tag})
    assert "重新读取" in problem(stale, 412)["detail"]
    own = act(office.client("plain"), f"me/cases/{case.pk}/withdraw/", {"reason": "不办了"}, **{"If-Match": tag})
    assert problem(own, 412)["type"] == "urn:kexie:precondition_failed"
    assert CaseStep.objects.beyond("a test").count() == before


def test_both_headers_are_asked_for(office, case):
    client, address = office.client("editor"), f"/api/v1/tasks/{task_of(case).pk}/claim/"
    errors = problem(client.post(address, content_type="application/json"), 422)["errors"]
    assert set(errors) == {"Idempotency-Key", "If-Match"}
    assert "请在请求头中写上 Idempotency-Key：1至64个" in errors["Idempotency-Key"][0]
    assert 'ETag，连同引号，例如 "3"。' in errors["If-Match"][0]
    long = client.post(
        address, content_type="application/json", headers={"Idempotency-Key": "长" * 3, "If-Match": '"1"'}
    )
    assert set(problem(long, 422)["errors"]) == {"Idempotency-Key"}
    form = client.post(address, {"seen": 1}, headers={"Idempotency-Key": "1", "If-Match": '"1"'})
    assert set(problem(form, 422)["errors"]) == {"body"}


def test_one_takes_an_application_back(office, case):
    client, address = office.client("plain"), f"me/cases/{case.pk}/withdraw/"
    assert "reason" in problem(act(client, address, {"reason": " "}, seen=case.revision), 422)["errors"]
    first, again = (act(client, address, {"reason": "不办了"}, seen=case.revision) for _ in range(2))
    assert first.json() == again.json()
    assert now_of(case).state == CaseState.WITHDRAWN


@pytest.mark.parametrize(
    ("member", "door", "process"), [("plain", "me/cases", OWN), ("reviewer", "cases", KEPT)], ids=["own", "office"]
)
def test_a_message_is_told(office, member, door, process):
    case = case_of(office, "kept", process)
    client, case = office.client(member), now_of(case)
    [wait] = client.get(f"/api/v1/{door}/{case.pk}/").json()["messages"]
    assert wait["name"] == "学校确认"
    other = act(client, f"{door}/{case.pk}/messages/", {"message": "别的"}, key="0", seen=case.revision)
    assert problem(other, 409)["type"] == "urn:kexie:matters.task_gone"
    body = {"message": "学校确认", "text": "好", "papers": [{"name": "方案.pdf", "content": PLAN["content"]}]}
    told, again = (act(client, f"{door}/{case.pk}/messages/", body, seen=case.revision) for _ in range(2))
    assert told.json() == again.json()
    assert told.json()["state"] == "ended"
    notes, papers = (rows.beyond("a test").filter(case=case).count() for rows in (CaseNote.objects, CasePaper.objects))
    assert (notes, papers) == (1, 1)


@pytest.mark.parametrize(
    ("member", "door", "process"), [("plain", "me/cases", KEPT), ("reviewer", "cases", OWN), ("editor", "cases", KEPT)]
)
def test_a_message_of_another_lane_is_not_told(office, member, door, process):
    client, case = office.client(member), case_of(office, "kept", process)
    assert client.get(f"/api/v1/{door}/{case.pk}/").json()["messages"] == []
    told = act(client, f"{door}/{case.pk}/messages/", {"message": "学校确认"}, seen=now_of(case).revision)
    assert "告知" in problem(told, 403)["detail"]
    assert now_of(case).state == CaseState.OPEN


@pytest.mark.parametrize("member", ["clerk_b", "unit_admin_b", "clerk_a", "system_admin"])
def test_a_case_of_another_unit_is_not_there(office, case, member):
    client = office.client(member)
    task = f"tasks/{task_of(case).pk}"
    for address, body in (
        (f"{task}/claim/", {}),
        (f"{task}/release/", {}),
        (f"{task}/complete/", {"answers": {}}),
        (f"cases/{case.pk}/messages/", {"message": "学校确认"}),
        (f"me/cases/{case.pk}/messages/", {"message": "学校确认"}),
        (f"me/cases/{case.pk}/withdraw/", {"reason": "不办了"}),
    ):
        assert problem(act(client, address, body, seen=case.revision), 404)
    assert now_of(case).revision == case.revision


def test_nobody_acts_without_a_log_in_or_from_elsewhere(office, asking, client):
    assert act(client, "matters/asking/cases/", ALL).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = office.client("plain").cookies
    refused = act(strict, "matters/asking/cases/", ALL)
    assert "X-CSRFToken" in problem(refused, 403)["detail"]
    strict.cookies["csrf"] = token = "a" * 32
    assert act(strict, "matters/asking/cases/", ALL, **{"X-CSRFToken": token}).status_code == 200


def test_an_act_takes_no_other_method(office, case):
    answer = office.client("editor").get(f"/api/v1/tasks/{task_of(case).pk}/claim/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
