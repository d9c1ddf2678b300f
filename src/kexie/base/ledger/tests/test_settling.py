"""The other side's word: asked, given once, asked anew after a correction; totals count what it has confirmed."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel.errors import NotFound, NotPermitted, Refusal
from kexie.base.kernel.models import AuditEvent
from kexie.base.ledger import api, queries, rules
from kexie.base.ledger.errors import AlreadySettled, CorrectedMeanwhile, OwnEntry, WrongEntry
from kexie.base.ledger.models import Entry, EntryState
from kexie.base.ledger.rules import Period
from kexie.base.ledger.tests.factories import AT, write

TOTALS = "/workbench/ledger/totals/"


@pytest.fixture
def visit(cast) -> Entry:
    """青溪区 has done something with 云台区, which is asked."""
    return asked(cast)


def asked(cast, **changes) -> Entry:
    parties = {"units": [cast.unit("青溪区科协")], "counterpart": cast.unit("云台区科协"), "confirmed_by": ""}
    return write(**({"by": cast.actor("clerk_a")} | parties | changes))


def state(entry: Entry) -> str:
    return Entry.objects.get(pk=entry.pk).state


class TestTheOtherSide:
    def test_confirms_what_it_has_read(self, cast, visit):
        assert visit.state == EntryState.WAITING
        api.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=visit.pk, seen=1)
        settled = Entry.objects.get(pk=visit.pk)
        assert (settled.state, settled.settled_name, settled.settled_at) == ("confirmed", "贺云舒", AT)
        event = AuditEvent.objects.first()
        assert (event.action, event.unit_path) == ("ledger.confirm", cast.unit("云台区科协").path)

    def test_disputes_with_a_reason_that_the_writers_read(self, cast, visit):
        with pytest.raises(WrongEntry):
            api.dispute(by=cast.actor("clerk_b"), at=AT, entry_id=visit.pk, seen=1, reason=" ")
        api.dispute(by=cast.actor("clerk_b"), at=AT, entry_id=visit.pk, seen=1, reason="当日来了八十人。")
        page = cast.as_("clerk_a").get(reverse("ledger:entry", args=[visit.pk])).content.decode()
        assert "当日来了八十人。" in page
        assert "对方有异议" in page

    @pytest.mark.parametrize("member", ["clerk_a", "unit_admin_a", "system_admin", "visitor"])
    def test_nobody_else_speaks_for_it(self, cast, visit, member):
        with pytest.raises((NotFound, NotPermitted, Refusal)):
            api.confirm(by=cast.actor(member), at=AT, entry_id=visit.pk, seen=1)
        assert state(visit) == EntryState.WAITING

    def test_who_has_written_it_does_not_confirm_it(self, cast):
        entry = asked(cast, by=cast.actor("clerk_b"))
        with pytest.raises(OwnEntry):
            api.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=entry.pk, seen=1)
        api.confirm(by=cast.actor("unit_admin_b"), at=AT, entry_id=entry.pk, seen=1)

    def test_speaks_once(self, cast, visit):
        api.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=visit.pk, seen=1)
        with pytest.raises(AlreadySettled):
            api.dispute(by=cast.actor("unit_admin_b"), at=AT, entry_id=visit.pk, seen=1, reason="不对")

    def test_nothing_is_asked_where_there_is_no_other_side(self, cast):
        entry = write(units=[cast.unit("青溪区科协")])
        assert entry.state == EntryState.RECORDED
        with pytest.raises(NotFound):
            api.confirm(by=cast.actor("clerk_a"), at=AT, entry_id=entry.pk, seen=1)


class TestCorrections:
    def test_ask_anew_and_keep_what_was_said(self, cast, visit):
        api.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=visit.pk, seen=1)
        asked(cast, measures={"participants_count": 80}, at=AT + timedelta(days=1))
        entry = Entry.objects.get(pk=visit.pk)
        assert (entry.state, entry.version, entry.settled_at, entry.settled_by) == ("waiting", 2, None, None)
        correction = entry.corrections.get()
        assert correction.changes == {"measures": [{"participants_count": 120}, {"participants_count": 80}]}
        assert correction.by_name == "林知遥"
        with pytest.raises(CorrectedMeanwhile):
            api.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=visit.pk, seen=1)
        api.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=visit.pk, seen=2)

    def test_the_same_content_again_asks_nobody(self, cast, visit):
        api.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=visit.pk, seen=1)
        asked(cast)
        assert state(visit) == EntryState.CONFIRMED

    def test_another_other_side_or_none(self, cast, visit):
        asked(cast, counterpart=cast.unit("云川市农学会"))
        assert state(visit) == EntryState.WAITING
        asked(cast, counterpart=None)
        assert state(visit) == EntryState.RECORDED


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_corrected_at_once_the_old_wording_is_never_confirmed(cast):
    entry = asked(cast)
    clerk, writer, gate, ended = cast.actor("clerk_b"), cast.actor("clerk_a"), threading.Barrier(2), []
    unit, other = cast.unit("青溪区科协"), cast.unit("云台区科协")

    def run(verb) -> None:
        gate.wait(5)
        try:
            verb()
            ended.append("done")
        except CorrectedMeanwhile:
            ended.append("corrected")
        finally:
            connection.close()

    both = (
        lambda: api.confirm(by=clerk, at=AT, entry_id=entry.pk, seen=1),
        lambda: write(by=writer, units=[unit], counterpart=other, confirmed_by="", title="更正后的标题"),
    )
    threads = [threading.Thread(target=run, args=(verb,)) for verb in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    after = Entry.objects.get(pk=entry.pk)
    assert len(ended) == 2
    assert (after.title, after.version, after.state) == ("更正后的标题", 2, EntryState.WAITING)


class TestPages:
    def test_it_waits_in_the_inbox_of_the_other_side_alone(self, cast, visit):
        url = reverse("ledger:entry", args=[visit.pk])
        assert url in cast.as_("clerk_b").get("/workbench/").content.decode()
        assert url in cast.as_("unit_admin_b").get("/workbench/").content.decode()
        for member in ("clerk_a", "editor", "system_admin"):
            assert url not in cast.as_(member).get("/workbench/").content.decode(), member

    def test_is_confirmed_by_a_button(self, cast, visit):
        url, client = reverse("ledger:entry", args=[visit.pk]), cast.as_("clerk_b")
        assert "属实，确认" in client.get(url).content.decode()
        assert client.post(url, {"verb": "confirm", "seen": "1"}).status_code == 302
        assert state(visit) == EntryState.CONFIRMED
        assert "属实，确认" not in client.get(url).content.decode()

    def test_a_dispute_without_a_reason_comes_back_with_what_to_do(self, cast, visit):
        url = reverse("ledger:entry", args=[visit.pk])
        reply = cast.as_("clerk_b").post(url, {"verb": "dispute", "seen": "1", "reason": ""})
        assert reply.status_code == 422
        assert "请写明哪里与事实不符" in reply.content.decode()

    @pytest.mark.parametrize("seen", ["", "x", "99999999999999", "0"])
    def test_odd_versions_confirm_nothing(self, cast, visit, seen):
        url = reverse("ledger:entry", args=[visit.pk])
        assert cast.as_("clerk_b").post(url, {"verb": "confirm", "seen": seen}).status_code == 409
        assert state(visit) == EntryState.WAITING

    def test_strangers_find_nothing(self, cast, visit):
        other = asked(cast, source="tests.lecture:9", units=[cast.unit("云川市农学会")], counterpart=None)
        assert (
            cast.as_("clerk_b").post(reverse("ledger:entry", args=[other.pk]), {"verb": "confirm"}).status_code == 404
        )


class TestTotals:
    @pytest.fixture
    def three(self, cast):
        """March and April of one unit: one without an other side, one confirmed, one waiting, one of another unit."""
        asked(cast, source="tests.lecture:1", counterpart=None, occurred_on=date(2023, 3, 3))
        done = asked(cast, source="tests.lecture:2", occurred_on=date(2023, 3, 30), measures={"participants_count": 5})
        api.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=done.pk, seen=1)
        asked(cast, source="tests.lecture:3", occurred_on=date(2023, 4, 1))
        asked(cast, source="tests.lecture:4", units=[cast.unit("云川市农学会")], counterpart=None)

    def lines(self, cast, period, member="clerk_a"):
        actor = cast.actor(member)
        found = queries.lines(actor, queries.entries(actor), period)
        return [(line.since, line.unit, line.counted, line.asked, line.confirmed, line.measures) for line in found]

    def test_only_what_counts_is_counted_and_what_was_asked_is_shown(self, cast, three):
        unit = "青溪区科学技术协会"
        assert self.lines(cast, Period.MONTH) == [
            (date(2023, 4, 1), unit, 0, 1, 0, {}),
            (date(2023, 3, 1), unit, 2, 1, 1, {"participants_count": 125}),
        ]
        assert self.lines(cast, Period.QUARTER)[0][:2] == (date(2023, 4, 1), unit)
        assert self.lines(cast, Period.YEAR) == [(date(2023, 1, 1), unit, 2, 2, 1, {"participants_count": 125})]

    def test_the_rows_behind_a_figure_are_as_many(self, cast, three):
        client = cast.as_("clerk_a")
        page = client.get(TOTALS, {"period": "year"}).content.decode()
        assert "50.0%（1/2）" in page
        assert "各行的件数和计量不能相加" in page
        assert "计量合计（共同事项按整项）" in page
        link = page.split('href="/workbench/ledger/?', 1)[1].split('"', 1)[0].replace("&amp;", "&")
        behind = client.get(f"/workbench/ledger/?{link}").content.decode()
        assert "共 2 条" in behind

    def test_an_empty_denominator_is_a_dash(self, cast):
        asked(cast, counterpart=None)
        assert ">—<" in cast.as_("clerk_a").get(TOTALS).content.decode()

    def test_totals_obey_the_scope_and_can_be_taken_away(self, cast, three):
        client = cast.as_("clerk_a")
        assert "农学会" not in client.get(TOTALS).content.decode()
        file = client.get(TOTALS, {"_export": "csv", "period": "year"}).content.decode("utf-8-sig")
        assert file.splitlines()[1].startswith("2023年,青溪区科学技术协会,科普讲座,2,50.0%（1/2）,")

    def test_the_filter_takes_units_below_and_states(self, cast):
        asked(cast, units=[cast.unit("柳湾街道科协")], counterpart=None)
        client = cast.as_("unit_admin_a")
        page = {"unit": "青溪区科协"}
        assert "没有符合条件" in client.get("/workbench/ledger/", page).content.decode()
        assert "共 1 条" in client.get("/workbench/ledger/", page | {"below": "on"}).content.decode()
        assert "没有符合条件" in client.get("/workbench/ledger/", {"state": "waiting"}).content.decode()
        assert "共 1 条" in client.get("/workbench/ledger/", {"state": "counted"}).content.decode()

    def test_odd_questions_are_read_kindly(self, cast):
        for asked_for in ({"period": "\0"}, {"period": "decade"}, {"state": "x"}, {"below": "x"}):
            assert cast.as_("clerk_a").get(TOTALS, asked_for).status_code == 200


class TestPeriods:
    @given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.sampled_from(list(Period)))
    def test_a_day_lies_in_its_period_and_periods_do_not_overlap(self, day, period):
        since, until = rules.span(day, period)
        assert since <= day <= until
        assert rules.span(since, period) == rules.span(until, period) == (since, until)
        assert rules.span(until + timedelta(days=1), period)[0] == until + timedelta(days=1)

    @pytest.mark.parametrize(
        ("day", "period", "words"),
        [
            (date(2024, 2, 29), Period.MONTH, "2024年2月"),
            (date(2024, 2, 29), Period.QUARTER, "2024年第1季度"),
            (date(2024, 12, 31), Period.QUARTER, "2024年第4季度"),
            (date(2024, 7, 1), Period.YEAR, "2024年"),
        ],
    )
    def test_periods_in_words(self, day, period, words):
        assert rules.period_words(*rules.span(day, period)) == words

    def test_a_share_shows_both_figures_and_nothing_is_no_share(self):
        assert rules.rate(2, 3) == "66.7%（2/3）"
        assert rules.rate(0, 0) == "—"
