"""`kexie search rebuild`: make the index anew from what the apps hold."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kexie.base.search.sources import rebuild, sources


class Command(BaseCommand):
    """Make the search index anew, all of it or one source."""

    help = "Make the search index anew: `kexie search rebuild [--source NAME]`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb, one option."""
        parser.add_argument("verb", choices=["rebuild"])
        parser.add_argument("--source", default="", help="one source alone: " + ", ".join(sources.names()))

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild source by source, each in a transaction of its own, and print one line per source."""
        name: str = options["source"]
        if name and name not in sources:
            raise CommandError(f"没有名为“{name}”的检索来源。可用的有：{'、'.join(sources.names()) or '无'}。")
        for source in [sources[name]] if name else list(sources):
            put_in, taken_out = rebuild(source)
            self.stdout.write(f"{source.name}: {put_in} put, {taken_out} removed")
