"""Call-backs: who may call, what a try and an answer do, rating by the applicant, and what others see of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.matters.tests.factories import AT
from kexie.domains.steward.actions import calling
from kexie.domains.steward.errors import ByAnother, ClosingGone, ClosingInvalid
from kexie.domains.steward.models import CallBack, CallTry, Reopening
from kexie.domains.steward.queries import following
from kexie.domains.steward.queries.sealed import texts_of
from kexie.domains.steward.tests.closings import BAD, GOOD, call_of, finish, man
from kexie.domains.steward.views import calling as views

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def closed(office, case):
    man(office)
    return finish(office, case)


@pytest.fixture
def today():
    with clock.fixed(AT + DAY):
        yield


def note(office, case, ended="no_answer", *, who="sender"):
    return calling.note_try(by=office.actor(who), at=AT + DAY, call_id=call_of(case).pk, ended=ended)


def answer(office, case, *, who="sender", **said):
    words = GOOD | said
    return calling.take_answers(by=office.actor(who), at=AT + DAY, call_id=call_of(case).pk, **words)


def rate(office, case, *, who="plain", at=AT + DAY, **said):
    return calling.rate(by=office.actor(who), at=at, case_id=case.pk, **(GOOD | said))


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        (["no_answer"], "waiting"),
        (["no_answer", "no_answer"], "waiting"),
        (["no_answer", "wrong", "no_answer"], "unreached"),
        (["no_answer", "no_answer", "later"], "waiting"),
        (["no_answer", "no_answer", "later", "no_answer"], "unreached"),
        (["declined"], "unreached"),
    ],
)
def test_tries_until_nobody_calls_again(office, closed, ends, state):
    for ended in ends:
        note(office, closed, ended)
    call = call_of(closed)
    assert (call.state, call.tries) == (state, len(ends))
    kept = CallTry.objects.beyond("test").filter(call=call).order_by("number")
    assert [(row.number, row.ended, row.by_name) for row in kept] == [
        (number, ended, office.person("sender").name) for number, ended in enumerate(ends, 1)
    ]
    assert (call.done_at is None) == (state == "waiting")
    if state == "unreached":
        with pytest.raises(ClosingGone):
            answer(office, closed)
        assert rate(office, closed).state == "reached", "the applicant may still say it himself"


def test_the_answers_are_kept_the_remark_sealed(office, closed):
    answer(office, closed, satisfaction="basically", remark=" 讲座很好 ")
    call = call_of(closed)
    assert (call.state, call.way, call.solved, call.satisfaction) == ("reached", "call", "yes", "basically")
    assert (call.by, call.done_at) == (office.account("sender"), AT + DAY)
    assert "讲座" not in call.sealed
    assert texts_of(call) == {"remark": "讲座很好"}
    with pytest.raises(ClosingGone):
        note(office, closed)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("reviewer", ByAnother),  # has decided the case
        ("clerk_b", NotFound),  # calls for another unit
        ("web_editor", NotPermitted),  # handles, does not call
        ("plain", NotPermitted),
    ],
)
def test_only_another_person_of_the_unit_calls(office, closed, who, refusal):
    with pytest.raises(refusal):
        answer(office, closed, who=who)
    with pytest.raises(refusal):
        note(office, closed, who=who)
    assert call_of(closed).state == "waiting"


@pytest.mark.parametrize(
    "said", [{"solved": "maybe"}, {"satisfaction": ""}, {"solved": "", "satisfaction": "x"}, {"remark": "长" * 501}]
)
def test_what_is_not_whole_is_refused_and_said(office, closed, said):
    with pytest.raises(ClosingInvalid) as refused:
        answer(office, closed, **said)
    assert set(refused.value.data["errors"]) == set(said)
    with pytest.raises(ClosingInvalid):
        note(office, closed, "gone")


def test_the_applicant_rates_once_and_in_time(office, closed):
    with pytest.raises(NotFound):
        rate(office, closed, who="clerk_a")
    with pytest.raises(ClosingGone, match="截止"):
        rate(office, closed, at=AT + 31 * DAY)
    call = rate(office, closed, at=AT + 30 * DAY)
    assert (call.state, call.way, call.by, call.by_name) == ("reached", "own", None, "")
    with pytest.raises(ClosingGone, match="评价过"):
        rate(office, closed)
    with pytest.raises(ClosingGone):
        answer(office, closed)
    assert not Reopening.objects.beyond("test").exists()


def test_to_dos_are_those_of_whoever_may_call(office, closed):
    for who, count in (("sender", 1), ("signer", 1), ("reviewer", 0), ("clerk_b", 0)):
        actor = office.actor(who)
        assert (len(views.to_do(actor, AT)), views.number_to_do(actor, AT)) == (count, count), who
    answer(office, closed)
    assert views.number_to_do(office.actor("sender"), AT) == 0


def test_the_list_is_that_of_ones_units(office, closed, today):
    path = reverse("steward:calls")
    for who, seen in (("sender", True), ("reviewer", True), ("clerk_b", False)):
        page = office.as_(who).get(path)
        assert (closed.number in page.content.decode()) is seen, who
        file = office.as_(who).get(path, {"_export": "csv"}).content.decode("utf-8-sig")
        assert (closed.number in file) is seen, who
    assert office.as_("plain").get(path).status_code == 403
    page = office.as_("sender").get(path, {"overdue": "on"}).content.decode()
    assert closed.number not in page
    assert closed.number in office.as_("sender").get(path, {"state": "all", "text": closed.number}).content.decode()


def test_a_call_on_its_page(office, closed, today):
    path = reverse("steward:call-back", args=[call_of(closed).pk])
    assert office.as_("clerk_b").get(path).status_code == 404
    assert "请由另一位同事回访" in office.as_("reviewer").get(path).content.decode()
    client = office.as_("sender")
    page = client.get(path).content.decode()
    assert reverse("matters:look", args=[closed.pk]) in page
    wrong = client.post(path, {"do": "answer", "submit_key": "1", "remark": "写了一半"})
    assert wrong.status_code == 422
    assert "写了一半" in wrong.content.decode()
    assert client.post(path, {"do": "try", "submit_key": "2", "ended": "later"}).status_code == 302
    assert client.post(path, {"do": "answer", "submit_key": "3", **GOOD}).status_code == 302
    page = client.get(path).content.decode()
    assert "第1次：约定改时间" in page
    assert "非常满意" in page
    assert "保存回访结果" not in page


def test_the_applicant_rates_on_the_page_of_the_case(office, closed, today):
    client, page = office.as_("plain"), reverse("matters:my-case", args=[closed.pk])
    path = reverse("steward:rate", args=[closed.pk])
    assert f'action="{path}"' in client.get(page).content.decode()
    assert client.post(path, {"submit_key": "1", "solved": "yes"}).status_code == 422
    assert client.post(path, {"submit_key": "2", **GOOD}).headers["Location"] == page
    assert "已解决，非常满意" in client.get(page).content.decode()
    late = client.post(path, {"submit_key": "3", **GOOD})
    assert (late.status_code, "评价过了" in late.content.decode()) == (409, True)
    assert office.as_("clerk_a").get(path).status_code == 404


def test_whoever_holds_the_code_rates_without_a_log_in(office, closed, client, today):
    path, page = reverse("steward:follow-rate"), reverse("steward:followed", args=[closed.pk])
    asked = reverse("steward:follow")
    sent = {"case": str(closed.pk), "submit_key": "1", **BAD, "remark": "没有来"}
    assert client.post(path, sent).headers["Location"] == asked
    client.post(asked, {"number": closed.number, "code": following.code_for(closed.pk)})
    assert client.post(path, {"case": "x", "submit_key": "1", **BAD}).headers["Location"] == asked
    wrong = client.post(path, {"case": str(closed.pk), "submit_key": "2", "remark": "没有来"})
    assert (wrong.status_code, "没有来" in wrong.content.decode()) == (422, True)
    assert client.post(path, sent).headers["Location"] == page
    assert call_of(closed).way == "own"
    assert "正在重新办理" in client.get(page).content.decode()
    assert CallBack.objects.beyond("test").count() == 1


def test_the_page_of_the_case_shows_it_to_the_office_alone(office, closed, today):
    answer(office, closed)
    path = reverse("matters:case", args=[closed.pk])
    assert "第1次回访：已回访" in office.as_("web_editor").get(path).content.decode()
    assert "回访和考核" not in office.as_("editor").get(path).content.decode(), "办公室 only took it in"
