"""The app's label and what it registers elsewhere."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.base.kernel.audit_words import name_actions
from kexie.base.kernel.kept_pages import Variety, varieties
from kexie.base.kernel.longwork_kinds import Kind, kinds
from kexie.base.ui import display, languages
from kexie.base.ui.personal_tables import declare_own

WORDS = {
    "export.ask": _("申请导出个人信息"),
    "export.approve": _("同意导出个人信息"),
    "export.refuse": _("不同意导出个人信息"),
}


class UiConfig(AppConfig):
    """界面"""

    name = "kexie.base.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        """Register the long work that every register shares, and what it keeps about persons."""
        run, words = "kexie.base.ui.exporting.run", {"rows": _("导出条数")}
        kinds.register("register.export", Kind("register.export", _("导出列表"), run, words=words))
        personal = Kind("register.export.personal", _("导出个人信息"), run, words=words, fresh=True)
        kinds.register(personal.name, personal)
        kinds.register("register.bulk", Kind("register.bulk", _("批量办理"), "kexie.base.ui.bulk_actions.run"))
        name_actions(WORDS)
        declare_own()
        varieties.register("display", Variety(display.COOKIE, lambda cookie: display.parse(cookie).cookie))
        varieties.register("language", Variety(languages.COOKIE, languages.canonical))
