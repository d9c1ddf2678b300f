"""More time, parking, urgency, contact: who may, what it does to the clock, what two do at once, and how it is shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.matters import api as matters
from kexie.base.matters.api import Case, CaseTask
from kexie.base.matters.errors import CaseChanged, MatterInvalid, TaskGone
from kexie.base.matters.tests.factories import AT
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import SINCE
from kexie.domains.steward.actions import limits
from kexie.domains.steward.errors import ByAnother, NotParked, WishGone, WishOpen
from kexie.domains.steward.models import CaseKind, ClockEntry, Handling, LimitWish, Urgency, WishKind, WishState
from kexie.domains.steward.rules.stages import Stage
from kexie.domains.steward.views.limits import number_to_decide, number_to_review, to_decide, to_review

pytestmark = pytest.mark.django_db
CITY = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
APRIL = date(2026, 4, 10)


def give(cast, member, role, unit):
    given = {"person": cast.person(member), "organisation": cast.unit(unit), "role": role, "title": "", "begin": SINCE}
    grant_post(by=Platform(), at=clock.now(), **given)


@pytest.fixture
def at_work():
    """Requests come on that Tuesday morning."""
    with clock.fixed(AT):
        yield


@pytest.fixture
def desk(office):
    """科普部 handles, the association supervises, another district has its own people."""
    give(office, "web_editor", "matter_handler", "科普部")
    give(office, "keeper", "matter_supervisor", "云川市科协")
    give(office, "unit_admin_b", "matter_supervisor", "云台区科协")
    return office


def now(case) -> Case:
    return Case.objects.beyond("test").get(pk=case.pk)


def handling_of(case) -> Handling:
    return Handling.objects.beyond("test").select_related("urgency").get(pk=case.pk)


def moves_of(case):
    return list(ClockEntry.objects.beyond("test").filter(case=case).order_by("number").values_list("move", flat=True))


def ask(desk, case, kind=WishKind.EXTEND, *, who="web_editor", at=AT, day=APRIL, reason="专家出差，四月回来"):
    seen = now(case).revision
    return limits.wish(by=desk.actor(who), at=at, case_id=case.pk, kind=kind, day=day, reason=reason, seen=seen)


def decide(desk, wish, *, who="keeper", grant=True, at=AT + DAY):
    return limits.decide(by=desk.actor(who), at=at, wish_id=wish.pk, grant=grant, reason="情况属实")


def test_more_time_is_asked_by_the_one_and_granted_by_the_other(desk, case):
    wish = ask(desk, case)
    assert handling_of(case).due_at == case.due_at
    decide(desk, wish)
    due = datetime(2026, 4, 10, 17, 30, tzinfo=CITY)
    assert handling_of(case).due_at == due == now(case).due_at
    assert moves_of(case) == ["start", "extend"]
    wish.refresh_from_db()
    assert (wish.state, wish.decided_name) == (WishState.GRANTED, "宋知微")


def test_refused_it_changes_nothing_but_the_history(desk, case):
    decide(desk, ask(desk, case), grant=False)
    assert handling_of(case).due_at == case.due_at
    assert moves_of(case) == ["start"]
    assert ask(desk, case, at=AT + 2 * DAY).state == WishState.OPEN


def test_parked_the_clock_stands_still_until_it_is_taken_up(desk, case):
    decide(desk, ask(desk, case, WishKind.PARK), at=AT + DAY)
    handling = handling_of(case)
    assert (handling.stage, handling.parked_until) == (Stage.PARKED, APRIL)
    assert (handling.still_since, now(case).due_at) == (AT + DAY, None)
    seen = now(case).revision
    limits.unpark(by=desk.actor("web_editor"), at=AT + 2 * DAY, case_id=case.pk, reason="场地已经落实", seen=seen)
    handling = handling_of(case)
    assert (handling.stage, handling.parked_until, handling.still_since) == (Stage.RECEIVING, None, None)
    assert handling.due_at == case.due_at + DAY == now(case).due_at
    assert moves_of(case) == ["start", "pause", "resume"]
    with pytest.raises(NotParked):
        limits.unpark(by=desk.actor("keeper"), at=AT + 2 * DAY, case_id=case.pk, reason="再来", seen=now(case).revision)


def test_a_parked_case_that_ends_is_parked_no_more(desk, case):
    decide(desk, ask(desk, case, WishKind.PARK))
    matters.stop(by=desk.actor("reviewer"), at=AT + 2 * DAY, case_id=case.pk, seen=now(case).revision, reason="重复")
    handling = handling_of(case)
    assert (handling.stage, handling.parked_until) == (Stage.STOPPED, None)


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        (WishKind.EXTEND, date(2026, 3, 9), "不能早于现在"),
        (WishKind.EXTEND, date(2026, 3, 12), "请选择更晚的日期"),
        (WishKind.PARK, date(2026, 3, 9), "不能早于现在"),
        (WishKind.PARK, date(2027, 3, 12), "一年以内"),
    ],
)
def test_days_that_do_not_do(desk, case, kind, day, words):
    with pytest.raises(MatterInvalid) as refused:
        ask(desk, case, kind, day=day)
    assert words in str(refused.value.data["errors"]["day"])
    assert not LimitWish.objects.beyond("test").exists()


def test_a_reason_is_asked(desk, case):
    with pytest.raises(MatterInvalid):
        ask(desk, case, reason="  ")


def test_one_wish_at_a_time_and_one_decision(desk, case):
    wish = ask(desk, case)
    with pytest.raises(WishOpen):
        ask(desk, case, WishKind.PARK)
    decide(desk, wish)
    with pytest.raises(WishGone):
        decide(desk, wish, grant=False)
    with pytest.raises(WishGone):
        limits.take_back(by=desk.actor("web_editor"), at=AT, wish_id=wish.pk)


def test_who_asks_does_not_decide(desk, case):
    give(desk, "web_editor", "matter_supervisor", "云川市科协")
    wish = ask(desk, case)
    with pytest.raises(ByAnother):
        decide(desk, wish, who="web_editor")


def test_taken_back_it_waits_for_nobody(desk, case):
    wish = ask(desk, case)
    limits.take_back(by=desk.actor("web_editor"), at=AT, wish_id=wish.pk)
    assert to_decide(desk.actor("keeper"), AT) == []
    with pytest.raises(WishGone):
        decide(desk, wish)


def test_who_has_seen_an_older_case_is_told(desk, case):
    seen = now(case).revision
    ask(desk, case)
    with pytest.raises(CaseChanged):
        limits.note_contact(by=desk.actor("editor"), at=AT, case_id=case.pk, how="电话", seen=seen)


def test_of_an_ended_case_nothing_is_asked(desk, case):
    wish = ask(desk, case)
    matters.stop(by=desk.actor("reviewer"), at=AT, case_id=case.pk, seen=now(case).revision, reason="重复")
    with pytest.raises(TaskGone):
        decide(desk, wish)
    assert to_decide(desk.actor("keeper"), AT) == []


@pytest.mark.parametrize("who", ["clerk_b", "unit_admin_b", "plain", "system_admin"])
def test_others_do_not_even_know_of_the_case(desk, case, who):
    wish = ask(desk, case)
    with pytest.raises(NotFound):
        ask(desk, case, who=who)
    with pytest.raises(NotFound):
        decide(desk, wish, who=who)
    with pytest.raises(NotFound):
        limits.note_contact(by=desk.actor(who), at=AT, case_id=case.pk, how="电话", seen=now(case).revision)


def test_the_window_sees_but_does_not_ask_for_the_unit(desk, case):
    with pytest.raises(NotPermitted):
        ask(desk, case, who="editor")
    with pytest.raises(NotPermitted):
        decide(desk, ask(desk, case), who="web_editor")


def test_urgency_sets_the_limits_from_the_beginning(desk, case):
    urgent = Urgency.objects.get(code="urgent")
    words = {"kind": CaseKind.HELP, "district": "", "urgency": urgent, "seen": now(case).revision}
    limits.sort(by=desk.actor("editor"), at=AT + timedelta(hours=1), case_id=case.pk, **words)
    handling = handling_of(case)
    assert (handling.kind, handling.urgency) == (CaseKind.HELP, urgent)
    assert handling.due_at == AT + DAY == now(case).due_at
    assert moves_of(case) == ["start", "limit"]
    # The same urgency again changes no limit.
    words |= {"kind": CaseKind.CONSULT, "seen": now(case).revision}
    limits.sort(by=desk.actor("keeper"), at=AT + 2 * DAY, case_id=case.pk, **words)
    assert moves_of(case) == ["start", "limit"]


def test_the_first_contact_counts_once(desk, case):
    for minutes, who in ((10, "editor"), (20, "web_editor")):
        at, seen = AT + timedelta(minutes=minutes), now(case).revision
        limits.note_contact(by=desk.actor(who), at=at, case_id=case.pk, how="已联系申请人（电话）", seen=seen)
    assert handling_of(case).contacted_at == AT + timedelta(minutes=10)


def test_to_dos_find_and_number_the_same(desk, case):
    ask(desk, case)
    for member, count in (("keeper", 1), ("unit_admin_b", 0), ("web_editor", 0)):
        assert len(to_decide(desk.actor(member), AT)) == number_to_decide(desk.actor(member), AT) == count
    decide(desk, ask_park(desk, case))
    late = datetime(2026, 4, 10, 9, tzinfo=CITY)
    for member, count in (("web_editor", 1), ("keeper", 0), ("clerk_b", 0)):
        assert len(to_review(desk.actor(member), late)) == number_to_review(desk.actor(member), late) == count
    assert number_to_review(desk.actor("web_editor"), AT) == 0


def ask_park(desk, case):
    decide(desk, LimitWish.objects.beyond("test").get(case=case), grant=False)
    return ask(desk, case, WishKind.PARK)


# In the browser


def posted(client, address: str, **sent):
    return client.post(address, {"submit_key": f"{address[-30:]}-{sorted(sent.items())}"[:60], **sent})


def test_the_page_of_a_case_shows_its_clock_and_what_one_may_do(desk, case, at_work):
    page = desk.client("web_editor").get(reverse("matters:case", args=[case.pk])).text
    assert "环节和计时" in page
    assert "待受理" in page
    assert reverse("steward:wish", args=[case.pk, "extend"]) in page
    assert "开始计时" in page
    other = desk.client("reviewer").get(reverse("matters:case", args=[case.pk])).text
    assert reverse("steward:unpark", args=[case.pk]) not in other


def test_asked_and_decided_in_the_browser(desk, case, at_work):
    client, address = desk.client("web_editor"), reverse("steward:wish", args=[case.pk, "extend"])
    assert "延到哪一天" in client.get(address).text
    bad = posted(client, address, day="2026-03-12", reason="专家出差", seen=now(case).revision)
    assert bad.status_code == 422
    assert "专家出差" in bad.text
    assert "请选择更晚的日期" in bad.text
    good = posted(client, address, day="2026-04-10", reason="专家出差", seen=now(case).revision)
    assert good.status_code == 302
    wish = LimitWish.objects.beyond("test").get()
    page = desk.client("keeper").get(reverse("steward:wish-decide", args=[wish.pk])).text
    assert "审批延期申请" in page
    address = reverse("steward:wish-decide", args=[wish.pk])
    done = posted(desk.client("keeper"), address, grant="yes", reason="同意", seen=now(case).revision)
    assert done.status_code == 302
    own = desk.client("plain").get(reverse("matters:my-case", args=[case.pk])).text
    assert "同意延期到2026年4月10日" in own
    assert "申请延期到" not in own


def test_addresses_are_shut_for_others(desk, case, at_work):
    wish = ask(desk, case)
    addresses = [
        reverse("steward:wish", args=[case.pk, "extend"]),
        reverse("steward:unpark", args=[case.pk]),
        reverse("steward:sort", args=[case.pk]),
        reverse("steward:wish-decide", args=[wish.pk]),
    ]
    for who in ("clerk_b", "unit_admin_b", "plain"):
        for address in addresses:
            assert desk.client(who).get(address).status_code in (403, 404), (who, address)
    assert desk.client("web_editor").get(reverse("steward:wish", args=[case.pk, "steal"])).status_code == 404


def test_a_task_is_done_while_a_wish_waits(desk, case):
    wish = ask(desk, case)
    task = CaseTask.objects.beyond("test").open().get(case=case)
    matters.complete(by=desk.actor("editor"), at=AT, task_id=task.pk, answers={"acceptance": "accept"})
    decide(desk, wish)
    assert handling_of(case).stage == Stage.SIGNING
    assert moves_of(case) == ["start", "extend"]
