"""An answered end is called back once; what a process has asked itself is not asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kexie.base.matters import api as matters
from kexie.base.matters.api import CaseTask
from kexie.base.matters.tests.asked import ACCEPT
from kexie.base.matters.tests.factories import AT, FORMS, PROCESS, published
from kexie.base.notifications import api as notifications
from kexie.domains.steward.actions import calling
from kexie.domains.steward.errors import ClosingGone
from kexie.domains.steward.models import CallBack, Reopening
from kexie.domains.steward.tests.closings import finish, man

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def task_of(case):
    return CaseTask.objects.beyond("test").open().get(case=case)


def do(office, case, who, at=AT, **answers):
    matters.complete(by=office.actor(who), at=at, task_id=task_of(case).pk, answers=answers)


def calls_of(case) -> list[CallBack]:
    return list(CallBack.objects.beyond("test").filter(case=case))


def test_a_closing_is_to_be_called_back_within_working_days(office, case):
    do(office, case, "editor", acceptance="accept")
    assert calls_of(case) == []
    do(office, case, "reviewer")
    (call,) = calls_of(case)
    assert (call.round, call.state, call.unit, call.tries) == (1, "waiting", office.unit("科普部"), 0)
    assert (call.made_at, call.open_until) == (AT, AT + 30 * DAY)
    assert call.due_at == matters.parse_limit("3d").due(AT)
    told = notifications.notices(office.actor("plain"))
    assert f"请评价“{case.version.name}”的办理结果" in [notice.title for notice in told]


@pytest.mark.parametrize("way", ["refused", "withdrawn", "stopped"])
def test_what_ends_otherwise_is_not(office, case, way):
    if way == "refused":
        do(office, case, "editor", acceptance="refuse")
    elif way == "withdrawn":
        matters.withdraw(by=office.actor("plain"), at=AT, case_id=case.pk, seen=case.revision, reason="不办了")
    else:
        matters.stop(by=office.actor("reviewer"), at=AT, case_id=case.pk, seen=case.revision, reason="活动已经取消")
    assert calls_of(case) == []
    assert not Reopening.objects.beyond("test").exists()


def test_the_days_are_configured(office, case, settings):
    settings.KEXIE_CALL_BACK_DAYS = 1
    do(office, case, "editor", acceptance="accept")
    do(office, case, "reviewer")
    assert calls_of(case)[0].due_at == matters.parse_limit("1d").due(AT)


ASKS = {
    "key": "ask",
    "title": "回访",
    "groups": [
        {
            "key": "main",
            "title": "回访",
            "fields": [
                {"key": "solved", "label": "是否解决", "choices": [["yes", "已解决"], ["no", "未解决"]]},
                {
                    "key": "satisfaction",
                    "label": "满意度",
                    "choices": [["very", "非常满意"], ["dissatisfied", "不满意"]],
                },
            ],
        }
    ],
}
LANE = (
    '<lane id="lane_call" name="回访" kexie:who="lead" kexie:role="call_back"><flowNodeRef>ask</flowNodeRef></lane>'
    "</laneSet>"
)
CALLS = (
    PROCESS.replace("</laneSet>", LANE)
    .replace(
        '<endEvent id="end"', '<userTask id="ask" name="回访" kexie:form="ask" kexie:limit="3d"/><endEvent id="end"'
    )
    .replace('id="f7" sourceRef="tell" targetRef="end"', 'id="f7" sourceRef="tell" targetRef="ask"')
    .replace("</process>", '<sequenceFlow id="f10" sourceRef="ask" targetRef="end"/></process>')
)


@pytest.mark.parametrize(
    ("said", "again"),
    [({"solved": "yes", "satisfaction": "very"}, False), ({"solved": "no", "satisfaction": "dissatisfied"}, True)],
)
def test_what_a_process_has_asked_in_its_lane_is_not_asked_again(office, said, again):
    man(office)
    version = published(office, code="called", process=CALLS, forms=[FORMS[0], ACCEPT, FORMS[2], ASKS])
    case = matters.start(by=office.actor("plain"), at=AT, matter_id=version.matter_id, answers={"topic": "月球"})
    finish(office, case)
    assert calls_of(case) == [], "the case itself waits for the call"
    do(office, case, "sender", AT + DAY, **said)
    (call,) = calls_of(case)
    assert (call.state, call.way, call.solved, call.by) == ("reached", "task", said["solved"], office.account("sender"))
    assert Reopening.objects.beyond("test").filter(case=case).exists() is again
    told = [one for one in notifications.notices(office.actor("plain")) if str(case.pk) in one.url]
    assert not [one for one in told if one.title.startswith("请评价")]
    with pytest.raises(ClosingGone):
        calling.rate(by=office.actor("plain"), at=AT + DAY, case_id=case.pk, solved="yes", satisfaction="very")
