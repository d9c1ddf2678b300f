"""`kexie up`: everything a newcomer needs to see Kexie: database, demo association, server, worker."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kexie.site.config.environment import PRODUCTION
from kexie.site.config.serving import KEXIE, Household, Member, answers, port_number, port_problem, web_command
from kexie.site.demo import story


class Command(BaseCommand):
    """Bring the database up to date, tell the demo where it is missing, serve."""

    help = "Migrate, load the demo association (not in production), serve the App and run its jobs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and whether the demo is wanted."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")
        parser.add_argument("--workers", type=int, default=2, help="web processes of four threads each")
        parser.add_argument("--no-demo", action="store_true", help="start with an empty association")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what could be in the way, prepare, serve until a signal."""
        host, port = options["host"], port_number(str(options["port"]))
        if port is None:
            raise CommandError("端口应当是 1 到 65535 之间的整数，例如：make run PORT=8080")
        if problem := port_problem(host, port):
            raise CommandError(problem)
        call_command("install")
        with_demo = not (PRODUCTION or options["no_demo"])
        if with_demo and not story.is_told():
            self.stdout.write("· 正在布置演示单位（虚构的云川市科协）……")
            story.tell()
        if not PRODUCTION:
            # Links in mails lead back here.
            os.environ.setdefault("KEXIE_BASE_URL", self._address(host, port).rstrip("/"))
        web = Member("网站服务", web_command(host, port, workers=options["workers"]))
        household = Household([web, Member("后台作业", [*KEXIE, "worker"])])
        raise SystemExit(household.run(ready=lambda: self._welcome(host, port, with_demo=with_demo)))

    @staticmethod
    def _address(host: str, port: int) -> str:
        shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"

    @staticmethod
    def _hints(host: str, port: int) -> list[str]:
        """Where passkeys work, which no bare number of a machine does, and where mail lies that goes to no server."""
        hints = []
        if host in {"127.0.0.1", "0.0.0.0", "::1"}:  # noqa: S104
            hints.append(f"使用通行密钥时，请改用：http://localhost:{port}/")
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            hints.append(f"验证码、邀请等邮件保存在：{settings.EMAIL_FILE_PATH}")
        return hints

    def _welcome(self, host: str, port: int, *, with_demo: bool) -> None:
        if not answers(host, port):
            return
        self.stdout.write(f"\n  {settings.KEXIE_SITE['name']} 已启动：{self._address(host, port)}\n")
        for line in self._hints(host, port):
            self.stdout.write(f"  {line}\n")
        if with_demo:
            self.stdout.write(f"\n  演示账号（密码均为 {story.PASSWORD}）\n")
            for log_in in story.LOG_INS:
                self.stdout.write(f"    {log_in.email:<30} {log_in.what}")
        self.stdout.write("\n  按 Ctrl+C 停止。\n")
