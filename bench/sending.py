"""An issue sent to a thousand addresses by one worker, taken by a server on the loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import django

from bench.promise import Measured, tell, wall_ms

READERS = 1_000
#: Mail goes out by day.
_MORNING = datetime(2026, 9, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_SINK = """
import time
from kexie.base.notifications.tests.sink import Sink
sink = Sink()
print(sink.port, flush=True)
input()
to = [mail["To"] for mail in sink.taken if mail["To"].endswith("@readers.example")]
print(len(to), len(set(to)), flush=True)
"""


def main() -> None:
    """Tell the demo, begin a dispatch of its latest issue with the PDF, deliver it all."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from kexie.base.kernel import clock, outbox, scoping
    from kexie.base.kernel.access import Platform
    from kexie.domains.bulletin.actions import dispatching
    from kexie.domains.bulletin.models import Issue
    from kexie.domains.bulletin.queries import dispatching as queries
    from kexie.domains.bulletin.rules.dispatching import Named
    from kexie.site.demo import story

    call_command("migrate", verbosity=0, interactive=False)
    story.tell()
    server = subprocess.Popen(
        [sys.executable, "-c", _SINK], env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(server.stdout.readline())
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    by = Platform("测量")
    issue = Issue.objects.signed().newest_first()[0]
    extra = [Named(f"reader{number}@readers.example", f"读者{number}") for number in range(READERS)]
    with scoping.beyond("a measurement"), clock.fixed(_MORNING):
        outbox.deliver_due(at=_MORNING, limit=100_000)
        seen = queries.preview(by, queries.latest_revision(by, issue.pk), lists=(), extra=extra, on=_MORNING.date())
        letter = dispatching.Letter(subject=str(issue), formats=("pdf",))
        dispatching.begin_dispatch(
            by=by, at=_MORNING, issue_id=issue.pk, lists=(), extra=extra, letter=letter, seen=seen.resolved.digest
        )
        taken = wall_ms(lambda: outbox.deliver_due(at=_MORNING, limit=100_000)) / 1000
    said, _ = server.communicate("\n", timeout=60)
    mails, addresses = (int(part) for part in said.split())
    if (mails, addresses) != (READERS, READERS):
        raise SystemExit(f"{addresses} addresses had {mails} mails")
    tell(Measured("thousand_mails", taken, "s", 10))


if __name__ == "__main__":
    main()
