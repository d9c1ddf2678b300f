"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.people.abilities import APPROVE_EXPORTS, ENTER_WORKBENCH
from kexie.base.ui import navigation, todos
from kexie.base.ui.navigation import NavItem


class PortalConfig(AppConfig):
    """门户"""

    name = "kexie.site.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        """The entries that frame every face: home first, 我的 last; to-dos first in the workbench."""
        from kexie.base.ui.exporting import to_dos
        from kexie.base.ui.inboxes import waiting

        navigation.register("public", NavItem(_("首页"), "home", "home", order=0))
        navigation.register("public", NavItem(_("我的"), "portal:me", "me", order=900))
        navigation.register("me", NavItem(_("我的资料"), "portal:me", "me", order=0))
        navigation.register("me", NavItem(_("工作台"), "portal:workbench", "workbench", ENTER_WORKBENCH, order=800))
        inbox = NavItem(_("待办"), "portal:workbench", "inbox", ENTER_WORKBENCH, order=0, badge=waiting)
        navigation.register("workbench", inbox)
        approvals = todos.Source("exports", _("导出审批"), to_dos, (APPROVE_EXPORTS,), 40, "work:exports")
        todos.sources.register("exports", approvals)
        exports = NavItem(_("导出申请"), "work:exports", "download", ENTER_WORKBENCH, order=16)
        navigation.register("workbench", exports)
        navigation.register("workbench", NavItem(_("后台办理"), "work:list", "progress", ENTER_WORKBENCH, order=15))
