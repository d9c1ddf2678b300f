"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel import access
from kexie.base.ui import navigation, slots
from kexie.domains.bulletin import abilities

AUDIT_WORDS = {
    "bulletin.import": "导入一期动态",
    "bulletin.edit": "修改动态文字",
    "bulletin.submit": "动态送审",
    "bulletin.approve": "动态审核通过",
    "bulletin.return": "动态退回修改",
    "bulletin.sign": "动态签发",
}


class BulletinConfig(AppConfig):
    """科协每周动态"""

    name = "kexie.domains.bulletin"
    label = "bulletin"
    verbose_name = "每周动态"

    def ready(self) -> None:
        """Declare the abilities; register navigation, sections, the ledger's kind and the source of search.

        What stands beside models is fetched by name: this module is read before there are models.
        """
        access.declare(*abilities.ALL)
        kind = import_string("kexie.base.ledger.api.Kind")
        import_string("kexie.base.ledger.api.kinds").register("bulletin.issue", kind("bulletin.issue", "每周动态"))
        source = import_string("kexie.base.search.api.Source")
        entries = self._ours("actions.search_entries")
        import_string("kexie.base.search.api.sources").register("bulletin", source("bulletin", "每周动态", entries))
        slots.register("home", "bulletin", self._ours("views.sections.home"), order=10)
        slots.register("workbench", "bulletin", self._ours("views.sections.workbench"), order=10)
        for action, words in AUDIT_WORDS.items():
            import_string("kexie.base.people.api.audit_words").register(action, words)
        self._register_navigation()

    def _register_navigation(self) -> None:
        navigation.register("public", navigation.NavItem(_("每周动态"), "bulletin:archive", "book", order=20))
        desk = navigation.NavItem(
            _("每周动态"),
            "bulletin:desk",
            "book",
            ability=abilities.VIEW_DRAFTS,
            order=20,
            group=_("信息"),
            badge=self._ours("views.sections.waiting_count"),
        )
        navigation.register("workbench", desk)

    def _ours(self, path: str) -> Any:
        return import_string(f"{self.name}.{path}")
