"""`kexie secret`: a new secret key for the environment."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Print 64 random URL-safe characters."""

    help = "Print a new value for KEXIE_SECRET_KEY."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(secrets.token_urlsafe(48))
