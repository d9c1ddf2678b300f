"""Cases from application to end: who is next, what is refused, what time does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.ledger.api import Entry
from kexie.base.matters.actions import cases
from kexie.base.matters.errors import CaseChanged, TaskGone
from kexie.base.matters.models import Case, CaseState, CaseStep, CaseTask, CaseWait, TaskState
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.tests.factories import AT, PROCESS, published

pytestmark = pytest.mark.django_db


def applied(office, lecture, **answers):
    said = {"topic": "月球上有什么"} | answers
    return cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers=said)


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.get(case=case, state=TaskState.OPEN)


def done(office, member, case, at=AT, **answers) -> Case:
    return cases.complete(by=office.actor(member), at=at, task_id=task_of(case).pk, answers=answers)


def test_a_case_goes_from_hand_to_hand_to_its_end(office, lecture):
    case = applied(office, lecture)
    assert task_of(case).unit == office.unit("办公室")
    done(office, "editor", case, acceptance="accept")
    task = task_of(case)
    assert (task.node, task.unit, task.role) == ("decide", office.unit("科普部"), "leader")
    # Three working days after a Tuesday: Friday, at the end of office hours.
    assert task.due_at.isoformat() == "2026-03-13T09:30:00+00:00"
    ended = done(office, "reviewer", case, decision="agree")
    assert (ended.state, ended.outcome) == (CaseState.ENDED, "done")
    assert answers_of(Case.objects.get(pk=case.pk)) == {
        "topic": "月球上有什么",
        "acceptance": "accept",
        "decision": "agree",
    }
    assert Entry.objects.get(source=f"matters.case:{case.pk}").title == f"专家进校园讲座（{case.number}）"
    assert not CaseWait.objects.filter(case=case).exists()


def test_what_is_sent_back_comes_back(office, lecture):
    case = applied(office, lecture)
    done(office, "editor", case, acceptance="mend")
    task = task_of(case)
    assert (task.node, task.person) == ("mend", office.person("plain"))
    done(office, "plain", case, topic="火星上有什么")
    assert task_of(case).node == "accept"
    ended = done(office, "editor", case, acceptance="refuse")
    assert (ended.state, ended.outcome) == (CaseState.ENDED, "rejected")
    assert not Entry.objects.filter(source=f"matters.case:{case.pk}").exists()


def test_time_passes_once(office, lecture):
    case = applied(office, lecture)
    done(office, "editor", case, acceptance="accept")
    assert cases.let_time_pass(at=AT + timedelta(days=1)) == 0
    assert cases.let_time_pass(at=AT + timedelta(days=3)) == 1
    assert cases.let_time_pass(at=AT + timedelta(days=3)) == 0
    # The boundary does not interrupt: the decision is still open.
    assert task_of(case).node == "decide"
    assert done(office, "reviewer", case, decision="agree").state == CaseState.ENDED


#: Whoever is late is reminded by a unit that there is not.
LOST = (
    PROCESS.replace(
        '<serviceTask id="remind" name="提醒" kexie:verb="notify_applicant"',
        '<manualTask id="remind" name="催办" kexie:limit="1d"',
    )
    .replace("<flowNodeRef>remind</flowNodeRef>", "")
    .replace(
        "</laneSet>",
        '<lane id="lost" name="督办" kexie:who="unit" kexie:unit="没有的单位" kexie:role="handler">'
        "<flowNodeRef>remind</flowNodeRef></lane></laneSet>",
    )
)


def test_a_case_that_is_stuck_holds_no_other_up(office):
    stuck, sound = published(office, code="lost", process=LOST), published(office, code="sound")
    for version in (stuck, sound):
        done(office, "editor", applied(office, version), acceptance="accept")
    assert cases.let_time_pass(at=AT + timedelta(days=3)) == 1
    assert CaseWait.objects.get().case.version == stuck
    assert cases.let_time_pass(at=AT + timedelta(days=3, minutes=30)) == 0
    assert CaseWait.objects.get().due_at == AT + timedelta(days=3, hours=1)


def test_a_task_is_done_once(office, lecture):
    case = applied(office, lecture)
    task = task_of(case)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})
    with pytest.raises(TaskGone):
        cases.complete(by=office.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})


def test_whoever_has_not_seen_the_last_step_stores_nothing(office, lecture):
    case = applied(office, lecture)
    before = CaseStep.objects.count()
    with pytest.raises(CaseChanged):
        cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={}, seen=case.revision - 1)
    assert CaseStep.objects.count() == before


@pytest.mark.parametrize("member", ["clerk_a", "clerk_b", "plain", "reviewer", "system_admin", "visitor"])
def test_nobody_else_does_it(office, lecture, member):
    case = applied(office, lecture)
    with pytest.raises((NotFound, TaskGone)):
        cases.complete(by=office.actor(member), at=AT, task_id=task_of(case).pk, answers={})


def test_one_takes_an_application_back(office, lecture):
    case = applied(office, lecture)
    with pytest.raises(NotFound):
        cases.withdraw(by=office.actor("clerk_a"), at=AT, case_id=case.pk, seen=case.revision, reason="不办了")
    ended = cases.withdraw(by=office.actor("plain"), at=AT, case_id=case.pk, seen=case.revision, reason="不办了")
    assert ended.state == CaseState.WITHDRAWN
    assert not CaseTask.objects.filter(case=case, state=TaskState.OPEN).exists()


#: After the decision the case waits for the school to say that the day is kept.
KEPT = PROCESS.replace(
    '<serviceTask id="tell"',
    '<intermediateCatchEvent id="kept" name="学校确认">'
    '<messageEventDefinition id="kept_message" messageRef="message_kept"/></intermediateCatchEvent><serviceTask id="tell"',
).replace(
    '<sequenceFlow id="f6" sourceRef="decide" targetRef="tell"/>',
    '<sequenceFlow id="f6" sourceRef="decide" targetRef="kept"/><sequenceFlow id="f11" sourceRef="kept" targetRef="tell"/>',
)
KEPT = KEPT.replace("<flowNodeRef>tell</flowNodeRef>", "<flowNodeRef>tell</flowNodeRef><flowNodeRef>kept</flowNodeRef>")
KEPT = KEPT.replace(
    '<process id="lecture_process"', '<message id="message_kept" name="学校确认"/><process id="lecture_process"'
)


@pytest.fixture
def waiting(office):
    """A case that waits for the school."""
    case = applied(office, published(office, code="kept", process=KEPT))
    done(office, "editor", case, acceptance="accept")
    done(office, "reviewer", case, decision="agree")
    return case


@pytest.mark.parametrize("member", ["reviewer", "signer"])
def test_a_message_comes_from_those_of_the_lane_that_waits_for_it(office, waiting, member):
    ended = cases.take_message(by=office.actor(member), at=AT, case_id=waiting.pk, message="学校确认")
    assert ended.state == CaseState.ENDED


@pytest.mark.parametrize("member", ["plain", "editor", "keeper"])
def test_who_knows_of_the_case_is_told_whose_it_is(office, waiting, member):
    with pytest.raises(NotPermitted, match="由“科普部”告知"):
        cases.take_message(by=office.actor(member), at=AT, case_id=waiting.pk, message="学校确认")


@pytest.mark.parametrize("member", ["clerk_a", "clerk_b", "system_admin", "visitor"])
def test_nobody_else_brings_one(office, waiting, member):
    with pytest.raises(NotFound):
        cases.take_message(by=office.actor(member), at=AT, case_id=waiting.pk, message="学校确认")


def test_a_message_that_is_not_waited_for_changes_nothing(office, waiting):
    before = CaseStep.objects.count()
    with pytest.raises(TaskGone):
        cases.take_message(by=office.actor("plain"), at=AT, case_id=waiting.pk, message="别的消息")
    assert CaseStep.objects.count() == before
