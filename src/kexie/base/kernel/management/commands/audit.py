"""`kexie audit verify`, `kexie audit purge`."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kexie.base.kernel import audit, audit_purge, clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.errors import Refusal


def _anchor(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != len(audit.GENESIS):
        raise ArgumentTypeError("an anchor is NUMBER:HASH, as an earlier `kexie audit verify` printed it")
    return int(number), digest.lower()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("a day is YYYY-MM-DD") from error


class Command(BaseCommand):
    """Check the audit chain, or purge what has been kept long enough."""

    help = (
        "verify checks that no audit row was changed, deleted, inserted or reordered; exit code 1 names the first broken"
        " row. purge removes rows older than a day that is at least six months ago; the chain stays verifiable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="check the whole chain")
        verify.add_argument(
            "--anchor", type=_anchor, metavar="NUMBER:HASH", help="a row's hash that was noted elsewhere"
        )

        purge = verbs.add_parser("purge", help="remove rows of days before a date, at least six months ago")
        purge.add_argument("--before", type=_day, required=True, metavar="YYYY-MM-DD", help="this day itself is kept")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify or purge."""
        if options["verb"] == "purge":
            self._purge(options["before"])
        else:
            self._verify(options["anchor"])

    def _purge(self, before: date) -> None:
        try:
            purged = audit_purge.purge(by=Platform("审计清除"), at=clock.now(), before=before)
        except Refusal as refusal:
            raise CommandError(refusal.message, returncode=1) from refusal
        self.stdout.write(f"已清除 {purged.count} 条审计记录。")
        self._verify(None)

    def _verify(self, anchor: tuple[int, str] | None) -> None:
        verdict = audit.verify(anchor=anchor)
        if not verdict.holds:
            raise CommandError(verdict.sentence(), returncode=1)
        self.stdout.write(verdict.sentence())
        if anchor is not None and anchor[0] < verdict.purged:
            self.stdout.write(f"锚点第 {anchor[0]} 条已按保存期限清除，不能再比对；请改用下面这一条。")
        self.stdout.write(f"{verdict.count}:{verdict.hash}")
