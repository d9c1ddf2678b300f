"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access
from kexie.base.kernel.audit_words import name_actions
from kexie.base.ledger import abilities
from kexie.base.ui import navigation
from kexie.base.ui.navigation import NavItem

#: What the audit calls our actions on screen.
WORDS = {"ledger.write": _("登记台账"), "ledger.correct": _("更正台账")}


class LedgerConfig(AppConfig):
    """工作台账"""

    name = "kexie.base.ledger"
    label = "ledger"
    verbose_name = "工作台账"

    def ready(self) -> None:
        """Declare the ability; stand in the workbench's rail; tell the audit's words."""
        access.declare(*abilities.ALL)
        item = NavItem(_("工作台账"), "ledger:entries", "list", abilities.VIEW, 500, _("基础信息"))
        navigation.register("workbench", item)
        name_actions(WORDS)
