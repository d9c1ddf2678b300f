"""The app's label and what it registers elsewhere."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kexie.base.people.abilities import EDIT_WEB_CONTENT
from kexie.base.ui import navigation, slots
from kexie.base.ui.navigation import NavItem


class PagesConfig(AppConfig):
    """网站内容"""

    name = "kexie.base.pages"
    label = "pages"
    verbose_name = "网站内容"

    def ready(self) -> None:
        """The section of the home page, the editors' entry, the source of search, and ears for Wagtail.

        What stands beside models is fetched by name: this module is read before there are models.
        """
        slots.register("home", "pages", self._ours("views.latest"), order=20)
        editors = NavItem(_("网站编辑"), "wagtailadmin_home", "edit", EDIT_WEB_CONTENT, order=60, group=_("信息"))
        navigation.register("workbench", editors)
        source = import_string("kexie.base.search.api.Source")
        entries = self._ours("actions.search_entries")
        import_string("kexie.base.search.api.sources").register("pages", source("pages", "网站文章", entries))
        words = import_string("kexie.base.people.api.audit_words")
        for action, said in {"pages.site": "建立网站", "pages.column": "新建栏目", "pages.publish": "发布文章"}.items():
            words.register(action, said)
        self._ours("tasks.connect")()

    def _ours(self, path: str) -> Any:
        return import_string(f"{self.name}.{path}")
