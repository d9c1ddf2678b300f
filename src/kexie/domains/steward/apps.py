"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.ui import navigation, slots
from kexie.base.ui.navigation import NavItem


class StewardConfig(AppConfig):
    """服务管家"""

    name = "kexie.domains.steward"
    label = "steward"
    verbose_name = "服务管家"

    def ready(self) -> None:
        """The way to follow a case, and its code where somebody has applied."""
        from kexie.domains.steward.views.following import receipt, way_to_follow

        navigation.register("footer", NavItem(_("查询办件"), "steward:follow", "search", order=25))
        slots.register("case_receipt", "steward.code", receipt)
        slots.register("services", "steward.follow", way_to_follow)
