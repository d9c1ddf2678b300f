"""`kexie pages links`: look through the links of every public page now."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kexie.base.kernel import clock
from kexie.base.pages.actions.links import check_all
from kexie.base.pages.queries import dead_links


class Command(BaseCommand):
    """Work on public web content."""

    help = "Work on public web content. `links` checks the links of every public page and lists dead ones."

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb."""
        parser.add_argument("verb", choices=["links"])

    def handle(self, *args: Any, **options: Any) -> None:
        """List dead links, one a line: page, words, address, fault, since; the exit code is 1 when there are any."""
        check_all(at=clock.now())
        rows = list(dead_links())
        for row in rows:
            said = (row.page.url_path, row.text, row.address, row.get_fault_display(), f"{row.since:%Y-%m-%d}")
            self.stdout.write("\t".join(said))
        if rows:
            sys.exit(1)
