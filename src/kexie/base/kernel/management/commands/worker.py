"""`kexie worker`."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from kexie.base.kernel.worker import TickingWorker


class Command(BaseCommand):
    """Run jobs until stopped."""

    help = (
        "Runs background jobs of all queues until stopped (SIGTERM ends it after the job in hand), and ticks meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which queues, how often to look, how often to tick."""
        parser.add_argument("--queues", default="*", help="names separated by commas (default: all)")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks (default: 1)")
        parser.add_argument("--tick", type=float, default=60.0, help="seconds between two ticks; 0: none (default: 60)")
        parser.add_argument("--until-empty", action="store_true", help="end when no job is left")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve."""
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        worker = TickingWorker(
            queues=options["queues"].split(","),
            interval=max(options["interval"], 0.01),
            tick_every=options["tick"],
            until_empty=options["until_empty"],
        )
        worker.configure_signals()
        self.stdout.write(_("开始处理后台作业。"))
        self.stdout.flush()
        count = worker.serve()
        self.stdout.write(_("后台作业已停止，本次处理 %(count)d 件。") % {"count": count})
