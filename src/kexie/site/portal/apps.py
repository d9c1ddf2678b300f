"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.base.people.abilities import APPROVE_EXPORTS, ENTER_WORKBENCH
from kexie.base.ui import navigation, sitemap, slots, todos
from kexie.base.ui.navigation import NavItem

if TYPE_CHECKING:  # at run time this module is read before there are models
    from kexie.base.kernel.web import Request


def _own_places(request: Request) -> Iterable[sitemap.Place]:
    """What the bars and the footer name, and the way in."""
    named: dict[str, object] = {
        entry.url: entry.label for face in ("public", "footer") for entry in navigation.entries(face, None, request)
    }
    named |= {reverse("portal:search"): _("检索"), reverse("account_login"): _("登录")}
    return [sitemap.Place(str(label), url) for url, label in named.items()]


class PortalConfig(AppConfig):
    """门户"""

    name = "kexie.site.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        """The entries that frame every face: home first, 我的 last; to-dos first in the workbench."""
        from kexie.base.ui.exporting import to_dos
        from kexie.base.ui.inboxes import waiting
        from kexie.site.portal.views.pages import services

        navigation.register("public", NavItem(_("首页"), "home", "home", order=0))
        navigation.register("public", NavItem(_("我的"), "portal:me", "me", order=900))
        navigation.register("footer", NavItem(_("网站地图"), "portal:sitemap", "list", order=10))
        navigation.register("footer", NavItem(_("无障碍说明"), "portal:accessibility", "info", order=20))
        slots.register("home", "services", services, order=5)
        sitemap.branches.register("portal", sitemap.Branch("portal", _("使用本站"), _own_places, order=900))
        navigation.register("me", NavItem(_("概览"), "portal:me", "me", order=0))
        about = _("待办事项，本单位的业务和名册。")
        bench = NavItem(_("工作台"), "portal:workbench", "workbench", ENTER_WORKBENCH, 5, badge=waiting, about=about)
        navigation.register("me", bench)
        inbox = NavItem(_("待办"), "portal:workbench", "inbox", ENTER_WORKBENCH, order=0, badge=waiting)
        navigation.register("workbench", inbox)
        approvals = todos.Source("exports", _("导出审批"), to_dos, (APPROVE_EXPORTS,), 40, "work:exports")
        todos.sources.register("exports", approvals)
        exports = NavItem(_("导出申请"), "work:exports", "download", ENTER_WORKBENCH, order=16)
        navigation.register("workbench", exports)
        navigation.register("workbench", NavItem(_("后台办理"), "work:list", "progress", ENTER_WORKBENCH, order=15))
