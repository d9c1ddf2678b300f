"""The audit is purged after six months, not before; what is left is verified as before, and a forged cut is found."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import audit, audit_purge, clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.audit import Fault, Outcome
from kexie.base.kernel.audit_purge import ChainBroken, Purged, TooEarly, latest, purge
from kexie.base.kernel.models import AuditCut, AuditEvent, AuditHead
from kexie.base.kernel.tests.factories import AT
from kexie.base.kernel.tests.test_audit import TABLE, sql, write

CUTS = AuditCut._meta.db_table
#: `AT` is 2026-11-03 at half past nine in China.
SIX_MONTHS_AGO = date(2026, 5, 3)


def purged(before: date = SIX_MONTHS_AGO, **options) -> Purged:
    return purge(by=Platform("审计清除"), at=AT, before=before, **options)


def aged(*ages: int) -> list[AuditEvent]:
    """One row for each number of days ago."""
    return [row for days in ages for row in write(at=AT - timedelta(days=days))]


def numbers() -> list[int]:
    return list(AuditEvent.objects.order_by("number").values_list("number", flat=True))


# How early


@pytest.mark.parametrize(
    ("on", "months", "day"),
    [
        (date(2026, 11, 3), 6, date(2026, 5, 3)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 6, 30), 6, date(2025, 12, 30)),
        (date(2026, 3, 1), 12, date(2025, 3, 1)),
        (date(2026, 11, 3), 1, date(2026, 5, 3)),
        (date(2026, 11, 3), -5, date(2026, 5, 3)),
    ],
)
def test_six_months_are_six_months(on, months, day):
    assert latest(on, months) == day


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(-20, 240))
def test_a_setting_only_lengthens(on, months):
    assert latest(on, months) <= latest(on) <= on - timedelta(days=181)
    assert latest(on, months) <= latest(on, months - 1)


@pytest.mark.django_db
class TestEarly:
    def test_a_day_too_young_is_refused_and_the_attempt_is_kept(self):
        aged(400)
        with pytest.raises(TooEarly, match="2026-05-03") as refused:
            purged(SIX_MONTHS_AGO + timedelta(days=1))
        assert refused.value.data == {"allowed": "2026-05-03"}
        assert numbers() == [1, 2]
        event = AuditEvent.objects.get(number=2)
        assert (event.action, event.outcome) == ("audit.purge", Outcome.REFUSED)
        assert event.data == {"before": "2026-05-04", "allowed": "2026-05-03"}
        assert audit.verify().holds
        assert not AuditCut.objects.exists()

    @pytest.mark.parametrize(("months", "refused"), [(1, False), (6, False), (7, True), (36, True)])
    def test_the_setting_lengthens_and_does_not_shorten(self, settings, months, refused):
        settings.KEXIE_AUDIT_KEEP_MONTHS = months
        aged(2000)
        if refused:
            with pytest.raises(TooEarly, match=f"{months}个月"):
                purged()
        else:
            assert purged().count == 1
        with pytest.raises(TooEarly):
            purged(SIX_MONTHS_AGO + timedelta(days=1))

    def test_the_day_itself_is_kept_and_days_are_those_of_the_association(self):
        midnight = datetime.fromisoformat("2026-05-03T00:00:00+08:00")
        write(at=midnight - timedelta(seconds=1))
        write(at=midnight)
        assert purged() == Purged(1, 1)
        assert numbers() == [2, 3]

    def test_a_row_that_is_young_keeps_what_is_behind_it(self):
        aged(400, 400, 10, 400)
        assert purged() == Purged(2, 2)
        assert numbers() == [3, 4, 5]


# What is left


@pytest.mark.django_db
class TestAfter:
    def test_the_chain_goes_on_from_the_cut(self):
        rows = aged(400, 300, 200, 20, 10)
        assert purged() == Purged(3, 3)
        assert numbers() == [4, 5, 6]
        cut = AuditCut.objects.get()
        assert (cut.number, cut.hash, cut.count, cut.at) == (3, rows[2].hash, 3, AT)
        assert str(cut) == f"3:{rows[2].hash}"
        event = AuditEvent.objects.get(number=6)
        assert (event.action, event.actor_name, event.target) == ("audit.purge", "审计清除", "kernel.audit")
        assert event.data == {"last": 3, "hash": rows[2].hash, "count": 3}
        verdict = audit.verify()
        assert verdict == audit.Verdict(6, event.hash, purged=3)
        assert "现存 3 条（第 4 条至第 6 条" in verdict.sentence()
        assert write()[0].previous_hash == event.hash
        assert audit.verify().count == 7

    def test_even_when_everything_is_over(self):
        rows = aged(400, 300)
        assert purged() == Purged(2, 2)
        (event,) = AuditEvent.objects.all()
        assert (event.number, event.previous_hash) == (3, rows[-1].hash)
        assert audit.verify().holds

    def test_nothing_due_is_nothing_done(self):
        assert purged() == Purged(0, 0)
        aged(10)
        assert purged() == Purged(0, 0)
        assert (numbers(), AuditCut.objects.count()) == ([1], 0)

    def test_by_batches_each_with_its_cut_and_its_event(self):
        aged(*[400] * 7, 5)
        assert purged(at_once=3) == Purged(7, 7)
        assert list(AuditCut.objects.values_list("number", "count")) == [(7, 1), (6, 3), (3, 3)]
        assert numbers() == [8, 9, 10, 11]
        assert audit.verify().holds

    def test_again_a_year_later_the_events_of_the_first_purge_go_too(self):
        aged(400, 10)
        purged()
        later = AT + timedelta(days=400)
        write(at=later)
        assert purge(by=Platform(), at=later, before=date(2027, 1, 1)) == Purged(2, 3)
        assert numbers() == [4, 5]
        assert audit.verify().purged == 3

    def test_anchors_of_what_is_left_and_of_the_cut_still_hold(self):
        rows = aged(400, 300, 10)
        anchors = [(row.number, row.hash) for row in rows]
        purged()
        assert all(audit.verify(anchor=anchor).holds for anchor in anchors)
        forged = audit.verify(anchor=(2, "f" * 64))
        assert (forged.fault, forged.number) == (Fault.ANCHOR, 2)
        assert audit.verify(anchor=(3, "f" * 64)).fault == Fault.ANCHOR
        assert audit.verify(anchor=(9, "f" * 64)).fault == Fault.CUT_OFF


# Whoever touches it


@pytest.mark.django_db
class TestTampering:
    @pytest.fixture(autouse=True)
    def cut(self):
        """Rows 1 to 3 are purged, 4 and 5 are left, 6 tells of it."""
        self.rows = aged(400, 400, 400, 20, 10)
        purged()

    def found(self) -> tuple[Fault | None, int | None]:
        verdict = audit.verify()
        return verdict.fault, verdict.number

    @pytest.mark.parametrize("number", [4, 5, 6])
    def test_a_changed_row_is_named(self, number):
        sql(f"UPDATE {TABLE} SET target = 'x' WHERE number = %s", number)
        assert self.found() == (Fault.CHANGED, number)

    @pytest.mark.parametrize("number", [4, 5])
    def test_a_deleted_row_is_named(self, number):
        sql(f"DELETE FROM {TABLE} WHERE number = %s", number)
        assert self.found() == (Fault.MISSING, number)

    def test_the_event_of_the_purge_is_not_deleted_unseen(self):
        sql(f"DELETE FROM {TABLE} WHERE number = 6")
        assert self.found() == (Fault.CUT_OFF, 6)

    def test_a_purged_row_put_back_is_named(self):
        first = self.rows[0]
        AuditEvent(**{field.attname: getattr(first, field.attname) for field in AuditEvent._meta.fields}).save()
        assert self.found() == (Fault.INSERTED, 1)

    def test_a_cut_taken_away(self):
        sql(f"DELETE FROM {CUTS}")
        assert self.found() == (Fault.MISSING, 1)

    def test_a_cut_with_another_hash(self):
        sql(f"UPDATE {CUTS} SET hash = %s", "f" * 64)
        assert self.found() == (Fault.UNLINKED, 4)

    def test_a_cut_moved_on_by_hand_over_a_row_that_should_not_be_seen(self):
        sql(f"DELETE FROM {TABLE} WHERE number = 4")
        sql(f"UPDATE {CUTS} SET number = 4, hash = %s", self.rows[3].hash)
        assert self.found() == (Fault.CUT, 4)
        assert "清除分界点（第 4 条）" in audit.verify().sentence()

    def test_a_second_cut_that_no_event_tells_of(self):
        sql(f"DELETE FROM {TABLE} WHERE number <= 5")
        AuditCut.objects.create(number=5, hash=self.rows[4].hash, count=2, at=AT)
        assert self.found() == (Fault.CUT, 5)

    def test_a_refused_attempt_does_not_tell_of_a_cut(self):
        with transaction.atomic():
            audit.record(
                by=Platform(),
                at=AT,
                action=audit.PURGE,
                target="kernel.audit",
                outcome=Outcome.REFUSED,
                last=4,
                hash=self.rows[3].hash,
            )
        sql(f"DELETE FROM {TABLE} WHERE number = 4")
        sql(f"UPDATE {CUTS} SET number = 4, hash = %s", self.rows[3].hash)
        assert self.found() == (Fault.CUT, 4)

    def test_a_chain_that_is_broken_is_not_purged(self):
        sql(f"UPDATE {TABLE} SET target = 'x' WHERE number = 4")
        with pytest.raises(ChainBroken, match="第 4 条"):
            purge(by=Platform(), at=AT + timedelta(days=700), before=date(2027, 11, 1))
        assert numbers() == [4, 5, 6]


@pytest.mark.django_db
def test_a_cut_without_rows_is_refused_by_the_first_row():
    """Everything looks purged: the rows are gone, a cut stands, the head fits; nothing in the chain tells of it."""
    rows = aged(400, 400)
    sql(f"DELETE FROM {TABLE}")
    AuditCut.objects.create(number=2, hash=rows[-1].hash, count=2, at=AT)
    assert audit.verify().fault == Fault.CUT


# The command, and several at once


@pytest.mark.django_db
class TestCommand:
    def test_it_purges_and_verifies(self, capsys):
        rows = aged(400, 10)
        with clock.fixed(AT):
            call_command("audit", "purge", "--before", "2026-05-03")
        said = capsys.readouterr().out
        assert "已清除 1 条审计记录。" in said
        assert "现存 2 条" in said
        call_command("audit", "verify", "--anchor", f"1:{rows[0].hash}")
        assert "锚点" not in capsys.readouterr().out

    def test_an_anchor_that_was_purged_is_said_to_be_of_no_use(self, capsys):
        rows = aged(400, 400)
        purged()
        call_command("audit", "verify", "--anchor", f"1:{rows[0].hash}")
        assert "锚点第 1 条已按保存期限清除" in capsys.readouterr().out

    def test_it_refuses_with_exit_code_1(self):
        with clock.fixed(AT), pytest.raises(CommandError, match="至少保存6个月") as ended:
            call_command("audit", "purge", "--before", "2026-11-01")
        assert ended.value.returncode == 1
        with pytest.raises(CommandError, match="YYYY-MM-DD"):
            call_command("audit", "purge", "--before", "yesterday")
        with pytest.raises(CommandError, match="--before"):
            call_command("audit", "purge")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_batch_that_fails_leaves_everything(monkeypatch):
    aged(400, 400)

    def fail() -> None:
        raise RuntimeError("halfway")

    monkeypatch.setattr(audit_purge._DELETED, "reach", fail, raising=False)
    with pytest.raises(RuntimeError, match="halfway"):
        purged()
    assert (numbers(), AuditCut.objects.count()) == ([1, 2], 0)
    assert audit.verify().holds


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_writers_and_a_check_go_on_beside_a_purge():
    aged(*[400] * 40)
    start, verdicts, errors = threading.Barrier(3), [], []

    def beside(act) -> None:
        try:
            start.wait(timeout=20)
            act()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def verifying() -> None:
        verdicts.extend(audit.verify() for _ in range(8))

    acts = [lambda: purged(at_once=4), lambda: [write() for _ in range(10)], verifying]
    threads = [threading.Thread(target=beside, args=[act]) for act in acts]
    [thread.start() for thread in threads]
    [thread.join(timeout=60) for thread in threads]
    assert errors == []
    assert [verdict for verdict in verdicts if not verdict.holds] == []
    assert audit.verify().holds
    assert AuditHead.objects.get().count == 60
    assert AuditEvent.objects.count() == 20
