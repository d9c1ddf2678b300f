"""Ticks and the worker: what time has made due is done, once, and one failure does not stop the rest."""

import os
import signal
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django_tasks_db.models import DBTaskResult

from kexie.base.kernel import clock, outbox, worker
from kexie.base.kernel.faults import FaultPoint, points
from kexie.base.kernel.ids import new_id
from kexie.base.kernel.models import OutboxMessage, OutboxState, SubmitKey
from kexie.base.kernel.registry import Registry
from kexie.base.kernel.schedule import Periodic, ticks
from kexie.base.kernel.tests.factories import AT
from kexie.base.kernel.tick import tick

HOUR = timedelta(hours=1)


@pytest.fixture
def only(monkeypatch):
    """Periodic jobs of this test alone."""

    def register(*jobs: Periodic) -> None:
        for job in jobs:
            ticks.register(job.name, job)

    monkeypatch.setattr(ticks, "_things", {})
    return register


@pytest.mark.django_db
class TestTick:
    def test_a_periodic_job_runs_when_its_period_is_over(self, only):
        ran = []
        only(Periodic("hourly", ran.append, HOUR))
        moments = [AT, AT + HOUR - timedelta(seconds=1), AT + HOUR, AT + HOUR]
        assert [tick(at=at).ran for at in moments] == [("hourly",), (), ("hourly",), ()]
        assert ran == [AT, AT + HOUR]

    def test_one_that_fails_does_not_stop_the_others(self, only, capsys):
        def fail(at):
            raise RuntimeError

        only(Periodic("bad", fail, HOUR), Periodic("good", lambda at: None, HOUR))
        done = tick(at=AT)
        assert (done.failed, done.ran) == (("bad",), ("good",))
        with clock.fixed(AT + HOUR), pytest.raises(CommandError, match="bad"):
            call_command("tick")

    def test_the_command_says_what_it_did(self, only, topic, capsys):
        topic()
        with transaction.atomic():
            outbox.put(topic="test.topic", key="k", payload={}, at=AT)
        DBTaskResult.objects.all().delete()
        with clock.fixed(AT):
            call_command("tick")
        assert capsys.readouterr().out == "收回中断的作业 0 件，重新排入 1 件，运行定期作业 0 项。\n"

    def test_the_kernels_own_jobs_are_found_by_their_paths(self):
        names = ("kernel.outbox.purge", "kernel.idempotency.purge")
        assert set(names) <= set(ticks.names())
        done = tick(at=AT)
        assert not done.failed
        assert set(names) <= set(done.ran)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestWorker:
    @pytest.fixture(autouse=True)
    def own_jobs(self, only):
        """No periodic jobs of others."""

    def put(self, *keys: str, at=None) -> None:
        with transaction.atomic():
            for key in keys:
                outbox.put(topic="test.topic", key=key, payload={}, at=at or clock.now())

    def serve(self, **options) -> int:
        options = {"queues": ["*"], "interval": 0.01, "tick_every": 60.0, "until_empty": True} | options
        return worker.TickingWorker(**options).serve()

    def test_it_runs_the_jobs_of_every_queue_and_more_than_one_round(self, topic):
        seen = topic(queue="mail")
        self.put(*(str(turn) for turn in range(worker.ROUND + 5)))
        assert self.serve() == worker.ROUND + 5
        assert len(seen) == worker.ROUND + 5
        assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}

    def test_a_long_queue_does_not_keep_it_from_ticking(self, topic, monkeypatch):
        seen = topic()
        ticked: list[int] = []
        monkeypatch.setattr(worker, "tick", lambda *, at: ticked.append(len(seen)))
        self.put(*(str(turn) for turn in range(worker.ROUND + 1)))
        self.serve(tick_every=0.000001)
        assert ticked[:2] == [0, worker.ROUND]

    def test_it_leaves_other_queues_alone(self, topic):
        seen = topic(queue="mail")
        self.put("k")
        assert self.serve(queues=["default", "index"]) == 0
        assert not seen

    def test_its_tick_finds_messages_without_jobs(self, topic):
        seen = topic()
        self.put("k")
        DBTaskResult.objects.all().delete()
        assert self.serve(tick_every=0) == 0
        assert self.serve() == 1
        assert len(seen) == 1

    def test_a_failing_handler_neither_fails_the_job_nor_leaves_its_words(self, topic):
        def fail(delivery):
            raise RuntimeError("li@example.org")

        topic(handle=fail)
        self.put("k")
        self.serve()
        assert OutboxMessage.objects.get().state == OutboxState.PENDING
        assert not DBTaskResult.objects.exclude(traceback="").exists()

    def test_it_outlives_a_database_that_is_away(self, topic, monkeypatch):
        seen = topic()
        self.put("k")
        failures = [OperationalError("gone"), OperationalError("gone")]

        def flaky(*, at):
            if failures:
                raise failures.pop()

        monkeypatch.setattr(worker, "tick", flaky)
        assert self.serve(tick_every=0.000001) == 1
        assert len(seen) == 1

    def test_the_command_stops_by_a_signal_after_the_job_in_hand(self, topic, capsys):
        seen = topic(handle=lambda delivery: os.kill(os.getpid(), signal.SIGTERM))
        kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)}
        self.put("k1", "k2")
        try:
            call_command("worker", "--interval", "0.01")
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)
        assert len(seen) == 1
        assert sorted(OutboxMessage.objects.values_list("state", flat=True)) == [OutboxState.DONE, OutboxState.PENDING]
        assert "后台作业已停止，本次处理 1 件。" in capsys.readouterr().out
        connection.close()


def test_a_fault_point_does_nothing_unless_armed_in_test_mode(monkeypatch):
    killed = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append(number))
    monkeypatch.setattr(points, "_things", {})
    point = FaultPoint("here")
    point.reach()
    monkeypatch.setenv("KEXIE_FAULT_POINT", "here")
    monkeypatch.setenv("KEXIE_MODE", "production")
    point.reach()
    assert not killed
    monkeypatch.setenv("KEXIE_MODE", "test")
    point.reach()
    assert killed == [signal.SIGKILL]


def test_a_registry_takes_a_name_once_and_says_what_it_knows():
    things: Registry[int] = Registry("thing")
    assert (things.register("a", 1), things.register("a", 1)) == (1, 1)
    with pytest.raises(ValueError, match="'a' is registered already"):
        things.register("a", 2)
    with pytest.raises(KeyError, match="no thing named 'b'; known: a"):
        things["b"]
    assert (list(things), things.names(), len(things), "a" in things) == ([1], ("a",), 1, True)


def test_ids_sort_by_time_and_differ():
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000
    assert {identifier.version for identifier in ids} == {7}


@pytest.mark.django_db
def test_the_clock_stands_where_a_test_sets_it():
    with clock.fixed(AT):
        assert clock.now() == AT
        assert clock.today().isoformat() == "2026-11-03"
    assert clock.now() != AT
    with pytest.raises(ValueError, match="aware"), clock.fixed(AT.replace(tzinfo=None)):
        pass
    assert not SubmitKey.objects.exists()
