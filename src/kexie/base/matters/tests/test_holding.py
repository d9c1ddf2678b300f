"""Who holds a task: claim, release, hand over, give back, leave, another limit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.matters.actions import cases, due_dates, holding, leaving, returning
from kexie.base.matters.errors import CaseChanged, MatterInvalid, NoReturn, TaskGone
from kexie.base.matters.models import Case, CaseStep, CaseTask, Leave, StepKind, TaskState
from kexie.base.matters.queries.sealed import answers_of
from kexie.base.matters.tests.factories import AT
from kexie.base.notifications.api import notices

pytestmark = pytest.mark.django_db

DAY = AT.date()


@pytest.fixture
def case(office, lecture) -> Case:
    return cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={"topic": "月球"})


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.get(case=case, state=TaskState.OPEN)


def last_step(case: Case) -> CaseStep:
    return CaseStep.objects.filter(case=case).latest("number")


def claimed(office, case, member="editor") -> CaseTask:
    holding.claim(by=office.actor(member), at=AT, task_id=task_of(case).pk)
    return task_of(case)


def test_a_claim_stands_in_the_history_and_a_second_one_of_mine_does_nothing(office, case):
    task = claimed(office, case)
    assert (task.holder, task.holder_name) == (office.account("editor"), "周青禾")
    assert (last_step(case).kind, last_step(case).name) == (StepKind.CLAIM, "受理")
    count = CaseStep.objects.count()
    claimed(office, case)
    assert CaseStep.objects.count() == count


def test_what_a_colleague_holds_is_not_claimed_and_not_done(office, case):
    task = claimed(office, case)
    with pytest.raises(TaskGone):
        holding.claim(by=office.actor("sender"), at=AT, task_id=task.pk)
    with pytest.raises(TaskGone):
        cases.complete(by=office.actor("sender"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})
    with pytest.raises(TaskGone):
        holding.release(by=office.actor("sender"), at=AT, task_id=task.pk)


@pytest.mark.parametrize("member", ["clerk_a", "clerk_b", "unit_admin_b", "web_editor", "visitor"])
def test_to_others_there_is_no_such_task(office, case, member):
    with pytest.raises(NotFound):
        holding.claim(by=office.actor(member), at=AT, task_id=task_of(case).pk)
    with pytest.raises(NotFound):
        holding.release(by=office.actor(member), at=AT, task_id=task_of(case).pk)
    with pytest.raises(NotFound):
        holding.hand_over(
            by=office.actor(member), at=AT, task_id=task_of(case).pk, to=office.account("sender").pk, reason="出差"
        )


def test_who_has_seen_an_older_state_stores_nothing(office, case):
    with pytest.raises(CaseChanged):
        holding.claim(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, seen=case.revision - 1)
    assert task_of(case).holder is None


def test_a_task_is_put_back(office, case):
    task = claimed(office, case)
    holding.release(by=office.actor("editor"), at=AT, task_id=task.pk)
    assert (task_of(case).holder, task_of(case).holder_name) == (None, "")
    assert last_step(case).data == {"held_by": "周青禾"}
    claimed(office, case, "sender")


def test_a_task_goes_to_a_colleague_with_the_reason(office, case):
    task = claimed(office, case)
    holding.hand_over(
        by=office.actor("editor"), at=AT, task_id=task.pk, to=office.account("sender").pk, reason=" 出差一周 "
    )
    assert task_of(case).holder == office.account("sender")
    step = last_step(case)
    assert (step.kind, step.data["to"], answers_of(step)) == (
        StepKind.HAND_OVER,
        "梁望京",
        {"reason": "出差一周"},
    )
    told = notices(office.actor("sender")).get()
    assert "周青禾把“受理”转给您办理" in told.title
    cases.complete(by=office.actor("sender"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})


@pytest.mark.parametrize("member", ["clerk_b", "reviewer", "plain", "disabled"])
def test_a_task_goes_to_nobody_who_may_not_do_it(office, case, member):
    with pytest.raises(MatterInvalid) as refused:
        holding.hand_over(
            by=office.actor("editor"), at=AT, task_id=task_of(case).pk, to=office.account(member).pk, reason="出差"
        )
    assert list(refused.value.data["errors"]) == ["to"]


def test_a_task_is_not_handed_over_without_a_reason(office, case):
    with pytest.raises(MatterInvalid):
        holding.hand_over(
            by=office.actor("editor"), at=AT, task_id=task_of(case).pk, to=office.account("sender").pk, reason="  "
        )


def test_supervision_hands_over_what_another_holds(office, case):
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    task = claimed(office, case, "reviewer")
    holding.hand_over(
        by=office.actor("signer"), at=AT, task_id=task.pk, to=office.account("signer").pk, reason="另有任务"
    )
    assert task_of(case).holder == office.account("signer")


def test_the_task_of_the_applicant_is_nobody_elses_to_hold(office, case):
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    with pytest.raises(TaskGone):
        holding.claim(by=office.actor("plain"), at=AT, task_id=task_of(case).pk)


def test_a_task_goes_back_to_who_did_the_one_before(office, case):
    first = task_of(case)
    cases.complete(by=office.actor("editor"), at=AT, task_id=first.pk, answers={"acceptance": "accept"})
    given = returning.give_back(by=office.actor("reviewer"), at=AT, task_id=task_of(case).pk, reason="请核对日期")
    again = task_of(case)
    assert (again.node, again.holder) == ("accept", office.account("editor"))
    assert again.pk != first.pk
    assert CaseTask.objects.get(pk=first.pk).state == TaskState.DONE
    assert CaseTask.objects.get(case=case, node="decide").state == TaskState.CANCELLED
    assert answers_of(last_step(case)) == {"reason": "请核对日期"}
    assert not given.waits.beyond("a test").exists()
    cases.complete(by=office.actor("editor"), at=AT, task_id=again.pk, answers={"acceptance": "accept"})
    assert task_of(case).node == "decide"


def test_a_task_goes_back_to_the_applicant(office, case):
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    cases.complete(by=office.actor("plain"), at=AT, task_id=task_of(case).pk, answers={"topic": "火星"})
    returning.give_back(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, reason="题目还不清楚")
    assert (task_of(case).node, task_of(case).person) == ("mend", office.person("plain"))


def test_there_is_nobody_before_the_first(office, case):
    with pytest.raises(NoReturn):
        returning.give_back(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, reason="退回")
    with pytest.raises(NotFound):
        returning.give_back(by=office.actor("clerk_b"), at=AT, task_id=task_of(case).pk, reason="退回")


def test_supervision_sets_another_limit(office, case):
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    task, day = task_of(case), date(2026, 3, 20)
    CaseTask.objects.filter(pk=task.pk).update(reminders=2)
    now = Case.objects.get(pk=case.pk)
    due_dates.set_task_due(
        by=office.actor("signer"), at=AT, task_id=task.pk, day=day, reason="专家出差", seen=now.revision
    )
    assert task_of(case).due_at.isoformat() == "2026-03-20T09:30:00+00:00"
    assert task_of(case).reminders == 0
    now = Case.objects.get(pk=case.pk)
    due_dates.set_case_due(by=office.actor("signer"), at=AT, case_id=case.pk, day=day, reason="同上", seen=now.revision)
    step = last_step(case)
    assert step.name == "整个办件的期限改为2026年3月20日（周五）17:30"
    assert step.data["before"].startswith("2026-03-24")
    with pytest.raises(MatterInvalid):
        due_dates.set_case_due(
            by=office.actor("signer"), at=AT, case_id=case.pk, day=date(2026, 3, 9), reason="改", seen=now.revision + 1
        )
    with pytest.raises(NotPermitted):
        due_dates.set_case_due(
            by=office.actor("editor"), at=AT, case_id=case.pk, day=day, reason="改", seen=now.revision + 1
        )
    with pytest.raises(NotFound):
        due_dates.set_case_due(
            by=office.actor("unit_admin_b"), at=AT, case_id=case.pk, day=day, reason="改", seen=now.revision + 1
        )


def leave(office, member="sender", deputy="editor", begin=DAY, end=DAY + timedelta(days=3)) -> Leave:
    return leaving.set_leave(
        by=office.actor(member), at=AT, deputy_id=office.account(deputy).pk, begin=begin, end=end, note="年休假"
    )


def test_a_deputy_does_what_was_given_to_who_is_away_and_only_then(office, case):
    task = claimed(office, case, "sender")
    made = leave(office)
    assert "梁望京请您在休假期间代办" in notices(office.actor("editor")).get().title
    with pytest.raises(TaskGone):
        cases.complete(
            by=office.actor("editor"), at=AT + timedelta(days=6), task_id=task.pk, answers={"acceptance": "accept"}
        )
    leaving.end_leave(by=office.actor("sender"), at=AT, leave_id=made.pk)
    with pytest.raises(TaskGone):
        cases.complete(by=office.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})
    leave(office)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})


@pytest.mark.parametrize("deputy", ["reviewer", "clerk_b", "plain", "sender", "disabled"])
def test_only_who_has_one_of_the_same_roles_stands_in(office, deputy):
    with pytest.raises(MatterInvalid):
        leave(office, deputy=deputy)


def test_leaves_do_not_overlap_nor_end_before_they_begin(office):
    leave(office)
    for days in ((DAY, DAY - timedelta(days=1)), (DAY - timedelta(days=9), DAY - timedelta(days=2)), (DAY, DAY)):
        with pytest.raises(MatterInvalid):
            leave(office, begin=days[0], end=days[1])
    with pytest.raises(MatterInvalid):
        leave(office, "editor", "sender")
    with pytest.raises(NotFound):
        leaving.end_leave(by=office.actor("editor"), at=AT, leave_id=Leave.objects.get().pk)
