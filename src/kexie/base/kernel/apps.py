"""The app's label and what it registers elsewhere."""

from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import edition_triggers
from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.longwork_personal import declare_long_work
from kexie.base.kernel.personal_tables import declare_own
from kexie.base.kernel.schedule import Periodic, ticks
from kexie.base.kernel.topics import Topic, topics
from kexie.base.kernel.vault import SealedColumn, sealed_columns

WORDS = {
    "access.refuse": _("拒绝访问"),
    "audit.purge": _("清除到期的审计记录"),
    "vault.begin_rotation": _("开始更换密钥"),
    "vault.end_rotation": _("完成更换密钥"),
    "work.start": _("发起后台办理"),
    "work.cancel": _("取消后台办理"),
    "work.retry": _("重试后台办理"),
    "work.end": _("后台办理结束"),
    "work.download": _("下载办理结果"),
}


def _context_of_file(row: Any) -> str:
    """Where a file of long work is sealed: as `kernel.longwork` writes it, which needs models and cannot be asked here."""
    return f"kernel.work:{row.work_id}:{'made' if row.made else 'given'}"


#: The files of long work are sealed whole.
FILES = SealedColumn("kernel.WorkFile", _context_of_file, sealed="content", key_id="", batch=5)


class KernelConfig(AppConfig):
    """内核"""

    name = "kexie.base.kernel"
    label = "kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        """Register what the kernel itself does again and again, and long work as a topic of the outbox."""
        declare_own()
        declare_long_work()
        for name in ("outbox", "idempotency"):
            job = f"kernel.{name}.purge"
            ticks.register(job, Periodic(job, f"kexie.base.kernel.{name}.purge", timedelta(days=1)))
        tend = "kernel.longwork.tend"
        ticks.register(tend, Periodic(tend, "kexie.base.kernel.longwork.tend", timedelta(minutes=1)))
        handle = "kexie.base.kernel.longwork.deliver"
        topics.register("longwork", Topic("longwork", handle, attempts=3, external=True, lease=timedelta(minutes=2)))
        name_actions(WORDS)
        sealed_columns.register(FILES.model, FILES)
        edition_triggers.connect(self)
