"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig

from kexie.base.kernel import access
from kexie.base.ledger import abilities


class LedgerConfig(AppConfig):
    """工作台账"""

    name = "kexie.base.ledger"
    label = "ledger"
    verbose_name = "工作台账"

    def ready(self) -> None:
        """Declare the ability."""
        access.declare(*abilities.ALL)
