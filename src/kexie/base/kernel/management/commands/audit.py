"""`kexie audit verify`."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kexie.base.kernel import audit


def _anchor(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != len(audit.GENESIS):
        raise ArgumentTypeError("an anchor is NUMBER:HASH, as an earlier `kexie audit verify` printed it")
    return int(number), digest.lower()


class Command(BaseCommand):
    """Check the audit chain."""

    help = (
        "Checks that no audit row was changed, deleted, inserted or reordered; exit code 1 names the first broken row."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="check the whole chain")
        verify.add_argument(
            "--anchor", type=_anchor, metavar="NUMBER:HASH", help="a row's hash that was noted elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify."""
        verdict = audit.verify(anchor=options["anchor"])
        if not verdict.holds:
            raise CommandError(verdict.sentence(), returncode=1)
        self.stdout.write(verdict.sentence())
        self.stdout.write(f"{verdict.count}:{verdict.hash}")
