"""`kexie demo`: tell the demo association, or remove it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kexie.base.kernel.errors import Refusal
from kexie.site.config.environment import PRODUCTION
from kexie.site.demo import removal, story


class Command(BaseCommand):
    """Load the fictional 云川市科协, or take it out again."""

    help = "Load the demo association of a fictional city, or remove it with --remove."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--remove", action="store_true", help="delete everything that the demo has made")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done; refusals end with their sentence."""
        call_command("install")
        try:
            if options["remove"]:
                self.stdout.write(f"已删除演示数据 {removal.remove()} 条。")
            elif PRODUCTION:
                raise CommandError("正式环境不装入演示数据。")
            elif story.is_told():
                self.stdout.write("演示单位已经布置好，没有改动。")
            else:
                story.tell()
                self.stdout.write("演示单位已布置好。")
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
