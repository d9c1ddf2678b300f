"""`kexie outbox [status | dead | retry]`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kexie.base.kernel import clock, outbox
from kexie.base.kernel.models import OutboxState


class Command(BaseCommand):
    """Look after the outbox."""

    help = "Shows what waits in the outbox and what was given up, and gives dead messages another chance."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb")
        verbs.add_parser("status", help="how many messages stand in each state, by topic")
        dead = verbs.add_parser("dead", help="the messages that were given up")
        dead.add_argument("--topic", default="")
        retry = verbs.add_parser("retry", help="give dead messages their attempts back")
        retry.add_argument("keys", nargs="*", help="their keys (default: all)")
        retry.add_argument("--topic", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """One verb; `status` where none is given."""
        {"status": self.status, "dead": self.dead, "retry": self.retry}[options["verb"] or "status"](options)

    def status(self, options: dict[str, Any]) -> None:
        """Counts by topic and state."""
        for topic, counts in outbox.status().items():
            states = "  ".join(f"{state.label} {counts[state]}" for state in OutboxState)
            self.stdout.write(f"{topic}: {states}")

    def dead(self, options: dict[str, Any]) -> None:
        """One line per dead message: when it was put, topic, key, attempts, the kind of the last error."""
        for message in outbox.dead(topic=options["topic"]).iterator():
            at = localtime(message.created_at).isoformat(timespec="seconds")
            self.stdout.write(f"{at}  {message.topic}  {message.key}  {message.attempts}  {message.last_error}")

    def retry(self, options: dict[str, Any]) -> None:
        """Requeue."""
        count = outbox.requeue_dead(at=clock.now(), topic=options["topic"], keys=options["keys"])
        self.stdout.write(_("已重新排入 %(count)d 件。") % {"count": count})
