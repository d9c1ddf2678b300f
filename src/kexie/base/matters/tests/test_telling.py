"""Telling by the clock: new tasks, limits that come near, limits that are over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kexie.base.matters.actions import cases, holding
from kexie.base.matters.actions.telling import remind, tell_new
from kexie.base.matters.models import Case, CaseTask, TaskState
from kexie.base.matters.tests.factories import AT
from kexie.base.notifications.api import notices

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def applied(office, lecture) -> Case:
    return cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={"topic": "月球"})


def task_of(case: Case) -> CaseTask:
    return CaseTask.objects.get(case=case, state=TaskState.OPEN)


def told(office, member: str) -> list[str]:
    return [notice.title for notice in notices(office.actor(member))]


def test_whoever_may_do_a_new_task_is_told_once(office, lecture):
    applied(office, lecture)
    assert tell_new(at=AT) == 1
    assert tell_new(at=AT + HOUR) == 0
    assert told(office, "editor") == told(office, "sender") == ["新的办件任务：专家进校园讲座，受理"]
    for other in ("reviewer", "clerk_b", "keeper", "plain"):
        assert told(office, other) == []


def test_the_applicant_is_told_what_is_asked(office, lecture):
    case = applied(office, lecture)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "mend"})
    tell_new(at=AT)
    assert told(office, "plain") == ["请您办理：专家进校园讲座，补正材料"]
    assert notices(office.actor("plain")).get().url == f"/me/cases/{case.pk}/"


def test_many_new_tasks_are_one_notice(office, lecture):
    for _ in range(5):
        applied(office, lecture)
    assert tell_new(at=AT) == 5
    assert told(office, "editor") == ["办公室有5项新的办件任务"]


def test_a_limit_is_brought_to_mind_the_working_day_before_and_once_over(office, lecture):
    case = applied(office, lecture)
    cases.complete(by=office.actor("editor"), at=AT, task_id=task_of(case).pk, answers={"acceptance": "accept"})
    # Due at the end of Friday: nothing on Tuesday and Wednesday.
    assert [remind(at=AT), remind(at=AT + DAY)] == [0, 0]
    assert remind(at=AT + 2 * DAY) == 1
    assert remind(at=AT + 2 * DAY + HOUR) == 0
    assert told(office, "reviewer") == ["即将到期：专家进校园讲座，审批"]
    # The weekend is quiet; on Monday who supervises hears of it too.
    assert remind(at=AT + 5 * DAY) == 0
    assert remind(at=AT + 6 * DAY) == 1
    assert remind(at=AT + 6 * DAY + HOUR) == 0
    assert "已经超期：专家进校园讲座，审批" in told(office, "reviewer")
    assert told(office, "signer")[0] == "已经超期：专家进校园讲座，审批"


def test_what_somebody_holds_is_brought_to_his_mind_alone(office, lecture):
    case = applied(office, lecture)
    holding.claim(by=office.actor("sender"), at=AT, task_id=task_of(case).pk)
    assert remind(at=AT) == 0
    remind(at=AT + DAY)
    assert told(office, "sender") == ["即将到期：专家进校园讲座，受理"]
    assert told(office, "editor") == []
