"""`kexie up`: everything a newcomer needs to see Kexie: database, demo association, server, worker."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.pages import api as pages
from kexie.site.config.environment import DATA, PRODUCTION
from kexie.site.config.serving import KEXIE, Household, folder_problem, port_problem, web_command
from kexie.site.demo import story


class Command(BaseCommand):
    """Bring the database up to date, tell the demo where it is missing, serve."""

    help = "Migrate, load the demo association (not in production), serve the App and run its jobs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and whether the demo is wanted."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes of four threads each")
        parser.add_argument("--no-demo", action="store_true", help="start with an empty association")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what could be in the way, prepare, serve until a signal."""
        host, port = options["host"], options["port"]
        for problem in (folder_problem(DATA), port_problem(host, port)):
            if problem:
                raise CommandError(problem)
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # whitenoise warns of a missing folder
        call_command("migrate", verbosity=0, interactive=False)
        call_command("standards", "load", verbosity=0)
        pages.ensure_site(by=Platform(), at=clock.now(), site_name=settings.KEXIE_SITE["name"])
        with_demo = not (PRODUCTION or options["no_demo"])
        if with_demo and not story.is_told():
            self.stdout.write("· 正在布置演示单位（虚构的云川市科协）……")
            story.tell()
        if not PRODUCTION:
            os.environ.setdefault(
                "KEXIE_BASE_URL", self._address(host, port).rstrip("/")
            )  # links in mails lead back here
        household = Household(
            commands=[web_command(host, port, workers=options["workers"]), [*KEXIE, "worker"]],
            tick=[*KEXIE, "tick"],
        )
        raise SystemExit(household.run(ready=lambda: self._welcome(host, port, with_demo=with_demo)))

    @staticmethod
    def _address(host: str, port: int) -> str:
        shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"

    def _welcome(self, host: str, port: int, *, with_demo: bool) -> None:
        self.stdout.write(f"\n  {settings.KEXIE_SITE['name']} 已启动：{self._address(host, port)}\n")
        if with_demo:
            self.stdout.write(f"\n  演示账号（密码均为 {story.PASSWORD}）\n")
            for log_in in story.LOG_INS:
                self.stdout.write(f"    {log_in.email:<28}{log_in.what}")
        self.stdout.write("\n  按 Ctrl+C 停止。\n")
