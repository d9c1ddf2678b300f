"""约稿: asked, answered, late, declined, moved, ended; everybody told once, by clocks that tick together too."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.ui.todos import inbox
from kexie.domains.bulletin import actions as submissions
from kexie.domains.bulletin.actions import commission_times as times
from kexie.domains.bulletin.actions import commissions as actions
from kexie.domains.bulletin.errors import CommissionChanged, CommissionRefused
from kexie.domains.bulletin.models import AskedState, Column, Commission, CommissionedUnit, Submission
from kexie.domains.bulletin.queries import commissions as queries
from kexie.domains.bulletin.rules.commissions import HOME, CommissionWords
from kexie.domains.bulletin.tests.submitting import NOW, WORDS, decided, notices_of
from kexie.domains.bulletin.tests.submitting import titles_told as told

#: A Friday afternoon, two days after the clock of these tests; the reminder comes on Thursday at nine.
DUE = datetime(2023, 5, 26, 17, 0, tzinfo=HOME)
REMINDER = datetime(2023, 5, 25, 9, 0, tzinfo=HOME)
ASKED = CommissionWords(title="全国科技工作者日活动", brief="写明人数和成效。\n附一张图片。", due_at=DUE)
LIST = "/workbench/bulletin/commissions/"


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.fixed(NOW):
        yield


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def commissioned(cast, *units: str, **changes: object) -> Commission:
    names = units or ("青溪区科协", "云台区科协")
    return actions.create_commission(
        by=cast.actor("editor"), at=NOW, words=replace(ASKED, **changes), units=[cast.unit(name) for name in names]
    )


def asked(cast, commission: Commission, unit: str = "青溪区科协") -> CommissionedUnit:
    return CommissionedUnit.objects.get(commission=commission, organisation=cast.unit(unit))


def answered(cast, commission: Commission, *, unit: str = "青溪区科协", member: str = "clerk_a", at=NOW) -> Submission:
    """What a unit sends in for a commission."""
    by = cast.actor(member)
    begun = submissions.begin_submission(by=by, at=at, unit=cast.unit(unit), words=WORDS)
    Submission.objects.filter(pk=begun.pk).update(commission=commission)
    return submissions.send_in(by=by, at=at, submission_id=begun.pk, seen=begun.edition)


def changed(cast, commission: Commission, **changes: object) -> Commission:
    commission.refresh_from_db()
    words = {"title": commission.title, "brief": commission.brief, "due_at": commission.due_at}
    return actions.change_commission(
        by=cast.actor("editor"),
        at=changes.pop("at", NOW),
        commission_id=commission.pk,
        seen=commission.version,
        words=CommissionWords(**(words | changes)),
    )


class TestAsking:
    def test_units_are_told_once_each_and_only_they(self, cast):
        unit = cast.unit("青溪区科协")
        commission = actions.create_commission(by=cast.actor("editor"), at=NOW, words=ASKED, units=[unit, unit])
        assert commission.asked.beyond("test").count() == 1
        assert told(cast, "clerk_a") == told(cast, "unit_admin_a") == ["约稿：全国科技工作者日活动"]
        assert told(cast, "clerk_b") == told(cast, "editor") == []
        [(_title, body)] = notices_of(cast, "clerk_a")
        assert "请于5月26日（周五）17:00前报送。" in body
        assert "写明人数和成效。" in body

    @pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "reviewer", "keeper", "visitor"])
    def test_it_is_the_desk_that_asks(self, cast, member):
        with pytest.raises((NotPermitted, Exception)) as caught:
            actions.create_commission(by=cast.actor(member), at=NOW, words=ASKED, units=[cast.unit("科普部")])
        assert caught.value.status in (401, 403)
        assert not Commission.objects.exists()

    def test_what_lacks_is_told_by_field(self, cast):
        with pytest.raises(CommissionRefused) as caught:
            actions.create_commission(
                by=cast.actor("editor"), at=NOW, words=replace(ASKED, title=" ", due_at=NOW), units=[]
            )
        assert set(caught.value.errors) == {"title", "due_on", "units"}

    def test_through_the_page_all_districts_at_once(self, cast):
        client = cast.as_("editor")
        page = client.get(f"{LIST}new/")
        assert "全部区科协（2家）" in text_of(page)
        assert 'value="2023-05-29"' in page.content.decode(), "three working days from Wednesday"
        sent = {
            "title": "科技工作者日",
            "due_on": "2023-05-26",
            "due_time": "17:00",
            "groups": ["district"],
            "others-0_text": "农学会",
            "submit_key": "k",
        }
        refused = client.post(f"{LIST}new/", sent)
        assert refused.status_code == 422
        assert "没有找到“农学会”" in text_of(refused)
        assert "科技工作者日" in refused.content.decode()
        for _click in range(2):
            done = client.post(f"{LIST}new/", {**sent, "others-0_text": "云川市农学会", "others-1_text": "科普部"})
        commission = Commission.objects.get()
        assert done.url == f"{LIST}{commission.pk}/"
        names = [row.organisation.name for row in commission.asked.beyond("test")]
        assert names == ["科普部", "青溪区科学技术协会", "云台区科学技术协会", "云川市农学会"]
        assert commission.due_at == DUE

    def test_nobody_chosen_or_a_day_gone_by_is_told_beside_the_field(self, cast):
        sent = {"title": "甲", "due_on": "2023-05-20", "due_time": "17:00", "submit_key": "k"}
        response = cast.as_("editor").post(f"{LIST}new/", sent)
        assert response.status_code == 422
        page = text_of(response)
        assert "截止时间须晚于现在" in page
        assert "请选择约稿的单位" in page

    def test_more_units_are_asked_later_those_asked_stay(self, cast):
        commission = commissioned(cast, "青溪区科协")
        client = cast.as_("editor")
        sent = {"groups": ["district"], "seen": commission.version, "submit_key": "k"}
        assert client.post(f"{LIST}{commission.pk}/units/", sent).status_code == 302
        assert commission.asked.beyond("test").count() == 2
        assert len(told(cast, "clerk_a")) == len(told(cast, "clerk_b")) == 1
        again = client.post(f"{LIST}{commission.pk}/units/", {**sent, "seen": 2, "submit_key": "l"})
        assert "请选择尚未约稿的单位" in text_of(again)

    def test_who_is_asked_on_the_last_day_is_not_reminded_at_once(self, cast):
        commission = commissioned(cast, "青溪区科协")
        late = DUE - timedelta(hours=4)
        actions.ask_more(
            by=cast.actor("editor"),
            at=late,
            commission_id=commission.pk,
            seen=commission.version,
            units=[cast.unit("云台区科协")],
        )
        assert times.remind_units(by=cast.actor("platform"), at=late) == 1
        assert told(cast, "clerk_b") == ["约稿：全国科技工作者日活动"]

    def test_a_unit_is_let_off(self, cast):
        commission = commissioned(cast)
        client, row = cast.as_("editor"), asked(cast, commission)
        address = f"{LIST}{commission.pk}/units/{row.pk}/let-off/"
        assert "移出青溪区科学技术协会" in text_of(client.get(address))
        assert client.post(address, {"submit_key": "k"}).status_code == 302
        assert told(cast, "clerk_a")[-1] == "约稿取消：全国科技工作者日活动"
        assert commission.asked.beyond("test").count() == 1
        answered(cast, commission, unit="云台区科协", member="clerk_b")
        other = asked(cast, commission, "云台区科协")
        refused = client.post(f"{LIST}{commission.pk}/units/{other.pk}/let-off/", {"submit_key": "l"})
        assert "已经报送，不能移出" in text_of(refused)


class TestAnswers:
    def test_what_is_sent_in_answers(self, cast):
        commission = commissioned(cast)
        submission = answered(cast, commission)
        row = asked(cast, commission)
        assert (row.state, row.answered_at, row.missed_at) == (AskedState.HANDED_IN, NOW, None)
        assert asked(cast, commission, "云台区科协").state == AskedState.ASKED
        page = text_of(cast.as_("editor").get(f"{LIST}{commission.pk}/"))
        assert submission.title in page

    def test_a_unit_below_answers_for_the_one_that_was_asked(self, cast):
        commission = commissioned(cast)
        answered(cast, commission, unit="柳湾街道科协", member="unit_admin_a")
        assert asked(cast, commission).state == AskedState.HANDED_IN

    def test_who_comes_late_has_handed_in_and_stays_late(self, cast):
        commission = commissioned(cast)
        times.note_missed(by=cast.actor("platform"), at=DUE)
        assert asked(cast, commission).state == AskedState.MISSED
        answered(cast, commission, at=DUE + timedelta(hours=2))
        row = asked(cast, commission)
        assert (row.state, row.missed_at) == (AskedState.HANDED_IN, DUE)
        assert "逾期报送" in text_of(cast.as_("editor").get(f"{LIST}{commission.pk}/"))

    def test_late_is_late_though_the_clock_has_not_ticked(self, cast):
        commission = commissioned(cast)
        answered(cast, commission, at=DUE + timedelta(seconds=1))
        assert asked(cast, commission).missed_at == DUE

    def test_what_is_withdrawn_answers_nothing(self, cast):
        commission = commissioned(cast)
        first, second = answered(cast, commission), answered(cast, commission)
        decided(cast, first, "withdraw", member="clerk_a")
        assert asked(cast, commission).state == AskedState.HANDED_IN
        decided(cast, second, "withdraw", member="clerk_a")
        row = asked(cast, commission)
        assert (row.state, row.answered_at) == (AskedState.ASKED, None)
        third = answered(cast, commission)
        decided(cast, third, "withdraw", member="clerk_a", at=DUE + timedelta(hours=1))
        row = asked(cast, commission)
        assert (row.state, row.missed_at) == (AskedState.MISSED, DUE)

    def test_a_unit_says_that_it_cannot_and_may_still(self, cast):
        commission = commissioned(cast)
        row = asked(cast, commission)
        client, address = cast.as_("clerk_a"), f"/workbench/bulletin/requests/{row.pk}/"
        assert client.post(f"{address}decline/", {"submit_key": "k", "reason": " "}).status_code == 422
        sent = {"submit_key": "k", "reason": "今年没有举办活动"}
        assert client.post(f"{address}decline/", sent).url == address
        row.refresh_from_db()
        assert (row.state, row.reason) == (AskedState.DECLINED, "今年没有举办活动")
        assert told(cast, "editor") == ["青溪区科学技术协会不能报送约稿“全国科技工作者日活动”"]
        assert "已说明不能报送：今年没有举办活动" in text_of(client.get(address))
        answered(cast, commission)
        row.refresh_from_db()
        assert (row.state, row.reason) == (AskedState.HANDED_IN, "")
        late = client.post(f"{address}decline/", {"submit_key": "l", "reason": "没有"})
        assert late.status_code == 409

    @pytest.mark.parametrize("member", ["clerk_b", "unit_admin_b"])
    def test_nobody_sees_or_answers_what_another_unit_was_asked(self, cast, member):
        commission = commissioned(cast, "青溪区科协")
        row = asked(cast, commission)
        client = cast.as_(member)
        for address in ("", "decline/"):
            assert client.get(f"/workbench/bulletin/requests/{row.pk}/{address}").status_code == 404
        assert ASKED.title not in text_of(client.get("/workbench/bulletin/requests/"))
        with pytest.raises(NotFound):
            actions.decline(by=cast.actor(member), at=NOW, asked_id=row.pk, reason="没有")
        with pytest.raises(NotFound):
            queries.asked_for(cast.actor(member), commission.pk)

    def test_by_which_unit_a_new_submission_answers(self, cast):
        commission = commissioned(cast)
        assert queries.asked_for(cast.actor("clerk_a"), commission.pk).organisation == cast.unit("青溪区科协")
        actions.close_commission(by=cast.actor("editor"), at=NOW, commission_id=commission.pk, seen=commission.version)
        with pytest.raises(NotFound):
            queries.asked_for(cast.actor("clerk_a"), commission.pk)


class TestClock:
    def test_reminded_once_on_the_working_day_before(self, cast):
        commission = commissioned(cast)
        answered(cast, commission, unit="云台区科协", member="clerk_b")
        platform = cast.actor("platform")
        assert times.remind_units(by=platform, at=REMINDER - timedelta(minutes=1)) == 0
        assert times.remind_units(by=platform, at=REMINDER) == 1
        assert times.remind_units(by=platform, at=REMINDER + timedelta(minutes=5)) == 0
        assert told(cast, "clerk_a")[-1] == "约稿即将到期：全国科技工作者日活动"
        assert told(cast, "clerk_b") == ["约稿：全国科技工作者日活动"]
        assert asked(cast, commission).reminded_at == REMINDER

    def test_not_at_night(self, cast):
        commissioned(cast)
        night = REMINDER.replace(hour=22)
        assert times.remind_units(by=cast.actor("platform"), at=night) == 0
        assert times.remind_units(by=cast.actor("platform"), at=night + timedelta(hours=10)) == 2

    def test_whoever_is_silent_has_missed_it_once(self, cast):
        commission = commissioned(cast, "青溪区科协", "云台区科协", "云川市农学会")
        answered(cast, commission)
        actions.decline(
            by=cast.actor("clerk_b"), at=NOW, asked_id=asked(cast, commission, "云台区科协").pk, reason="没有活动"
        )
        platform = cast.actor("platform")
        assert times.note_missed(by=platform, at=DUE - timedelta(seconds=1)) == 0
        assert times.note_missed(by=platform, at=DUE) == 1
        assert times.note_missed(by=platform, at=DUE + timedelta(minutes=5)) == 0
        row = asked(cast, commission, "云川市农学会")
        assert (row.state, row.missed_at) == (AskedState.MISSED, DUE)
        assert notices_of(cast, "editor")[-1][1] == "已报送1家，未报送1家。"
        assert AuditEvent.objects.filter(action="bulletin.commission_miss").count() == 1

    def test_what_is_ended_or_called_off_is_left_alone(self, cast):
        ended, off = commissioned(cast), commissioned(cast)
        editor = cast.actor("editor")
        actions.close_commission(by=editor, at=NOW, commission_id=ended.pk, seen=ended.version)
        actions.cancel_commission(by=editor, at=NOW, commission_id=off.pk, seen=off.version, reason="活动取消")
        platform = cast.actor("platform")
        assert times.remind_units(by=platform, at=REMINDER) == times.note_missed(by=platform, at=DUE) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("turn", "moment", "words"), [("remind_units", REMINDER, "即将到期"), ("note_missed", DUE, "已到期")]
)
def test_two_clocks_at_one_moment_tell_each_unit_once(cast, turn, moment, words):
    commissioned(cast)
    gate, counts = threading.Barrier(2), []

    def tick() -> None:
        try:
            gate.wait(timeout=10)
            counts.append(getattr(times, turn)(by=cast.actor("platform"), at=moment))
        finally:
            connection.close()

    threads = [threading.Thread(target=tick) for _clock in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(counts) == 2
    for member in ("clerk_a", "clerk_b"):
        assert sum(words in title for title in told(cast, member)) == 1


class TestChanging:
    def test_another_date_is_told_and_forgives(self, cast):
        commission = commissioned(cast, "青溪区科协", "云台区科协")
        times.remind_units(by=cast.actor("platform"), at=REMINDER)
        times.note_missed(by=cast.actor("platform"), at=DUE)
        answered(cast, commission, unit="云台区科协", member="clerk_b", at=DUE + timedelta(hours=1))
        later = DUE + timedelta(days=4)
        changed(cast, commission, due_at=later, at=DUE + timedelta(hours=2))
        row, other = asked(cast, commission), asked(cast, commission, "云台区科协")
        assert (row.state, row.missed_at, row.reminded_at) == (AskedState.ASKED, None, None)
        assert (other.state, other.missed_at) == (AskedState.HANDED_IN, None), "in time by the new date"
        assert told(cast, "clerk_a")[-1] == "约稿改期：全国科技工作者日活动"
        assert "改期" not in told(cast, "clerk_b")[-1]
        assert times.remind_units(by=cast.actor("platform"), at=later.replace(day=29, hour=10)) == 1

    def test_other_words_keep_date_and_states(self, cast):
        commission = commissioned(cast)
        times.note_missed(by=cast.actor("platform"), at=DUE)
        done = changed(cast, commission, title="改了题目", at=DUE + timedelta(hours=1))
        assert done.title == "改了题目"
        assert asked(cast, commission).state == AskedState.MISSED

    def test_through_the_page_who_comes_second_is_told(self, cast):
        commission = commissioned(cast)
        client, address = cast.as_("editor"), f"{LIST}{commission.pk}/edit/"
        page = client.get(address).content.decode()
        assert 'value="2023-05-26"' in page
        assert 'value="17:00"' in page
        column = Column.objects.first().pk
        sent = {
            "title": "甲",
            "due_on": "2023-05-26",
            "due_time": "17:00",
            "column": column,
            "seen": 1,
            "submit_key": "k",
        }
        assert client.post(address, sent).status_code == 302
        again = client.post(address, {**sent, "title": "乙", "submit_key": "l"})
        assert again.status_code == 409
        assert "已有变动" in text_of(again)
        assert 'value="乙"' in again.content.decode()
        commission.refresh_from_db()
        assert (commission.title, commission.column_id, commission.version) == ("甲", column, 2)

    def test_called_off_with_the_reason_nobody_has_missed_it(self, cast):
        commission = commissioned(cast)
        answered(cast, commission, unit="云台区科协", member="clerk_b")
        times.note_missed(by=cast.actor("platform"), at=DUE)
        client, address = cast.as_("editor"), f"{LIST}{commission.pk}/cancel/"
        assert client.post(address, {"seen": 1, "reason": "", "submit_key": "k"}).status_code == 422
        assert client.post(address, {"seen": 1, "reason": "活动延期", "submit_key": "k"}).status_code == 302
        row = asked(cast, commission)
        assert (row.state, row.missed_at) == (AskedState.ASKED, None)
        assert "约稿取消：全国科技工作者日活动" in told(cast, "clerk_a")
        assert not any("取消" in title for title in told(cast, "clerk_b"))
        assert "活动延期" in text_of(cast.as_("clerk_a").get(reverse("bulletin:request", args=(row.pk,))))

    def test_ended_and_taken_up_again(self, cast):
        commission = commissioned(cast)
        client, address = cast.as_("editor"), f"{LIST}{commission.pk}/"
        for step, seen, state in (("close", 1, "closed"), ("reopen", 2, "open")):
            assert client.get(f"{address}{step}/").status_code == 200
            assert client.post(f"{address}{step}/", {"seen": seen, "submit_key": step}).status_code == 302
            commission.refresh_from_db()
            assert commission.state == state
        with pytest.raises(CommissionChanged):
            actions.reopen_commission(by=cast.actor("editor"), at=NOW, commission_id=commission.pk, seen=3)


class TestPages:
    def test_the_register_counts_and_narrows(self, cast):
        commission = commissioned(cast)
        commissioned(cast, title="另一项")
        answered(cast, commission)
        client = cast.as_("editor")
        csv = client.get(f"{LIST}?text=科技工作者&_export=csv").content.decode("utf-8-sig").splitlines()
        assert csv[0] == "约稿主题,截止时间,约稿单位,已报送,待报送,逾期未报,状态"
        assert csv[1].startswith("全国科技工作者日活动,")
        assert csv[1].endswith(",2,1,1,0,约稿中")
        assert len(csv) == 2
        assert "还没有约稿" in text_of(client.get(f"{LIST}?state=closed"))

    @pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "reviewer", "sender", "keeper", "plain"])
    def test_it_is_the_editors(self, cast, member):
        commission = commissioned(cast)
        client = cast.as_(member)
        for address in ("", "new/", f"{commission.pk}/", f"{commission.pk}/edit/", f"{commission.pk}/cancel/"):
            assert client.get(f"{LIST}{address}").status_code == 403, address

    def test_a_unit_sees_its_own_in_list_inbox_and_rail(self, cast):
        commission = commissioned(cast)
        for member, unit in (("clerk_a", "青溪区科协"), ("unit_admin_b", "云台区科协")):
            row = asked(cast, commission, unit)
            page = cast.as_(member).get("/workbench/bulletin/requests/")
            assert re.findall(r"/workbench/bulletin/requests/(\d+)/", page.content.decode()) == [str(row.pk)]
            [group] = [g for g in inbox(cast.actor(member), NOW) if g.source.code == "bulletin.requests"]
            assert [(item.todo.title, item.todo.due) for item in group.items] == [(ASKED.title, DUE.date())]
            rail = re.search(r'<a href="/workbench/bulletin/requests/".*?</a>', page.content.decode(), re.S)[0]
            assert 'class="count">1<' in rail
        answered(cast, commission)
        assert queries.waiting_requests(cast.actor("clerk_a")) == []
        assert queries.waiting_requests(cast.actor("visitor")) == []

    def test_the_desk_is_narrowed_to_a_commission(self, cast):
        commission = commissioned(cast)
        answered(cast, commission)
        by = cast.actor("clerk_b")
        begun = submissions.begin_submission(
            by=by, at=NOW, unit=cast.unit("云台区科协"), words=replace(WORDS, title="乙")
        )
        submissions.send_in(by=by, at=NOW, submission_id=begun.pk, seen=begun.edition)
        page = cast.as_("editor").get(f"/workbench/bulletin/?commission={commission.pk}").content.decode()
        assert re.findall(r"data-line-link>([^<]*)<", page) == [WORDS.title]
