"""`kexie erasures replay`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.people.actions import erasure
from kexie.base.people.queries.erasure import journal


class Command(BaseCommand):
    """Erase again whom an older backup has brought back."""

    help = "After a restore: erases again everybody whom the journal of erasures names. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("replay", help="erase again whom the journal names")
        verbs.add_parser("list", help="how many the journal names")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay, or count."""
        if options["verb"] == "list":
            self.stdout.write(_("删除记录共 %(count)d 条。") % {"count": len(journal())})
            return
        again = erasure.replay(by=Platform("数据保护"), at=clock.now())
        self.stdout.write(_("重新删除 %(count)d 人。") % {"count": len(again)})
