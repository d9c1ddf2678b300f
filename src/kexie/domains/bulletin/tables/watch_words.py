"""The register of watched words; its file is the sheet that is taken in again."""

from __future__ import annotations

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.ui.columns import DayColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.models import WatchWord, WordGrade


class WatchWordTable(Register):
    """The list, by word; when and by whom a word was changed stands on the page alone."""

    export_exclude = ("changed_at", "changed_name")
    word = tables.Column(verbose_name=gettext_lazy("词语"), linkify=True)
    grade = tables.Column(verbose_name=gettext_lazy("级别"))
    instead = tables.Column(verbose_name=gettext_lazy("建议改为"), orderable=False)
    note = tables.Column(verbose_name=gettext_lazy("说明"), orderable=False)
    active = tables.Column(verbose_name=gettext_lazy("启用"), orderable=False)
    changed_at = DayColumn(verbose_name=gettext_lazy("修改日期"))
    changed_name = tables.Column(verbose_name=gettext_lazy("修改人"), orderable=False)

    class Meta:
        model = WatchWord
        fields: ClassVar[list[str]] = ["word", "grade", "instead", "note", "active", "changed_at", "changed_name"]
        template_name = "ui/table.html"
        empty_text = gettext_lazy("没有符合条件的词语")
        caption = gettext_lazy("敏感词表")

    def render_grade(self, record: WatchWord) -> SafeString:
        """The grade as word, icon and colour."""
        return status("bad" if record.grade == WordGrade.BANNED else "warn", record.get_grade_display())

    def value_grade(self, record: WatchWord) -> str:
        """The grade as a word."""
        return str(record.get_grade_display())

    def render_active(self, value: bool) -> SafeString:
        """Whether it is looked for."""
        return status("good", _("启用")) if value else status("neutral", _("停用"))

    def value_active(self, value: bool) -> str:
        """The same as the sheet takes it."""
        return _("是") if value else _("否")

    def value_word(self, value: Any) -> Any:
        """Without the link."""
        return value
