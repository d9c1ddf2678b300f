"""A task that time takes away is due when it is taken: whoever has to do it is told so, everywhere."""

from __future__ import annotations

import pytest

from kexie.base.kernel import clock
from kexie.base.matters.actions import cases, telling
from kexie.base.matters.actions.calendars import open_calendar
from kexie.base.matters.models import CaseTask, CaseWait
from kexie.base.matters.queries.calendars import deadlines_of
from kexie.base.matters.queries.pages import followed_page
from kexie.base.matters.rules.limits import parse_limit
from kexie.base.matters.tests.factories import AT, PROCESS, published
from kexie.base.notifications.models import Notice
from kexie.base.ui import dates

pytestmark = pytest.mark.django_db

#: What a drawing says of the applicant's task: its border, and a limit of its own.
BORDER = """<boundaryEvent id="unmended" name="未补正" attachedToRef="mend"{stays}>
 <timerEventDefinition id="unmended_timer"><timeDuration>{after}</timeDuration></timerEventDefinition></boundaryEvent>
 <endEvent id="unmended_end" name="逾期未补正" kexie:outcome="failed"/>
 <sequenceFlow id="f10" sourceRef="unmended" targetRef="unmended_end"/>
 <sequenceFlow id="f1" """


def to_mend(office, *, after: str, stays: bool = False, limit: str = ""):
    """A case of the lecture whose applicant has to mend something."""
    border = BORDER.format(after=after, stays=' cancelActivity="false"' if stays else "")
    process = PROCESS.replace('<sequenceFlow id="f1" ', border)
    lanes = "<flowNodeRef>start</flowNodeRef>"
    process = process.replace(
        lanes, f"{lanes}<flowNodeRef>unmended</flowNodeRef><flowNodeRef>unmended_end</flowNodeRef>"
    )
    if limit:
        process = process.replace('name="补正材料"', f'name="补正材料" kexie:limit="{limit}"')
    lecture = published(office, process=process)
    case = cases.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    accept = CaseTask.objects.open().get(case=case)
    cases.complete(by=office.actor("editor"), at=AT, task_id=accept.pk, answers={"acceptance": "mend"})
    return CaseTask.objects.open().get(case=case)


def after(limit: str):
    return parse_limit(limit).due(AT)


@pytest.mark.parametrize(
    ("drawn", "due"),
    [
        ({"after": "10d"}, "10d"),
        ({"after": "10d", "limit": "3d"}, "3d"),
        ({"after": "2d", "limit": "3d"}, "2d"),
        # A timer that takes nothing away is a reminder, no limit.
        ({"after": "2d", "stays": True}, None),
        ({"after": "2d", "stays": True, "limit": "3d"}, "3d"),
    ],
)
def test_the_limit_is_the_sooner_of_its_own_and_the_one_that_takes_it_away(office, drawn, due):
    assert to_mend(office, **drawn).due_at == (after(due) if due else None)


def test_it_is_due_at_the_moment_at_which_the_timer_rings(office):
    task = to_mend(office, after="10d")
    assert CaseWait.objects.get(case=task.case).due_at == task.due_at


def test_the_applicant_reads_it_everywhere(office):
    task = to_mend(office, after="10d")
    said = dates.moment(after("10d"), year=True)
    page = office.as_("plain").get(f"/me/cases/{task.case_id}/").content.decode()
    assert f"等您办理：补正材料（{said}前）。" in page
    assert said in followed_page(task.case_id, at=AT).next
    telling.tell_new(at=AT)
    notice = Notice.objects.get(person=office.person("plain"), title__contains="补正材料")
    assert said in notice.body
    secret = open_calendar(by=office.actor("plain"), at=clock.now())
    assert [(line.due, "补正材料" in line.title) for line in deadlines_of(secret, at=AT)] == [(after("10d"), True)]
