"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access, walls
from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.personal import Basis, Personal, declare
from kexie.base.ledger import abilities
from kexie.base.ledger.rules import GENERAL, kinds
from kexie.base.ui import navigation, todos
from kexie.base.ui.navigation import NavItem

#: What the audit calls our actions on screen.
WORDS = {"ledger.write": _("登记台账"), "ledger.correct": _("更正台账")} | {
    "ledger.confirm": _("确认台账"),
    "ledger.dispute": _("对台账提出异议"),
    "ledger.withdraw": _("作废台账"),
    "ledger.restore": _("恢复台账"),
}


class LedgerConfig(AppConfig):
    """工作台账"""

    name = "kexie.base.ledger"
    label = "ledger"
    verbose_name = "工作台账"

    def ready(self) -> None:
        """Declare the ability; stand in the workbench's rail; tell the audit's words."""
        access.declare(*abilities.ALL)
        for ability in abilities.ALL:
            walls.opening.register(ability.code, walls.Opening(ability, "kexie.ledger"))
        item = NavItem(_("工作台账"), "ledger:entries", "list", abilities.VIEW, 500, _("基础信息"))
        navigation.register("workbench", item)
        name_actions(WORDS)
        for kind in GENERAL:
            kinds.register(kind.code, kind)
        from kexie.base.ledger.views.reading import to_dos

        waiting = todos.Source(
            "ledger", _("工作台账"), to_dos, (abilities.CONFIRM, abilities.RECORD), 30, "ledger:entries"
        )
        todos.sources.register("ledger", waiting)
        _declare_personal()


def _declare_personal() -> None:
    """What the ledger keeps about persons (`kernel.personal`)."""
    kept, why = _("长期保存（工作台账）"), _("工作台账是公务记录；姓名删除后不再指向本人。")
    took_part = Personal(_("记录谁参加了这项工作"), Basis.DUTY, kept, "keep", why=why)
    declare(
        "ledger.EntryPerson",
        subject="person",
        columns={"entry": took_part},
        other=("id", "person", "position"),
    )
    settled = Personal(_("记录台账由谁登记、由对方何人确认"), Basis.DUTY, kept, "keep", why=why)
    declare(
        "ledger.Entry",
        subject="account:settled_by",
        columns=dict.fromkeys(("settled_by", "settled_name", "settled_at", "dispute"), settled),
    )
    declare("ledger.Entry", subject="account:written_by", columns={"written_by": settled})
    wrote = Personal(_("记录更正由谁办理"), Basis.DUTY, kept, "keep", why=why)
    declare("ledger.EntryCorrection", subject="account:by_account", columns={"by_name": wrote, "by_account": wrote})
