"""The audit stores who did what, and names the row that somebody touched."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kexie.base.kernel import audit
from kexie.base.kernel.access import Ability, Platform, Reach, Visitor
from kexie.base.kernel.audit import Fault, Outcome
from kexie.base.kernel.errors import Conflict, LogInFirst, NotPermitted
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import AuditEvent, AuditHead, AuditIsFinal
from kexie.base.kernel.plain import HIDDEN, impersonal, one_line
from kexie.base.kernel.tests.factories import AT, Clerk

READ = Ability("kernel.read", "查阅审计")
TABLE = AuditEvent._meta.db_table
HEAD = AuditHead._meta.db_table


def write(count: int = 1, **options) -> list[AuditEvent]:
    options = {"by": Platform("导入"), "at": AT, "action": "bulletin.sign", "target": "bulletin.issue:7"} | options
    with transaction.atomic():
        return [audit.record(**options) for _ in range(count)]


def sql(statement: str, *values: object) -> None:
    """What somebody with the database's password does."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
class TestRecord:
    def test_rows_are_numbered_and_chained(self):
        rows = write(3)
        assert [row.number for row in rows] == [1, 2, 3]
        assert [row.previous_hash for row in rows] == [audit.GENESIS, rows[0].hash, rows[1].hash]
        assert audit.verify() == audit.Verdict(3, rows[-1].hash)

    def test_a_row_tells_who_when_what_and_how_it_ended(self):
        clerk = Clerk()
        write(by=clerk, unit_path="00010002", outcome=Outcome.REFUSED, issue=7)
        row = AuditEvent.objects.get()
        assert (row.account_id, row.person_id) == (clerk.account_id, clerk.person_id)
        assert (row.action, row.target, row.unit_path) == ("bulletin.sign", "bulletin.issue:7", "00010002")
        assert (row.outcome, row.data) == (Outcome.REFUSED, {"issue": 7})
        assert row.local_at.isoformat() == "2026-11-03T09:30:15.123456+08:00"
        assert str(row) == "1 bulletin.sign bulletin.issue:7"

    def test_a_person_is_kept_by_identifiers_only(self):
        assert write(by=Clerk())[0].actor_name == ""
        assert write(by=Visitor())[0].actor_name == "访客"

    def test_a_failing_audit_row_takes_the_business_with_it(self):
        def business() -> None:
            with transaction.atomic():
                AuditHead.objects.create(pk=1, count=0, hash="business")
                audit.record(by=Platform(), at=AT, action="a.b", target="")

        with pytest.raises(ValueError, match="target"):
            business()
        assert not AuditHead.objects.exists()

    def test_failing_business_takes_the_audit_row_with_it(self):
        def business() -> None:
            with transaction.atomic():
                write()
                raise Conflict

        write()
        with pytest.raises(Conflict):
            business()
        assert audit.verify().count == 1
        assert write()[0].number == 2
        assert audit.verify().holds

    def test_line_breaks_and_control_characters_are_not_smuggled_in(self):
        row = write(target="issue:7\n2026 admin.delete\u2028x", note="a\r\nb\x00c\u202ed", **{"k\ney": ["x\ty"]})[0]
        assert row.target == "issue:7 2026 admin.delete x"
        assert row.data == {"note": "a  b c d", "k ey": ["x y"]}
        assert audit.verify().holds

    def test_personal_numbers_and_addresses_are_hidden(self):
        row = write(note="联系 li@example.org 或 13812345678，证件 11010519491231002X", code="91110105000000110")[0]
        assert row.data["note"] == f"联系 {HIDDEN} 或 {HIDDEN}，证件 {HIDDEN}"
        assert row.data["code"] == "91110105000000110"

    def test_values_come_back_from_the_database_as_they_were_hashed(self):
        write(
            ratio=1e10,
            price=Decimal("1.50"),
            day=date(2026, 1, 2),
            moment=AT,
            ids={new_id()},
            nested={"a": [1, None, True, {"b": (1, 2)}]},
            outcome_before=Outcome.DONE,
            big=10**30,
        )
        assert audit.verify().holds
        data = AuditEvent.objects.get().data
        assert (data["ratio"], data["price"], data["nested"]["a"][3]) == ("10000000000.0", "1.50", {"b": [1, 2]})

    def test_what_json_cannot_hold_is_refused(self):
        with pytest.raises(TypeError, match="object"):
            write(thing=object())

    @pytest.mark.parametrize(
        "wrong", [{"action": ""}, {"action": "a" * 81}, {"target": "t" * 201}, {"at": datetime(2026, 1, 1)}]
    )
    def test_a_row_without_its_parts_is_refused(self, wrong):
        with pytest.raises(ValueError, match="audit"):
            write(**wrong)

    def test_a_refusal_is_recorded_beside_the_business_rolled_back(self):
        row = audit.record_refusal(by=Clerk(), at=AT, action="bulletin.sign", target="bulletin.issue:7", code="x")
        assert AuditEvent.objects.get(pk=row.pk).outcome == Outcome.REFUSED


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(by=Platform(), at=AT, action="a.b", target="c")


