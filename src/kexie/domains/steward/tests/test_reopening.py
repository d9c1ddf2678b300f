"""A bad rating opens a closing once more, under a supervisor, and never a third time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.matters.errors import MatterInvalid
from kexie.base.matters.tests.factories import AT
from kexie.base.notifications import api as notifications
from kexie.domains.steward.actions import calling, reopening
from kexie.domains.steward.errors import ByAnother, ClosingGone
from kexie.domains.steward.models import Reopening
from kexie.domains.steward.tests.closings import BAD, GOOD, call_of, finish, man, reopening_of
from kexie.domains.steward.views import reopening as views

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def rated(office, case):
    """A closing that the applicant has rated badly."""
    man(office)
    finish(office, case)
    rate(office, case, **BAD)
    return case


def rate(office, case, **said):
    calling.rate(by=office.actor("plain"), at=AT + DAY, case_id=case.pk, remark="讲座没有来", **said)


def act(office, case, verb, who, text="已经安排下周二到校"):
    return getattr(reopening, verb)(
        by=office.actor(who), at=AT + 2 * DAY, reopening_id=reopening_of(case).pk, text=text
    )


def titles(office, who):
    return [notice.title for notice in notifications.notices(office.actor(who))]


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        (BAD, True),
        ({"solved": "yes", "satisfaction": "very_bad"}, True),
        ({"solved": "no", "satisfaction": "very"}, True),
        ({"solved": "partly", "satisfaction": "basically"}, False),
        (GOOD, False),
    ],
)
def test_which_rating_opens_it_again(office, case, said, opens):
    man(office)
    finish(office, case)
    rate(office, case, **said)
    assert Reopening.objects.beyond("test").filter(case=case).exists() is opens


def test_unit_supervisor_applicant_and_the_second_round(office, rated, case):
    assert f"评价不好的办件要重新办理：{case.number}" in titles(office, "keeper")
    act(office, case, "hand_in", "web_editor")
    act(office, case, "send_back", "keeper", "请写清哪一天到校")
    act(office, case, "hand_in", "web_editor", "三月十七日上午到校")
    act(office, case, "close", "keeper", "专家三月十七日上午到校讲课")
    row = reopening_of(case)
    assert (row.state, row.sent_back, row.closed_by) == ("closed", 1, office.account("keeper"))
    assert "您的“专家进校园讲座”已经重新办理，请再次评价" in titles(office, "plain")
    assert call_of(case, 2).state == "waiting"
    rate(office, case, **BAD)
    assert call_of(case, 2).satisfaction == "dissatisfied"
    assert Reopening.objects.beyond("test").filter(case=case).count() == 1


def test_what_belongs_to_nobody_elses_turn(office, rated, case):
    for verb, who, refusal in (
        ("hand_in", "keeper", NotPermitted),
        ("hand_in", "clerk_b", NotFound),
        ("close", "web_editor", NotPermitted),
        ("close", "unit_admin_b", NotFound),
        ("send_back", "unit_admin_b", NotFound),
        ("send_back", "keeper", ClosingGone),
    ):
        with pytest.raises(refusal):
            act(office, case, verb, who)
    with pytest.raises(MatterInvalid):
        act(office, case, "close", "keeper", " ")
    act(office, case, "close", "keeper")
    for verb, who in (("hand_in", "web_editor"), ("close", "signer")):
        with pytest.raises(ClosingGone):
            act(office, case, verb, who)


def test_whoever_hands_in_does_not_confirm(office, rated, case):
    Reopening.objects.beyond("test").update(state="handed", handed_at=AT, handed_by=office.account("keeper"))
    with pytest.raises(ByAnother):
        act(office, case, "close", "keeper")
    row = reopening_of(case)
    row.state, row.closed_at, row.closed_by = "closed", AT, row.handed_by
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert act(office, case, "close", "signer").state == "closed"
    with pytest.raises(ByAnother):  # the supervisor has taken part: others call
        calling.take_answers(by=office.actor("signer"), at=AT + 3 * DAY, call_id=call_of(case, 2).pk, **GOOD)


def test_it_stands_in_the_to_dos_of_unit_and_supervisor(office, rated, case):
    for who, count in (("web_editor", 1), ("keeper", 1), ("editor", 0), ("unit_admin_b", 0)):
        actor = office.actor(who)
        assert (len(views.to_do(actor, AT)), views.number_to_do(actor, AT)) == (count, count), who
    act(office, case, "hand_in", "web_editor")
    assert views.number_to_do(office.actor("web_editor"), AT) == 0
    assert [todo.what for todo in views.to_do(office.actor("keeper"), AT)] == ["确认办结"]


def test_on_its_pages(office, rated, case):
    row = reopening_of(case)
    path = reverse("steward:reopening", args=[row.pk])
    with clock.fixed(AT + 2 * DAY):
        assert office.as_("unit_admin_b").get(path).status_code == 404
        assert "讲座没有来" in office.as_("web_editor").get(path).content.decode()
        listed = reverse("steward:reopenings")
        assert case.number in office.as_("keeper").get(listed).content.decode()
        assert case.number not in office.as_("unit_admin_b").get(listed, {"state": "all"}).content.decode()
        hand_in = reverse("steward:reopening-hand-in", args=[row.pk])
        sent = office.as_("web_editor").post(hand_in, {"submit_key": "1", "text": "已经安排"})
        assert sent.headers["Location"] == path
        close = reverse("steward:reopening-close", args=[row.pk])
        client = office.as_("keeper")
        assert client.get(reverse("steward:reopening-send-back", args=[row.pk])).status_code == 200
        assert client.post(close, {"submit_key": "2", "text": ""}).status_code == 422
        assert client.post(close, {"submit_key": "3", "text": "专家已经到校"}).headers["Location"] == path
        late = client.post(close, {"submit_key": "4", "text": "再说一遍"})
        assert (late.status_code, "再说一遍" in late.content.decode()) == (409, True)
        assert "专家已经到校" in office.as_("plain").get(reverse("matters:my-case", args=[case.pk])).content.decode()
