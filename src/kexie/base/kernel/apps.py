"""The app's label and what it registers elsewhere."""

from datetime import timedelta

from django.apps import AppConfig

from kexie.base.kernel.personal_tables import declare_own
from kexie.base.kernel.schedule import Periodic, ticks


class KernelConfig(AppConfig):
    """内核"""

    name = "kexie.base.kernel"
    label = "kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        """Register what the kernel itself does again and again."""
        declare_own()
        for name in ("outbox", "idempotency"):
            job = f"kernel.{name}.purge"
            ticks.register(job, Periodic(job, f"kexie.base.kernel.{name}.purge", timedelta(days=1)))
