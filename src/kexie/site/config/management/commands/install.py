"""`kexie install`: bring an installation up to date; the same command for the first time and for every update."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.pages import api as pages
from kexie.site.config.environment import DATA, PRODUCTION
from kexie.site.config.serving import folder_problem


class Command(BaseCommand):
    """Tables, data standard, home page, static files; safe to repeat."""

    help = "Bring database, data standard, home page and static files up to date. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each step; each changes nothing where it has been done."""
        if problem := folder_problem(DATA):
            raise CommandError(problem)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("standards", "load", verbosity=0)
        pages.ensure_site(by=Platform(), at=clock.now(), site_name=settings.KEXIE_SITE["name"])
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # whitenoise warns of a missing folder
        if PRODUCTION:
            call_command("collectstatic", verbosity=0, interactive=False)
