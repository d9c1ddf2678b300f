"""The worker: runs the jobs of all queues until it is told to stop, and ticks meanwhile."""

from __future__ import annotations

import time
from typing import Final

import structlog
from django.db import InterfaceError, OperationalError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from kexie.base.kernel import clock
from kexie.base.kernel.renewal import renew_if_due
from kexie.base.kernel.tick import tick

#: After so many jobs the worker looks whether a tick is due.
ROUND: Final = 50
#: The longest wait, in seconds, between two tries to reach a database that does not answer.
PATIENCE: Final = 30.0

log = structlog.get_logger("kexie.worker")


class TickingWorker(Worker):
    """django-tasks-db's worker in rounds, with a tick in between; it outlives a database that goes away for a while.

    SIGTERM and SIGINT end it after the job in hand; a second one at once.
    """

    def __init__(self, *, queues: list[str], interval: float, tick_every: float, until_empty: bool) -> None:
        super().__init__(
            queue_names=queues,
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=ROUND,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.tick_every = tick_every
        self.until_empty = until_empty
        self._next_tick = 0.0
        self._pause = interval

    def serve(self) -> int:
        """Work until stopped, or until nothing is left if so asked; answers how many jobs were run."""
        total = 0
        while self.running:
            try:
                renew_if_due()
                self._tick_if_due()
                self._run_tasks = 0
                if self._has_work():
                    self.run()
            except (OperationalError, InterfaceError) as error:
                self._wait_for_database(error)
                continue
            total += self._run_tasks
            self._pause = self.interval
            if self._run_tasks < ROUND and self.running:
                if self.until_empty:
                    break
                time.sleep(self.interval)
        return total

    def _has_work(self) -> bool:
        """Whether a job is ready: looking costs no lock, as claiming does."""
        ready = DBTaskResult.objects.ready()
        return bool((ready if self.process_all_queues else ready.filter(queue_name__in=self.queue_names)).exists())

    def _tick_if_due(self) -> None:
        if not self.tick_every or time.monotonic() < self._next_tick:
            return
        self._next_tick = time.monotonic() + self.tick_every
        tick(at=clock.now())

    def _wait_for_database(self, error: Exception) -> None:
        """Let go of the broken connection and wait, longer each time."""
        log.warning("database_unreachable", error=type(error).__name__, pause=self._pause)
        connections.close_all()
        time.sleep(self._pause)
        self._pause = min(self._pause * 2, PATIENCE)
