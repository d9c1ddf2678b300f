"""`kexie texts simulate`: a gateway for texts that sends nothing, with an inbox page; not in production."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kexie.base.kernel.texting_simulator import Gateway


class Command(BaseCommand):
    """Run the simulator until it is interrupted."""

    help = "simulate a gateway for text messages: kexie texts simulate --port 8025"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb."""
        simulate = parser.add_subparsers(dest="verb", required=True).add_parser("simulate", help="run the simulator")
        simulate.add_argument("--port", type=int, default=8025, help="the port on 127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen; say how the platform is told of it."""
        if settings.KEXIE_PRODUCTION:
            raise CommandError("短信模拟网关只用于开发和测试，正式环境请接入真实的短信网关。")
        try:
            gateway = Gateway(port=options["port"], key=settings.KEXIE_TEXTS_KEY)
        except OSError:
            raise CommandError(f"端口 {options['port']} 已被其他程序占用，请用 --port 换一个端口。") from None
        self.stdout.write(f"短信模拟网关已启动，收件页：http://127.0.0.1:{gateway.server_port}/")
        self.stdout.write(f"平台的设置：KEXIE_TEXTS=gateway KEXIE_TEXTS_URL={gateway.url}")
        try:
            gateway.serve_forever()
        except KeyboardInterrupt:
            gateway.server_close()
