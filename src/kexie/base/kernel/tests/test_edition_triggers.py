"""Triggers write another stamp with each commit that changes what the public sees, and with no other."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.core.management import call_command
from django.db import connection, connections, transaction

from kexie.base.kernel import edition, edition_triggers
from kexie.base.kernel.edition import Watch, current, kept, watched
from kexie.base.kernel.models import AuditHead, PeriodicRun, PublicEdition
from kexie.base.kernel.tests.factories import AT

pytestmark = pytest.mark.django_db(transaction=True)

LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Of all tables one is watched: jobs whose name does not begin with "hidden", but for when they began."""
    shown = Watch("kernel.PeriodicRun", unseen=("last_begun_at",), where="{row}.name NOT LIKE 'hidden%'")
    monkeypatch.setattr(watched, "_things", {shown.model: shown})
    edition_triggers.install()
    edition.forget()
    yield
    monkeypatch.undo()
    edition_triggers.install()
    edition.forget()


def stamp() -> str:
    return edition.read_stamp(connection)


def job(name: str = "job") -> PeriodicRun:
    return PeriodicRun.objects.create(name=name, last_begun_at=AT)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def in_bulk(*names: str) -> None:
    PeriodicRun.objects.bulk_create([PeriodicRun(name=name, last_begun_at=AT) for name in names], ignore_conflicts=True)


def test_a_change_that_the_public_sees_makes_another_edition():
    seen = {stamp()}
    for change in (
        lambda: job("there"),
        lambda: in_bulk("there", "hidden", "new"),
        lambda: sql("UPDATE kernel_periodicrun SET name = 'other' WHERE name = 'new'"),
        lambda: sql("UPDATE kernel_periodicrun SET name = 'hidden other' WHERE name = 'other'"),
        lambda: sql("UPDATE kernel_periodicrun SET name = 'other' WHERE name = 'hidden other'"),
        lambda: PeriodicRun.objects.filter(name="other").delete(),
        lambda: sql("DELETE FROM kernel_periodicrun"),
    ):
        change()
        assert stamp() not in seen | {""}
        seen.add(stamp())


def test_what_the_public_does_not_see_leaves_it_as_it_is():
    job("there")
    before = stamp()
    for change in (
        lambda: job("hidden"),
        lambda: PeriodicRun.objects.filter(name="there").update(last_begun_at=LATER),
        lambda: PeriodicRun.objects.filter(name="there").update(name="there"),
        lambda: PeriodicRun.objects.filter(name="hidden").update(name="hidden here"),
        lambda: PeriodicRun.objects.filter(name="hidden here").delete(),
        lambda: PeriodicRun.objects.filter(name="nowhere").delete(),
        lambda: AuditHead.objects.update(count=1),
    ):
        change()
        assert stamp() == before


def fail_after_a_change() -> None:
    with transaction.atomic():
        job("new")
        raise ZeroDivisionError


def test_what_is_rolled_back_has_changed_nothing():
    before = stamp()
    with pytest.raises(ZeroDivisionError):
        fail_after_a_change()
    assert stamp() == before
    with transaction.atomic(), pytest.raises(ZeroDivisionError):
        fail_after_a_change()
    assert stamp() == before
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            fail_after_a_change()
        job("newer")
    assert stamp() != before


def test_nobody_else_sees_another_edition_before_the_rows():
    other = connections.create_connection("default")
    try:
        before = edition.read_stamp(other)
        with transaction.atomic():
            job("new")
            assert edition.read_stamp(other) == before
        assert edition.read_stamp(other) != before
    finally:
        other.close()


def test_many_at_once_are_never_locked_out_and_never_share_an_edition():
    """Eight writers, each with changes before and after a wait for the others: nobody holds the stamp while he works."""
    seen, failures, together = [], [], threading.Barrier(8)

    def write(number: int) -> None:
        try:
            together.wait(10)
            for turn in range(5):
                with transaction.atomic():
                    job(f"{number} {turn}")
                    PeriodicRun.objects.filter(name=f"{number} {turn}").update(name=f"{number} {turn} again")
                seen.append(stamp())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    assert failures == []
    assert PeriodicRun.objects.count() == 40
    assert stamp() in seen


# How the triggers stand


def test_every_watched_table_has_its_triggers_and_a_lost_one_is_named_and_put_up_again():
    assert edition_triggers.missing() == []
    name, table = next(iter(edition_triggers._standing("default").items()))
    with connection.cursor() as cursor:
        cursor.execute(edition_triggers._down("default", name, table))
    assert edition_triggers.missing() == ["kernel_periodicrun"]
    edition_triggers.install()
    assert edition_triggers.missing() == []


def test_what_is_said_otherwise_is_put_up_anew_and_what_is_not_watched_any_more_taken_down(monkeypatch):
    monkeypatch.setattr(watched, "_things", {"kernel.PeriodicRun": Watch("kernel.PeriodicRun")})
    assert edition_triggers.missing() == ["kernel_periodicrun"]
    edition_triggers.install()
    job("hidden")
    before = stamp()
    PeriodicRun.objects.update(last_begun_at=LATER)
    assert stamp() != before
    monkeypatch.setattr(watched, "_things", {})
    edition_triggers.install()
    assert edition_triggers._standing("default") == {}


def test_installing_again_changes_no_trigger_and_begins_a_new_edition():
    standing, before = edition_triggers._standing("default"), stamp()
    edition_triggers.install()
    assert edition_triggers._standing("default") == standing
    assert stamp() != before
    assert PublicEdition.objects.count() == 1


def test_while_tables_are_being_changed_there_is_no_edition():
    edition_triggers.take_down(plan=())
    assert current() is not None
    edition_triggers.take_down(plan=[object()])
    assert (stamp(), current()) == ("", None)
    assert edition_triggers._standing("default") == {}
    job("new")
    assert stamp() == ""
    edition_triggers.install()
    assert stamp()


def test_migrate_puts_up_what_the_remaking_of_a_table_has_lost():
    with connection.cursor() as cursor:
        for name, table in edition_triggers._standing("default").items():
            cursor.execute(edition_triggers._down("default", name, table))
    call_command("migrate", verbosity=0, interactive=False)
    assert edition_triggers.missing() == []


def test_nothing_is_put_up_before_the_table_of_the_stamp(monkeypatch):
    monkeypatch.setattr(type(connection.introspection), "table_names", lambda self: [])
    edition_triggers.install()
    edition_triggers.take_down(plan=[object()])


# What is kept


def test_a_value_is_computed_once_for_an_edition():
    job("there")
    asked = []

    def names() -> tuple[str, ...]:
        asked.append(1)
        return tuple(PeriodicRun.objects.order_by("name").values_list("name", flat=True))

    assert kept("names", names) == kept("names", names) == ("there",)
    assert len(asked) == 1
    job("new")
    assert kept("names", names) == ("new", "there")
    assert kept("other", lambda: 1) == 1
    assert len(asked) == 2


def test_inside_a_transaction_nothing_is_kept_and_its_own_changes_are_seen():
    def count() -> int:
        return PeriodicRun.objects.count()

    assert kept("count", count) == 0
    with transaction.atomic():
        job("new")
        assert kept("count", count) == 1
        transaction.set_rollback(True)
    assert kept("count", count) == 0


def test_without_a_stamp_nothing_is_kept():
    PublicEdition.objects.all().delete()
    assert [kept("x", lambda n=n: n) for n in range(2)] == [0, 1]


def test_a_field_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(watched, "_things", {"x": Watch("kernel.PeriodicRun", unseen=("nothing",))})
    with pytest.raises(FieldDoesNotExist):
        edition_triggers.missing()
