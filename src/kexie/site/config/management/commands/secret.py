"""`kexie secret`: new secrets for the environment."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kexie.base.kernel import clock
from kexie.base.kernel.vault_keys import new_lines


class Command(BaseCommand):
    """Print 64 random URL-safe characters, or keys of the vault."""

    help = "Print a new value for KEXIE_SECRET_KEY, or new keys of the vault."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which secret."""
        parser.add_argument("--vault", action="store_true", help="lines for KEXIE_VAULT_KEYS and KEXIE_BLIND_KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        if options["vault"]:
            self.stdout.write(new_lines(f"k{clock.today():%Y%m%d}"), ending="")
        else:
            self.stdout.write(secrets.token_urlsafe(48))