@pytest.mark.django_db
class TestFinal:
    def test_the_orm_neither_changes_nor_deletes(self):
        row = write()[0]
        stored = AuditEvent.objects.get()
        for attempt in (
            row.save,
            stored.save,
            stored.delete,
            AuditEvent.objects.all().delete,
            lambda: AuditEvent.objects.update(action="x"),
            lambda: AuditEvent.objects.bulk_update([stored], ["action"]),
            lambda: AuditEvent.objects.bulk_create([stored]),
            lambda: AuditEvent._base_manager.all().delete(),
            lambda: AuditEvent.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(AuditIsFinal):
                attempt()
        assert audit.verify().holds


@pytest.mark.django_db
class TestVerify:
    """Whoever touches the table itself is found out, and the first broken row is named."""

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("at", "2026-01-01 00:00:00"),
            ("utc_offset", 0),
            ("actor_name", "别人"),
            ("action", "bulletin.drop"),
            ("target", "bulletin.issue:8"),
            ("unit_path", "0001"),
            ("outcome", "refused"),
            ("data", json.dumps({"issue": 8})),
            ("hash", "f" * 64),
            ("previous_hash", "f" * 64),
            ("account_id", "0" * 32),
            ("person_id", "0" * 32),
        ],
    )
    def test_every_column_of_a_row_is_covered(self, column, value):
        write(4, issue=7)
        sql(f"UPDATE {TABLE} SET {column} = %s WHERE number = 2", value)
        verdict = audit.verify()
        assert (verdict.number, verdict.fault, verdict.count) == (2, Fault.CHANGED, 1)
        assert "第 2 条" in verdict.sentence()

    def test_a_change_with_a_hash_made_to_fit_breaks_the_link(self):
        write(4)
        row = AuditEvent.objects.get(number=2)
        row.action = "bulletin.drop"
        sql(f"UPDATE {TABLE} SET action = %s, hash = %s WHERE number = 2", row.action, audit.hash_of(row))
        verdict = audit.verify()
        assert (verdict.number, verdict.fault) == (3, Fault.UNLINKED)

    def test_the_same_on_the_last_row_disagrees_with_the_head(self):
        write(3)
        row = AuditEvent.objects.get(number=3)
        row.action = "bulletin.drop"
        sql(f"UPDATE {TABLE} SET action = %s, hash = %s WHERE number = 3", row.action, audit.hash_of(row))
        assert (audit.verify().number, audit.verify().fault) == (3, Fault.HEAD)

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a_deleted_row(self, number):
        write(4)
        sql(f"DELETE FROM {TABLE} WHERE number = %s", number)
        assert (audit.verify().number, audit.verify().fault) == (number, Fault.MISSING)

    def test_a_tail_cut_off(self):
        write(4)
        sql(f"DELETE FROM {TABLE} WHERE number > 2")
        assert (audit.verify().number, audit.verify().fault) == (3, Fault.CUT_OFF)

    def test_everything_deleted(self):
        write(2)
        sql(f"DELETE FROM {TABLE}")
        assert (audit.verify().number, audit.verify().fault) == (1, Fault.CUT_OFF)

    def test_rows_in_another_order(self):
        write(4)
        for source, goal in ((2, 99), (3, 2), (99, 3)):
            sql(f"UPDATE {TABLE} SET number = %s WHERE number = %s", goal, source)
        assert (audit.verify().number, audit.verify().fault) == (2, Fault.CHANGED)

    def test_a_row_inserted_at_the_end(self):
        last = write(2)[-1]
        forged = AuditEvent(**{f.attname: getattr(last, f.attname) for f in AuditEvent._meta.fields})
        forged.number, forged.previous_hash = 3, last.hash
        forged.hash = audit.hash_of(forged)
        forged.save()
        assert (audit.verify().number, audit.verify().fault) == (3, Fault.INSERTED)

    def test_a_row_inserted_before_the_first(self):
        """The database forbids the number; who can forge rows can drop that as well."""
        forged = AuditEvent(number=0, at=AT, utc_offset=480, action="a", target="t", previous_hash=audit.GENESIS)
        forged.hash = audit.hash_of(forged)
        verdict = audit._Walk(None).over([forged])
        assert (verdict.number, verdict.fault) == (0, Fault.INSERTED)

    def test_a_missing_head(self):
        write(2)
        sql(f"DELETE FROM {HEAD}")
        assert (audit.verify().number, audit.verify().fault) == (2, Fault.HEAD)

    def test_a_chain_cut_off_with_its_head_made_to_fit_disagrees_with_an_anchor(self):
        rows = write(4)
        anchor = (4, rows[3].hash)
        assert audit.verify(anchor=anchor).holds
        sql(f"DELETE FROM {TABLE} WHERE number > 3")
        sql(f"UPDATE {HEAD} SET count = 3, hash = %s", rows[2].hash)
        assert audit.verify().holds
        assert (audit.verify(anchor=anchor).number, audit.verify(anchor=anchor).fault) == (4, Fault.CUT_OFF)
        write(target="bulletin.issue:8")
        assert (audit.verify(anchor=anchor).number, audit.verify(anchor=anchor).fault) == (4, Fault.ANCHOR)

    def test_no_rows_are_a_whole_chain(self):
        assert audit.verify().holds


