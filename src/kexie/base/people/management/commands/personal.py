"""`kexie personal inventory`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kexie.base.people.queries.inventory import inventory_page


class Command(BaseCommand):
    """Print the inventory of personal data."""

    requires_system_checks = ()
    help = "Prints which personal data is kept, for what, on which ground and how long: docs/personal-data.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("inventory", help="print the inventory as Markdown")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        self.stdout.write(inventory_page(), ending="")
