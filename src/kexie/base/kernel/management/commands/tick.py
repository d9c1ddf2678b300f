"""`kexie tick`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kexie.base.kernel import clock
from kexie.base.kernel.tick import tick


class Command(BaseCommand):
    """One pass over what time has made due."""

    help = (
        "One pass: gives back what killed workers held, enqueues what is due, runs periodic jobs. For cron or a timer."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tick once; exit code 1 if a periodic job failed."""
        done = tick(at=clock.now())
        self.stdout.write(
            _("收回中断的作业 %(reaped)d 件，重新排入 %(enqueued)d 件，运行定期作业 %(ran)d 项。")
            % {"reaped": done.reaped, "enqueued": done.enqueued, "ran": len(done.ran)}
        )
        if done.failed:
            raise CommandError(_("定期作业未完成：%(names)s。原因见日志。") % {"names": "、".join(done.failed)})