@pytest.mark.django_db
class TestCommand:
    def test_a_whole_chain_prints_its_anchor(self, capsys):
        row = write(2)[-1]
        call_command("audit", "verify")
        out = capsys.readouterr().out
        assert "审计记录完整，共 2 条" in out
        assert f"2:{row.hash}" in out
        call_command("audit", "verify", "--anchor", f"2:{row.hash}")

    def test_a_broken_chain_ends_with_exit_code_1_and_names_the_row(self):
        write(3)
        sql(f"UPDATE {TABLE} SET action = 'x' WHERE number = 2")
        with pytest.raises(CommandError, match="第 2 条审计记录的内容被改动") as ended:
            call_command("audit", "verify")
        assert ended.value.returncode == 1

    def test_an_anchor_that_is_none_is_refused(self):
        with pytest.raises(CommandError, match="NUMBER:HASH"):
            call_command("audit", "verify", "--anchor", "7:abc")


@pytest.mark.django_db
class TestEvents:
    def seen(self, reach: Reach, **filters) -> list[str]:
        found = audit.audit_events(Clerk(where=reach), READ, **filters)
        return sorted(found.values_list("target", flat=True))

    @pytest.fixture(autouse=True)
    def rows(self):
        for path, target in (("", "platform"), ("0001", "city"), ("00010001", "a"), ("00010002", "b")):
            write(unit_path=path, target=target)

    @pytest.mark.parametrize(
        ("reach", "targets"),
        [
            (Reach(everywhere=True), ["a", "b", "city", "platform"]),
            (Reach(units=frozenset({"0001"})), ["city"]),
            (Reach(subtrees=frozenset({"0001"})), ["a", "b", "city"]),
            (Reach(units=frozenset({"00010002"})), ["b"]),
            (Reach(subtrees=frozenset({""})), ["a", "b", "city"]),
        ],
    )
    def test_rows_are_those_within_reach(self, reach, targets):
        assert self.seen(reach) == targets

    def test_without_the_ability_there_is_a_refusal(self):
        with pytest.raises(NotPermitted, match="查阅审计"):
            self.seen(Reach())
        with pytest.raises(LogInFirst):
            audit.audit_events(Visitor(), READ)

    def test_filters_narrow(self):
        clerk = Clerk()
        write(by=clerk, action="people.grant_post", target="late", at=datetime(2026, 12, 1, tzinfo=UTC))
        everywhere = Reach(everywhere=True)
        assert self.seen(everywhere, action="people.") == ["late"]
        assert self.seen(everywhere, target="a") == ["a"]
        assert self.seen(everywhere, person_id=clerk.person_id) == ["late"]
        assert self.seen(everywhere, begin=datetime(2026, 11, 30, tzinfo=UTC)) == ["late"]
        assert self.seen(everywhere, end=AT) == []


@given(st.text())
def test_one_line_is_one_line_and_can_be_stored(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert len(line) == len(text)
    assert "\x00" not in line
    assert line.encode().decode() == line


@pytest.mark.parametrize(
    "text",
    ["+86 13812345678", "138-1234-5678", "a.b+c@mail.example.com", "11010519491231002X", "王@科协.例子"],
)
def test_what_is_personal_is_hidden(text):
    assert impersonal(f"前{text}后") == f"前{HIDDEN}后" or HIDDEN in impersonal(f"前 {text} 后")


@pytest.mark.parametrize("text", ["2023年第17期（总第70期）", "91110105000000110", "20231231-0017", "v1.13812345678.2"])
def test_what_is_not_is_left_alone(text):
    assert impersonal(text) == text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_writers_at_once_leave_one_chain_without_gaps():
    start = Barrier(8)

    def work(_turn: int) -> None:
        start.wait(timeout=20)
        try:
            for _ in range(10):
                write(by=Clerk())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert audit.verify().holds
    assert list(AuditEvent.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 81))


@pytest.mark.django_db
def test_whether_somebody_has_acted_since():
    clerk, other = Clerk(), Clerk()
    assert audit.newest() == 0
    assert not audit.has_acted(clerk, after=0)
    write(2, by=clerk)
    assert audit.newest() == 2
    assert [audit.has_acted(clerk, after=number) for number in (0, 1, 2)] == [True, True, False]
    write(by=other)
    assert not audit.has_acted(clerk, after=2)
    assert audit.has_acted(other, after=2)
