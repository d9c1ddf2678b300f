"""`kexie standards load`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Refusal
from kexie.base.standards.api import load_standard


class Command(BaseCommand):
    """Take the shipped data standard into the register."""

    help = "Takes the shipped data elements and code lists into the register; again does nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("load", help="take in what is new")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was new."""
        try:
            loaded = load_standard(by=Platform("kexie standards load"), at=clock.now())
        except Refusal as refusal:
            raise CommandError(refusal.message, returncode=1) from None
        counts = {"elements": loaded.elements, "code_lists": loaded.code_lists}
        if options["verbosity"]:
            self.stdout.write(_("数据标准：新增数据元 %(elements)d 个，代码集 %(code_lists)d 个。") % counts)
