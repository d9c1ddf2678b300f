"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """工作台账"""

    name = "kexie.base.ledger"
    label = "ledger"
    verbose_name = "工作台账"
