"""Work that people of a unit enter themselves: who may, what is refused, corrections, taking back, and the pages."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import clock
from kexie.base.kernel.errors import NotFound, NotPermitted
from kexie.base.kernel.models import AuditEvent
from kexie.base.ledger import actions, queries, rules
from kexie.base.ledger.errors import (
    AlreadyWithdrawn,
    ChangedMeanwhile,
    NotByHand,
    NotWithdrawn,
    OwnEntry,
    WrongEntry,
)
from kexie.base.ledger.models import Entry, EntryState
from kexie.base.ledger.tests.by_hand import AT, amend, record, restore, said, withdraw
from kexie.base.ledger.tests.factories import write
from kexie.base.standards.queries.shipped import standard


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(AT):
        yield


def refused(cast, **changes: Any) -> dict[str, list[str]]:
    with pytest.raises(WrongEntry) as refusal:
        record(cast, **changes)
    assert not Entry.objects.beyond("test").exists()
    return refusal.value.errors


class TestEntering:
    def test_what_was_said_is_stored_and_audited(self, cast):
        unit, other = cast.unit("青溪区科协"), cast.unit("云川市农学会")
        entry = record(cast, units=[unit, other], persons=[cast.person("clerk_a")], ended_on=date(2026, 9, 9))
        entry.refresh_from_db()
        assert (entry.title, entry.place, entry.source_note) == ("基层科普员培训班", "区科技馆", "签到表存办公室")
        assert (entry.occurred_on, entry.ended_on) == (date(2026, 9, 8), date(2026, 9, 9))
        assert entry.measures == {"participants_count": 46}
        assert [part.organisation for part in entry.units.all()] == [unit, other]
        assert [part.person for part in entry.persons.all()] == [cast.person("clerk_a")]
        assert (entry.state, entry.public, entry.is_by_hand) == (EntryState.RECORDED, False, True)
        assert entry.written_by == cast.account("clerk_a").pk
        row = AuditEvent.objects.get(action="ledger.write", target=f"ledger.entry:{entry.pk}")
        assert (row.unit_path, row.data["kind"]) == (unit.path, "ledger.training")

    def test_one_day_has_no_last_day(self, cast):
        assert record(cast, ended_on=date(2026, 9, 8)).ended_on is None

    def test_it_waits_for_the_other_side_where_there_is_one(self, cast):
        entry = record(cast, counterpart=cast.unit("云台区科协"))
        assert entry.state == EntryState.WAITING
        assert [found.pk for found in queries.waiting_for(cast.actor("clerk_b"))] == [entry.pk]
        assert queries.waiting_for(cast.actor("clerk_a")) == []
        actions.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=entry.pk, seen=1)
        assert Entry.objects.beyond("test").get().state == EntryState.CONFIRMED

    @pytest.mark.parametrize(
        ("member", "unit", "allowed"),
        [
            ("clerk_a", "青溪区科协", True),
            ("clerk_a", "柳湾街道科协", False),
            ("clerk_a", "云台区科协", False),
            ("unit_admin_a", "柳湾街道科协", True),
            ("unit_admin_a", "云台区科协", False),
            ("editor", "办公室", False),
            ("system_admin", "青溪区科协", False),
            ("plain", "青溪区科协", False),
        ],
    )
    def test_only_for_units_of_ones_own(self, cast, member, unit, allowed):
        units = [cast.unit(unit), cast.unit("科普部")]
        if allowed:
            record(cast, member, units=units)
        else:
            with pytest.raises(NotPermitted):
                record(cast, member, units=units)
        assert Entry.objects.beyond("test").count() == allowed

    def test_a_right_taken_away_counts_at_once(self, cast):
        cast.person("clerk_a").posts.beyond("test").update(end=date(2026, 9, 1))
        with pytest.raises(NotPermitted):
            record(cast)

    @pytest.mark.parametrize("kind", ["bulletin.issue", "tests.lecture", "ledger.nothing", ""])
    def test_a_kind_that_an_app_writes_is_refused(self, cast, kind):
        with pytest.raises(NotByHand):
            record(cast, kind=kind, measures={})

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": " "}, "title"),
            ({"title": "长" * 201}, "title"),
            ({"occurred_on": date(2026, 9, 11)}, "occurred_on"),
            ({"occurred_on": date(202, 9, 11)}, "occurred_on"),
            ({"ended_on": date(2026, 9, 11)}, "ended_on"),
            ({"ended_on": date(2026, 9, 7)}, "ended_on"),
            ({"source_note": "  "}, "source_note"),
            ({"source_note": "长" * 201}, "source_note"),
            ({"place": "长" * 121}, "place"),
            ({"units": []}, "unit"),
            ({"measures": {"participants_count": -1}}, "measures"),
            ({"measures": {"papers_count": 1}}, "measures"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_stored(self, cast, changes, field):
        assert list(refused(cast, **changes)) == [field]

    def test_the_other_side_is_another_unit(self, cast):
        unit = cast.unit("青溪区科协")
        assert "二者选一" in refused(cast, counterpart=unit)["counterpart"][0]

    def test_today_is_the_day_where_the_association_is(self, cast):
        late = datetime(2026, 9, 10, 17, 0, tzinfo=UTC)  # the 11th in Shanghai
        entry = actions.record(by=cast.actor("clerk_a"), at=late, said=said(cast, occurred_on=date(2026, 9, 11)))
        assert entry.occurred_on == date(2026, 9, 11)

    def test_the_same_work_is_entered_once(self, cast):
        record(cast)
        with pytest.raises(WrongEntry) as refusal:
            record(cast, "unit_admin_a", title=" 基层科普员培训班 ")
        assert "请勿重复登记" in refusal.value.errors["title"][0]
        record(cast, "unit_admin_a", occurred_on=date(2026, 9, 7))
        record(cast, "unit_admin_a", kind="ledger.meeting")
        record(cast, "clerk_b", units=[cast.unit("云台区科协"), cast.unit("青溪区科协")])
        assert Entry.objects.beyond("test").count() == 4

    def test_every_general_kind_is_entered_by_hand_and_measured_by_known_elements(self):
        assert [kind.code for kind in queries.hand_kinds()] == [kind.code for kind in rules.GENERAL]
        for kind in rules.GENERAL:
            assert kind.hint
            assert set(kind.measures) <= set(standard().elements)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_enter_the_same_work_at_once_enter_it_once(cast):
    actors, gate, ended = [cast.actor("clerk_a"), cast.actor("unit_admin_a")], threading.Barrier(2), []
    told = said(cast)

    def run(actor) -> None:
        gate.wait(5)
        try:
            actions.record(by=actor, at=AT, said=replace(told))
            ended.append("done")
        except WrongEntry:
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(ended) == ["done", "refused"]
    assert Entry.objects.beyond("test").count() == 1


class TestCorrecting:
    def test_what_it_said_is_kept_with_the_reason(self, cast):
        entry = record(cast)
        amend(cast, entry, member="unit_admin_a", measures={"participants_count": 64}, reason=" 签到表漏计一页 ")
        entry = Entry.objects.beyond("test").get()
        assert (entry.measures, entry.version, entry.written_by) == (
            {"participants_count": 64},
            2,
            cast.account("clerk_a").pk,
        )
        correction = entry.corrections.get()
        assert correction.changes == {"measures": [{"participants_count": 46}, {"participants_count": 64}]}
        assert (correction.by_name, correction.reason) == ("苏明远", "签到表漏计一页")
        assert AuditEvent.objects.filter(action="ledger.correct").count() == 1
        assert queries.history(entry)[0]["note"] == "签到表漏计一页"

    def test_without_a_change_nothing_is_written(self, cast):
        entry = record(cast)
        amend(cast, entry)
        assert not entry.corrections.exists()
        assert Entry.objects.beyond("test").get().version == 1

    def test_without_a_reason_it_is_refused(self, cast):
        entry = record(cast)
        with pytest.raises(WrongEntry) as refusal:
            amend(cast, entry, reason=" ", title="别的标题")
        assert list(refusal.value.errors) == ["reason"]

    def test_a_dispute_is_answered_by_a_correction_that_asks_anew(self, cast):
        other = cast.unit("云台区科协")
        entry = record(cast, counterpart=other)
        actions.dispute(by=cast.actor("clerk_b"), at=AT, entry_id=entry.pk, seen=1, reason="人数不符")
        assert [found.pk for found in queries.waiting_for(cast.actor("clerk_a"))] == [entry.pk]
        assert queries.waiting_for(cast.actor("clerk_b")) == []
        amend(cast, entry, counterpart=other, measures={"participants_count": 64})
        assert Entry.objects.beyond("test").get().state == EntryState.WAITING
        assert queries.waiting_for(cast.actor("clerk_a")) == []
        assert [found.pk for found in queries.waiting_for(cast.actor("clerk_b"))] == [entry.pk]

    def test_who_has_corrected_it_does_not_confirm_it(self, cast):
        """The administrator above two units corrects for the one: the other's word is somebody else's."""
        street, district = cast.unit("柳湾街道科协"), cast.unit("青溪区科协")
        entry = record(cast, "unit_admin_a", units=[district], counterpart=street)
        Entry.objects.beyond("test").update(written_by=None)
        amend(cast, entry, member="unit_admin_a", units=[district], counterpart=street, title="更正后的标题")
        entry = queries.entry_for(cast.actor("unit_admin_a"), entry.pk)
        assert not queries.may_settle(cast.actor("unit_admin_a"), entry)
        assert queries.waiting_for(cast.actor("unit_admin_a")) == []
        with pytest.raises(OwnEntry):
            actions.confirm(by=cast.actor("unit_admin_a"), at=AT, entry_id=entry.pk, seen=2)

    def test_what_another_has_changed_meanwhile_is_not_overwritten(self, cast):
        entry = record(cast)
        amend(cast, entry, title="同事改的标题")
        with pytest.raises(ChangedMeanwhile):
            amend(cast, entry, seen=1, title="我改的标题")
        assert Entry.objects.beyond("test").get().title == "同事改的标题"

    @pytest.mark.parametrize("member", ["clerk_b", "unit_admin_b"])
    def test_others_find_nothing(self, cast, member):
        entry = record(cast, units=[cast.unit("青溪区科协"), cast.unit("云台区科协")])
        own = [cast.unit("云台区科协")]
        with pytest.raises(NotFound):
            amend(cast, entry, member=member, units=own)
        with pytest.raises(NotFound):
            withdraw(cast, entry, member=member)
        with pytest.raises(NotFound):
            queries.entry_to_amend(cast.actor(member), entry.pk)

    def test_who_enters_for_nobody_is_told_so(self, cast):
        entry = record(cast)
        with pytest.raises(NotPermitted):
            withdraw(cast, entry, member="system_admin")

    def test_it_cannot_be_handed_to_a_unit_out_of_reach_nor_become_another_kind(self, cast):
        entry = record(cast)
        with pytest.raises(NotPermitted):
            amend(cast, entry, units=[cast.unit("云台区科协")])
        with pytest.raises(NotByHand):
            amend(cast, entry, kind="ledger.meeting")

    def test_what_an_app_has_written_is_not_touched_by_hand(self, cast):
        entry = write(units=[cast.unit("青溪区科协")])
        with pytest.raises(NotFound):
            amend(cast, entry)
        with pytest.raises(NotFound):
            withdraw(cast, entry)
        with pytest.raises(NotFound):
            queries.entry_to_amend(cast.actor("clerk_a"), entry.pk)


class TestTakingBack:
    def test_it_counts_no_more_and_waits_for_nobody(self, cast):
        entry = record(cast, counterpart=cast.unit("云台区科协"))
        withdraw(cast, entry, reason="登错了单位")
        entry = queries.entry_for(cast.actor("clerk_a"), entry.pk)
        assert (entry.state, entry.version) == (EntryState.WITHDRAWN, 2)
        assert queries.waiting_for(cast.actor("clerk_b")) == []
        assert not queries.entries(cast.actor("clerk_a")).exists()
        assert queries.entries(cast.actor("clerk_a"), withdrawn=True).count() == 1
        assert queries.totals(cast.actor("clerk_a")) == []
        event = queries.history(entry)[0]
        assert (event["what"], event["note"], event["who"]) == ("作废", "登错了单位", "林知遥")
        assert AuditEvent.objects.filter(action="ledger.withdraw").count() == 1

    def test_no_line_of_the_totals_is_left_of_it(self, cast):
        entry = record(cast, counterpart=cast.unit("云台区科协"))
        actor = cast.actor("clerk_a")
        found = queries.entries(actor, withdrawn=True)
        assert [(line.asked, line.counted) for line in queries.lines(actor, found, rules.Period.YEAR)] == [(1, 0)]
        withdraw(cast, entry)
        assert queries.lines(actor, found.all(), rules.Period.YEAR) == []

    def test_it_can_be_brought_back_and_the_other_side_is_asked_anew(self, cast):
        entry = record(cast, counterpart=cast.unit("云台区科协"))
        actions.confirm(by=cast.actor("clerk_b"), at=AT, entry_id=entry.pk, seen=1)
        withdraw(cast, entry)
        restore(cast, entry)
        entry = Entry.objects.beyond("test").get()
        assert (entry.state, entry.version, entry.settled_at) == (EntryState.WAITING, 3, None)
        assert [event["what"] for event in queries.history(entry)] == ["恢复", "作废", "登记"]

    def test_without_another_side_it_counts_again(self, cast):
        entry = record(cast)
        withdraw(cast, entry)
        restore(cast, entry)
        assert Entry.objects.beyond("test").get().state == EntryState.RECORDED

    def test_entered_again_meanwhile_it_stays_where_it_is(self, cast):
        entry = record(cast)
        withdraw(cast, entry)
        record(cast)
        with pytest.raises(WrongEntry):
            restore(cast, entry)

    def test_each_verb_in_its_state_alone(self, cast):
        entry = record(cast)
        with pytest.raises(NotWithdrawn):
            restore(cast, entry, seen=1)
        withdraw(cast, entry)
        with pytest.raises(AlreadyWithdrawn):
            withdraw(cast, entry, seen=2)
        with pytest.raises(AlreadyWithdrawn):
            amend(cast, entry, seen=2, title="改")
        with pytest.raises(ChangedMeanwhile):
            restore(cast, entry, seen=1)

    def test_a_reason_is_needed(self, cast):
        with pytest.raises(WrongEntry):
            withdraw(cast, record(cast), reason=" ")

    def test_the_database_keeps_states_and_days_apart(self, cast):
        entry = record(cast)
        for wrong in ({"state": EntryState.WAITING}, {"ended_on": date(2026, 9, 7)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Entry.objects.beyond("test").filter(pk=entry.pk).update(**wrong)


class TestSums:
    @pytest.mark.parametrize(
        ("value", "decimal", "amount"),
        [
            (3, False, 3),
            (3, True, 3),
            (True, False, None),
            ("18.5", True, Decimal("18.5")),
            ("18", True, 18),
            ("18.5", False, None),
            ("2026-09-01", True, None),
            ("NaN", True, None),
            ("", True, None),
            ("１８", True, None),
            (None, True, None),
        ],
    )
    def test_what_is_a_number_is_added_up(self, value, decimal, amount):
        assert rules.amount(value, decimal=decimal) == amount

    def test_hours_are_added_up_in_the_totals(self, cast):
        for title, hours in (("甲", Decimal("18.5")), ("乙", Decimal("3.5")), ("丙", None)):
            record(cast, title=title, measures={"service_hours": hours} if hours else {})
        actor = cast.actor("clerk_a")
        (line,) = queries.lines(actor, queries.entries(actor), rules.Period.YEAR)
        assert (line.counted, line.measures) == (3, {"service_hours": 22})
        assert "服务时长 22.0小时" in cast.as_("clerk_a").get("/workbench/ledger/totals/?period=year").content.decode()


class TestDays:
    @pytest.mark.parametrize(
        ("begin", "end", "words"),
        [
            (date(2026, 3, 5), None, "2026年3月5日"),
            (date(2026, 3, 5), date(2026, 3, 5), "2026年3月5日"),
            (date(2026, 3, 5), date(2026, 3, 7), "2026年3月5日至7日"),
            (date(2026, 3, 30), date(2026, 4, 2), "2026年3月30日至4月2日"),
            (date(2026, 12, 30), date(2027, 1, 2), "2026年12月30日至2027年1月2日"),
            (date(2026, 3, 5), date(2027, 3, 7), "2026年3月5日至2027年3月7日"),
        ],
    )
    def test_in_words(self, begin, end, words):
        assert rules.days_words(begin, end) == words

    @given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(-400, 400), st.integers(-400, 400))
    def test_only_what_is_done_is_entered(self, today, begins, lasts):
        begin = today + timedelta(days=begins)
        end = begin + timedelta(days=abs(lasts))
        faults = rules.hand_faults(begin=begin, end=end, note="会议纪要", today=today)
        assert bool(faults) == (end > today or begin < rules.FIRST_DAY)
