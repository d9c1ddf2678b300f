"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.audit_words import name_actions
from kexie.base.standards import abilities
from kexie.base.ui import navigation
from kexie.base.ui.navigation import NavItem


class StandardsConfig(AppConfig):
    """数据标准"""

    name = "kexie.base.standards"
    label = "standards"
    verbose_name = "数据标准"

    def ready(self) -> None:
        """Stand in the workbench's rail. `people` is listed above and is ready by now."""
        name_actions({"standards.load": _("装入数据标准")})
        item = NavItem(_("数据标准"), "standards:elements", "tag", abilities.read(), 540, _("基础信息"))
        navigation.register("workbench", item)
