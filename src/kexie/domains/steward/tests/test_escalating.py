"""Limits that come near or are over are told in steps, each once, to more people each time, never by mail at night."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.models import OutboxMessage
from kexie.base.matters import api as matters
from kexie.base.matters.api import Case, CaseTask
from kexie.base.matters.tests.factories import AT
from kexie.base.notifications.api import notices
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import SINCE
from kexie.domains.steward.models import Handling
from kexie.domains.steward.tasks import escalate

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("Asia/Shanghai")
HANDLER, LEADER, SUPERVISOR, TOP = "web_editor", "reviewer", "keeper", "security_admin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


@pytest.fixture
def desk(office):
    for member, role, unit in (
        (HANDLER, "matter_handler", "科普部"),
        (SUPERVISOR, "matter_supervisor", "云川市科协"),
        (TOP, "matter_leader", "云川市科协"),
    ):
        given = {"person": office.person(member), "organisation": office.unit(unit), "role": role, "title": ""}
        grant_post(by=Platform(), at=clock.now(), begin=SINCE, **given)
    return office


def told(desk, member) -> list[str]:
    """The titles of this member's notices about limits of cases, the oldest first."""
    rows = notices(desk.actor(member)).filter(kind="steward.limit").order_by("pk")
    return [notice.title for notice in rows]


def level(case) -> int:
    return Handling.objects.beyond("test").get(pk=case.pk).escalated


NEAR, OVER = "办件即将到期：专家进校园讲座", "办件已经超期：专家进校园讲座"


def test_step_by_step_each_hears_in_turn_and_once(desk, case):
    # Due on 24 March 2026 (a Tuesday) at 17:30.
    assert case.due_at == at("2026-03-24 17:30")
    for moment, count, expected in (
        ("2026-03-23 10:00", 0, 0),
        ("2026-03-24 09:00", 1, 1),
        ("2026-03-24 09:10", 0, 1),
        ("2026-03-24 17:31", 1, 2),
        ("2026-03-25 12:00", 0, 2),
        ("2026-03-25 17:30", 1, 3),
        ("2026-03-27 17:30", 1, 4),
        ("2026-04-30 09:00", 0, 4),
    ):
        assert escalate(at(moment)) == str(count), moment
        assert level(case) == expected, moment
    assert told(desk, HANDLER) == [NEAR, OVER, OVER, OVER]
    assert told(desk, LEADER) == told(desk, HANDLER)
    assert told(desk, SUPERVISOR) == [OVER, OVER]
    assert told(desk, TOP) == [OVER]
    assert told(desk, "clerk_b") == []


def test_after_a_long_silence_it_is_told_once(desk, case):
    assert escalate(at("2026-04-30 09:00")) == "1"
    assert told(desk, HANDLER) == told(desk, TOP) == [OVER]


def test_a_clock_that_stands_still_or_has_stopped_is_not_told(desk, case):
    task = CaseTask.objects.beyond("test").open().get(case=case)
    matters.complete(by=desk.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "mend"})
    assert escalate(at("2026-04-30 09:00")) == "0"
    seen = Case.objects.beyond("test").get(pk=case.pk).revision
    matters.withdraw(by=desk.actor("plain"), at=AT, case_id=case.pk, seen=seen, reason="不办了")
    assert escalate(at("2026-04-30 09:00")) == "0"


def test_another_limit_is_told_anew(desk, case):
    escalate(at("2026-03-24 17:31"))
    matters.set_case_due(
        by=desk.actor("reviewer"),
        at=at("2026-03-25 09:00"),
        case_id=case.pk,
        day=at("2026-03-30 00:00").date(),
        reason="专家改期",
        seen=case.revision,
    )
    assert level(case) == 0
    assert escalate(at("2026-03-25 10:00")) == "0"
    assert escalate(at("2026-03-30 10:00")) == "1"
    assert told(desk, HANDLER) == [OVER, NEAR]


def test_at_night_the_notice_stands_and_the_mail_waits(desk, case):
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    assert escalate(at("2026-03-24 23:30")) == "1"
    mails = OutboxMessage.objects.exclude(pk__in=before)
    assert mails.exists()
    assert all(mail.next_attempt_at == at("2026-03-25 07:00") for mail in mails)


def test_what_is_told_of_one_limit_is_told_by_one_clock(desk, case):
    moment = at("2026-03-24 17:31")
    assert [escalate(moment), escalate(moment + timedelta(minutes=10))] == ["1", "0"]
