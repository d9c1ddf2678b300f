"""What whoever has applied reads of the office's answers: what a form tells, and not before a step turns to them."""

from __future__ import annotations

import copy

import pytest
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.matters.actions import cases
from kexie.base.matters.models import Case, CaseTask, TaskState
from kexie.base.matters.rules.bpmn.reading import read
from kexie.base.matters.rules.told import Passed, Weight, told_steps
from kexie.base.matters.rules.verbs import given_number
from kexie.base.matters.tests.drawn import straight
from kexie.base.matters.tests.factories import AT, FORMS, PROCESS, published

ACCEPTANCE = {
    "key": "acceptance",
    "label": "是否受理",
    "choices": [["accept", "受理"], ["mend", "补正"], ["refuse", "不予受理"]],
    "required": True,
}
WHAT = {"key": "what", "element": "handling_opinion", "label": "需要补正的内容", "tell": True}
ALONE = {"key": "alone", "element": "handling_opinion", "label": "只给同事看"}
DRAFT = {"key": "reply", "element": "reply_content", "label": "答复", "tell": True}


def office_step(number: int, node: str = "a", unit: str = "办公室") -> Passed:
    return Passed(number, Weight.OFFICE, (node, unit))


@pytest.mark.parametrize(
    ("steps", "turn", "told"),
    [
        ([office_step(1)], False, set()),
        ([office_step(1)], True, {1}),
        ([office_step(1), Passed(2, Weight.HEARD)], False, {1}),
        ([office_step(1), Passed(2, Weight.NOTHING)], False, set()),
        ([office_step(1), office_step(2), Passed(3, Weight.HEARD)], False, {2}),
        ([office_step(1), Passed(2, Weight.HEARD), office_step(3)], False, {1}),
        ([office_step(1), Passed(2, Weight.HEARD), office_step(3)], True, {1, 3}),
        ([office_step(1), office_step(2, unit="科普部"), office_step(3, "b")], True, {1, 2, 3}),
    ],
)
def test_an_answer_is_told_when_a_step_turns_to_the_applicant(steps, turn, told):
    assert told_steps(steps, turn=turn) == told


def test_a_number_is_the_results_where_the_process_gives_one():
    verb = straight('<bpmn:serviceTask id="n" kexie:verb="give_number" kexie:value="云科证"/>')
    other = straight('<bpmn:serviceTask id="n" kexie:verb="notify_applicant"/>')
    assert given_number(read(verb), {"document_number": "云科证〔2026〕1号"}) == "云科证〔2026〕1号"
    assert given_number(read(verb), {}) == ""
    assert given_number(read(other), {"document_number": "来文1号"}) == ""


@pytest.fixture
def case(office) -> Case:
    forms = copy.deepcopy(FORMS)
    forms[1]["groups"] = [{"key": "main", "title": "受理", "fields": [ACCEPTANCE, WHAT, ALONE]}]
    forms[2]["groups"] = [{"key": "main", "title": "审批", "fields": [DRAFT]}]
    process = PROCESS.replace(
        'verb="notify_applicant" kexie:value="您申请的讲座', 'verb="give_number" kexie:value="云科讲'
    )
    version = published(office, forms=forms, process=process)
    return cases.start(by=office.actor("plain"), at=AT, matter_id=version.matter_id, answers={})


def do(office, case: Case, member: str, **answers: str) -> None:
    task = CaseTask.objects.get(case=case, state=TaskState.OPEN)
    cases.complete(by=office.actor(member), at=AT, task_id=task.pk, answers=answers)


def own(office, case: Case) -> str:
    with clock.fixed(AT):
        return office.as_("plain").get(reverse("matters:my-case", args=[case.pk])).content.decode()


@pytest.mark.django_db
def test_who_has_to_mend_reads_what_and_nothing_else(office, case):
    do(office, case, "editor", acceptance="mend", what="请补场地照片", alone="像是重复申请")
    page = own(office, case)
    assert "办理单位告知" in page
    assert "请补场地照片" in page
    assert "像是重复申请" not in page


@pytest.mark.django_db
def test_what_waits_for_consent_is_not_told_before_the_end(office, case):
    do(office, case, "editor", acceptance="accept", what="已经受理")
    assert "已经受理" not in own(office, case)
    do(office, case, "reviewer", reply="三月二十日到校")
    page = own(office, case)
    assert "三月二十日到校" in page
    assert "结果文号" in page
    with clock.fixed(AT):
        desk = office.as_("editor").get(reverse("matters:case", args=[case.pk])).content.decode()
    assert "结果文号" in desk
