"""The app's label and what it registers elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.access import Actor, declare
from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.edition import watch
from kexie.base.kernel.renewal import renewals
from kexie.base.standards import abilities
from kexie.base.ui import navigation, todos
from kexie.base.ui.navigation import NavItem


def _todos(actor: Actor, at: datetime) -> Sequence[todos.ToDo]:
    """Asked when there are models."""
    found: Sequence[todos.ToDo] = import_string("kexie.base.standards.queries.revisions.todos")(actor, at)
    return found


def _unknown_years(actor: Actor, at: datetime) -> Sequence[todos.ToDo]:
    """Asked when there are models."""
    found: Sequence[todos.ToDo] = import_string("kexie.base.standards.queries.calendar.to_dos")(actor, at)
    return found


class StandardsConfig(AppConfig):
    """数据标准"""

    name = "kexie.base.standards"
    label = "standards"
    verbose_name = "数据标准"

    def ready(self) -> None:
        """Declare the abilities, stand in the workbench's rail and inbox. `people` is listed above and is ready by now."""
        from kexie.base.kernel import rest
        from kexie.base.standards.rest import router

        rest.routers.register("standards", router)
        declare(*abilities.ALL)
        watch("standards.Stamp", "standards.CalendarStamp")
        renewals.register("standards", "kexie.base.standards.queries.in_force.renew")
        renewals.register("calendar", "kexie.base.standards.queries.calendar.renew")
        name_actions(
            {
                "standards.load": _("装入数据标准"),
                "standards.reopen": _("恢复数据标准的上一版本"),
                "standards.propose": _("提出数据标准修订"),
                "standards.withdraw": _("撤回数据标准修订"),
                "standards.return": _("退回数据标准修订"),
                "standards.publish": _("发布数据标准修订"),
                "standards.export": _("导出数据标准"),
                "calendar.set": _("调整工作日历"),
                "calendar.take_back": _("撤销工作日历的调整"),
                "calendar.enter": _("录入年度放假安排"),
                "calendar.take_back_year": _("撤销年度放假安排"),
            }
        )
        item = NavItem(_("数据标准"), "standards:elements", "tag", abilities.read(), 540, _("基础信息"))
        navigation.register("workbench", item)
        days = NavItem(_("工作日历"), "standards:calendar", "calendar", abilities.read(), 545, _("基础信息"))
        navigation.register("workbench", days)
        keeps = (abilities.KEEP_CALENDAR,)
        unknown = todos.Source("calendar", _("工作日历"), _unknown_years, keeps, 70, "standards:calendar")
        todos.sources.register("calendar", unknown)
        who = (abilities.EDIT, abilities.REVIEW)
        waiting = todos.Source("standards", _("数据标准修订"), _todos, who, 60, "standards:revisions")
        todos.sources.register("standards", waiting)
