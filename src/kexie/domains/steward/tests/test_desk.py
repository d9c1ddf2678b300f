"""The desk: which cases stand where, for whom, in what order; the pane, kept replies, who else is there, many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import NotFound, NotPermitted, Refusal
from kexie.base.matters import api as matters
from kexie.base.matters.api import CaseTask
from kexie.base.matters.tests.factories import AT
from kexie.base.people.api import grant_post
from kexie.base.people.tests.cast import SINCE
from kexie.domains.steward.actions import desk as actions
from kexie.domains.steward.errors import TitleTaken
from kexie.domains.steward.models import Handling, ReplyTemplate, Urgency
from kexie.domains.steward.queries.desk import (
    ENDED,
    HANDLING,
    LATE,
    MOST_COUNTED,
    TODO,
    WAITING,
    DeskAsked,
    cases_at_desk,
    counted,
    counts,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_work():
    with clock.fixed(AT):
        yield
    cache.clear()


@pytest.fixture
def desk(office):
    for member, role, unit in (("web_editor", "matter_handler", "科普部"), ("signer", "matter_handler", "办公室")):
        given = {"person": office.person(member), "organisation": office.unit(unit), "role": role, "title": ""}
        grant_post(by=Platform(), at=clock.now(), begin=SINCE, **given)
    return office


def task_of(case) -> CaseTask:
    return CaseTask.objects.beyond("test").open().get(case=case)


def do(desk, case, who, at=AT, **answers):
    matters.complete(by=desk.actor(who), at=at, task_id=task_of(case).pk, answers=answers)


def listed(desk, who, *, at=AT, **asked) -> list:
    return [row.pk for row in cases_at_desk(desk.actor(who), DeskAsked(**asked), at=at)]


@pytest.fixture
def another(desk, lecture):
    """A second application, which is due sooner."""
    made = matters.start(by=desk.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    day = (AT + 3 * DAY).date()
    return matters.set_case_due(
        by=desk.actor("reviewer"), at=AT, case_id=made.pk, day=day, reason="专家行程有变", seen=made.revision
    )


def test_each_case_stands_in_the_tab_of_its_stage(desk, case, another):
    assert listed(desk, "editor") == [another.pk, case.pk]
    do(desk, case, "editor", acceptance="mend")
    assert (listed(desk, "editor"), listed(desk, "editor", tab=WAITING)) == ([another.pk], [case.pk])
    do(desk, case, "plain")
    do(desk, case, "editor", acceptance="accept")
    matters.claim(by=desk.actor("reviewer"), at=AT, task_id=task_of(case).pk)
    assert listed(desk, "reviewer", tab=HANDLING) == [case.pk]
    do(desk, case, "reviewer")
    assert listed(desk, "reviewer", tab=ENDED) == [case.pk]
    assert counts(desk.actor("editor"), at=AT) == {"todo": 1, "handling": 0, "waiting": 0, "call_back": 0, "late": 0}


def test_what_is_over_its_limit_stands_under_supervision_unless_the_clock_rests(desk, case, another):
    late = another.due_at + timedelta(minutes=1)
    assert listed(desk, "editor", tab=LATE, at=late) == [another.pk]
    assert counts(desk.actor("editor"), at=late)["late"] == 1
    do(desk, another, "editor", acceptance="mend")
    assert listed(desk, "editor", tab=LATE, at=late) == []


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("editor", True),
        ("web_editor", True),
        ("reviewer", True),
        ("clerk_b", False),
        ("unit_admin_b", False),
        ("plain", False),
        ("system_admin", False),
    ],
)
def test_only_units_with_a_part_see_it(desk, case, who, sees):
    assert bool(listed(desk, who)) is sees
    assert (counts(desk.actor(who), at=AT)["todo"] == 1) is sees


def test_narrowed_by_each_filter(desk, case, another):
    urgent = Urgency.objects.get(code="urgent")
    Handling.objects.beyond("test").filter(pk=case.pk).update(kind="help", urgency=urgent, district="qingxi")
    for asked in ({"kind": "help"}, {"urgency": "urgent"}, {"district": "qingxi"}, {"text": case.number[-6:]}):
        assert listed(desk, "editor", **asked) == [case.pk], asked
    assert listed(desk, "editor", matter=case.matter_id) == [another.pk, case.pk]
    assert listed(desk, "editor", unit_path=desk.unit("科普部").path) == [another.pk, case.pk]
    assert listed(desk, "editor", unit_path=desk.unit("科创部").path) == []
    assert listed(desk, "editor", text="没有这个人") == []
    on_the_day = another.due_at - timedelta(hours=3)
    assert listed(desk, "editor", due="today", at=on_the_day) == [another.pk]
    assert listed(desk, "editor", due="week", at=case.due_at - DAY) == [another.pk, case.pk]
    assert listed(desk, "editor", due="overdue", at=on_the_day) == []


def test_without_a_limit_it_stands_last(desk, case, another):
    Handling.objects.beyond("test").filter(pk=another.pk).update(due_at=None, rank_at="9999-12-30T00:00:00Z")
    assert listed(desk, "editor") == [case.pk, another.pk]


def test_counting_ends_somewhere(desk, case):
    rows = cases_at_desk(desk.actor("editor"), DeskAsked(), at=AT)
    assert counted(rows) == 1
    assert counts(desk.actor("editor"), at=AT)[TODO] <= MOST_COUNTED


# Many at once


def test_claimed_and_given_to_a_colleague(desk, case):
    assert actions.claim_one(by=desk.actor("editor"), at=AT, key=str(case.pk)) is None
    assert task_of(case).holder_id == desk.actor("editor").account_id
    to = desk.actor("signer").account_id
    actions.hand_over_one(by=desk.actor("editor"), at=AT, key=str(case.pk), to=to, reason="轮班")
    assert task_of(case).holder_id == to


def test_what_is_not_ones_own_is_refused_with_the_reason(desk, case):
    with pytest.raises(NotFound):
        actions.claim_one(by=desk.actor("clerk_b"), at=AT, key=str(case.pk))
    with pytest.raises(Refusal):
        actions.claim_one(by=desk.actor("reviewer"), at=AT, key=str(case.pk))
    do(desk, case, "editor", acceptance="mend")
    with pytest.raises(matters.TaskGone, match="没有本单位的任务"):
        actions.claim_one(by=desk.actor("editor"), at=AT, key=str(case.pk))


# Replies that are kept


def keep(desk, who="editor", unit="办公室", title="已受理", text="您的申请已经受理。", **more):
    return actions.keep_template(by=desk.actor(who), at=AT, unit=desk.unit(unit), title=title, text=text, **more)


def test_a_reply_is_kept_changed_and_forgotten(desk):
    made = keep(desk)
    keep(desk, text="已经受理，请等候。", template_id=made.pk)
    assert ReplyTemplate.objects.beyond("test").get().text == "已经受理，请等候。"
    with pytest.raises(TitleTaken):
        keep(desk)
    actions.drop_template(by=desk.actor("editor"), at=AT, unit=desk.unit("办公室"), template_id=made.pk)
    assert not ReplyTemplate.objects.beyond("test").exists()


def test_replies_of_others_are_theirs(desk):
    made = keep(desk)
    with pytest.raises(NotPermitted):
        keep(desk, who="clerk_b", title="别家")
    with pytest.raises(NotFound):
        keep(desk, who="clerk_b", unit="云台区科协", template_id=made.pk)
    client = desk.client("clerk_b")
    assert client.get(reverse("steward:template", args=[made.pk])).status_code == 404
    assert client.post(reverse("steward:template-drop", args=[made.pk])).status_code == 404
    assert "已受理" not in client.get(reverse("steward:templates")).text


def test_templates_in_the_browser(desk):
    client, address = desk.client("editor"), reverse("steward:template-new")
    assert client.post(address, {"title": "", "text": "只有内容"}).status_code == 422
    assert client.post(address, {"title": "已受理", "text": "已经受理。"}).status_code == 302
    same = client.post(address, {"title": "已受理", "text": "另一份"})
    assert "已有同名的回复模板" in same.text
    assert "另一份" in same.text
    made = ReplyTemplate.objects.beyond("test").get()
    assert "已经受理。" in client.get(reverse("steward:template", args=[made.pk])).text
    client.post(reverse("steward:template-drop", args=[made.pk]))
    assert "还没有模板" in client.get(reverse("steward:templates")).text


# Who else is there


def test_a_colleague_in_the_same_case_is_named_for_a_while(desk, case):
    assert actions.be_present(by=desk.actor("editor"), at=AT, case_id=case.pk) == []
    later = AT + timedelta(seconds=10)
    assert actions.be_present(by=desk.actor("web_editor"), at=later, case_id=case.pk) == ["周青禾"]
    assert actions.be_present(by=desk.actor("editor"), at=later, case_id=case.pk) == ["顾南乔"]
    gone = later + timedelta(seconds=actions.PRESENT + 1)
    assert actions.be_present(by=desk.actor("editor"), at=gone, case_id=case.pk) == []
    with pytest.raises(NotFound):
        actions.be_present(by=desk.actor("clerk_b"), at=AT, case_id=case.pk)


# In the browser


def test_the_desk_lists_and_exports_under_one_scope(desk, case):
    address = reverse("steward:desk")
    page = desk.client("editor").get(address)
    assert case.number in page.text
    assert "待受理和签收" in page.text
    assert desk.client("editor").get(address, {"_export": "csv"}).content.decode("utf-8-sig").count(case.number) == 1
    other = desk.client("clerk_b")
    assert case.number not in other.get(address).text
    assert case.number not in other.get(address, {"_export": "csv"}).content.decode("utf-8-sig")
    assert other.get(address, {"text": case.number}).status_code == 200
    assert desk.client("plain").get(address).status_code == 403


def test_bad_filters_are_left_aside(desk, case):
    sent = {"tab": "x", "due": "y", "matter": "z", "page": "99999999999999999999", "kind": "\x00", "unit": "?"}
    assert desk.client("editor").get(reverse("steward:desk"), sent).status_code == 200
    assert desk.client("editor").get(reverse("steward:desk-tabs"), sent).status_code == 200


def test_the_pane_shows_the_case_and_sends_a_reply_once(desk, case):
    client, address = desk.client("editor"), reverse("steward:desk-pane", args=[case.pk])
    assert client.get(address).url == reverse("matters:case", args=[case.pk])
    htmx = {"HTTP_HX_REQUEST": "true"}
    made = keep(desk)
    pane = client.get(address, {"template": made.pk}, **htmx)
    assert case.number in pane.text
    assert "您的申请已经受理。" in pane.text
    sent = {"text": "请等候通知", "submit_key": "one"}
    assert client.post(address, {"text": "", "submit_key": "none"}, **htmx).status_code == 422
    for _again in range(2):
        assert client.post(address, sent, **htmx).status_code == 302
    assert desk.client("plain").get(reverse("matters:my-case", args=[case.pk])).text.count("请等候通知") == 1
    assert desk.client("clerk_b").get(address, **htmx).status_code == 404
    assert desk.client("clerk_b").post(address, sent, **htmx).status_code == 404


def test_presence_in_the_browser(desk, case):
    address = reverse("steward:presence", args=[case.pk])
    assert "周青禾" not in desk.client("editor").post(address).text
    assert "周青禾" in desk.client("web_editor").post(address).text
    assert desk.client("clerk_b").post(address).status_code == 404
    assert address in desk.client("editor").get(reverse("matters:case", args=[case.pk])).text


def test_a_longer_list_asks_no_more_queries(desk, lecture, case):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.client("editor").get(reverse("steward:desk")).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for _more in range(5):
        matters.start(by=desk.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    assert asked() <= before
