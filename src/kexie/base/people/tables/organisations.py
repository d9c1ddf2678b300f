"""The register of organisations."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kexie.base.people.models import Organisation
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status


class OrganisationTable(Register):
    """The register of organisations."""

    name = tables.Column(verbose_name=_("名称"), linkify=("people:organisation", {"uid": tables.A("uid")}))
    short_name = tables.Column(verbose_name=_("简称"))
    kind = tables.Column(verbose_name=_("类别"))
    confirmed = tables.Column(verbose_name=_("状态"))

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = ["name", "short_name", "kind", "confirmed"]
        template_name = "ui/table.html"
        empty_text = _("没有符合条件的组织")

    def render_confirmed(self, value: bool) -> SafeString:
        """Whether a person has placed the unit in the tree."""
        return status("good" if value else "warn", self.value_confirmed(value))

    def value_confirmed(self, value: bool) -> str:
        """The same as a word, for export."""
        return _now("已确认") if value else _now("待确认")
