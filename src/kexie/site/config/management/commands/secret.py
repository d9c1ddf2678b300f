"""`kexie secret`: new secrets for the environment."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kexie.base.kernel import clock, signing_key
from kexie.base.kernel.vault_keys import new_lines


class Command(BaseCommand):
    """Print 64 random URL-safe characters, or keys of the vault; or write a key that signs."""

    help = "Print a new value for KEXIE_SECRET_KEY, or new keys of the vault; or write a key that signs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which secret."""
        parser.add_argument("--vault", action="store_true", help="lines for KEXIE_VAULT_KEYS and KEXIE_BLIND_KEY")
        parser.add_argument("--oidc", type=Path, metavar="FILE", help="write a new key for KEXIE_OIDC_KEY_FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        if file := options["oidc"]:
            try:
                signing_key.write_new(file)
            except FileExistsError:
                raise CommandError(_("%s 已经存在，没有改动。更换密钥时请先写到新的文件。") % file) from None
            self.stdout.write(f"KEXIE_OIDC_KEY_FILE={file.resolve()}")
        elif options["vault"]:
            self.stdout.write(new_lines(f"k{clock.today():%Y%m%d}"), ending="")
        else:
            self.stdout.write(secrets.token_urlsafe(48))
