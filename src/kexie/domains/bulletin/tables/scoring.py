"""A period under two scoring tables, side by side."""

from __future__ import annotations

from decimal import Decimal

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.ui.columns import NumberColumn
from kexie.base.ui.registers import Register
from kexie.base.ui.templatetags.ui import status
from kexie.domains.bulletin.queries.scoring import Preview
from kexie.domains.bulletin.rules.scoring import shown
from kexie.domains.bulletin.tables.figures import PointsColumn


class DifferenceColumn(PointsColumn):
    """How much more or less: with its sign, and marked by word and colour where there is a difference."""

    def render(self, value: Decimal) -> str | SafeString:
        """The difference with its sign."""
        if not value:
            return "0"
        return status("good", f"+{shown(value)}") if value > 0 else status("warn", f"−{shown(-value)}")


class PreviewTable(Register):
    """Every unit's points as they are and as they would be."""

    label = tables.Column(verbose_name=_("单位"), orderable=False)
    group = tables.Column(verbose_name=_("单位类别"), orderable=False)
    before = PointsColumn(verbose_name=_("现行办法得分"))
    after = PointsColumn(verbose_name=_("试算得分"))
    difference = DifferenceColumn(verbose_name=_("相差"))

    class Meta:
        template_name = "ui/table.html"
        empty_text = _("这段时间没有可计分的刊登、批示和约稿")
        caption = _("新旧计分办法对照")

    def __init__(self, found: Preview) -> None:
        super().__init__(list(found.rows))
        if not found.rows:
            return
        own = {name: bound.column for name, bound in self.columns.columns.items()}
        own["label"]._footer = _("合计")
        for name, column in own.items():
            if isinstance(column, NumberColumn):
                column._footer = column.render(getattr(found, name))
