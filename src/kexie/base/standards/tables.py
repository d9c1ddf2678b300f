"""Lists of the register."""

from __future__ import annotations

from typing import ClassVar

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kexie.base.standards.models import CodeList, DataElement
from kexie.base.ui.columns import WHOLE, NumberColumn
from kexie.base.ui.templatetags.ui import status

#: How a sensitivity looks.
_TONES = {"public": "neutral", "internal": "info", "personal": "warn", "sensitive": "bad"}


def sensitivity_shown(code: str) -> tuple[str, str]:
    """Tone and word for a sensitivity."""
    return _TONES[code], str(DataElement.SensitivityLabel(code).label)


class ElementTable(tables.Table):
    """Data elements in force."""

    identifier = tables.Column(verbose_name=_("标识符"), attrs=WHOLE)
    name = tables.Column(verbose_name=_("名称"), linkify=("standards:element", {"code": tables.A("code")}))
    code = tables.Column(verbose_name=_("代码"), attrs=WHOLE)
    datatype = tables.Column(verbose_name=_("数据类型"))
    representation = tables.Column(verbose_name=_("表示格式"), orderable=False, attrs=WHOLE)
    sensitivity = tables.Column(verbose_name=_("敏感级别"))
    source_norm = tables.Column(verbose_name=_("依据标准"))
    edition = NumberColumn(verbose_name=_("版本"))

    class Meta:
        model = DataElement
        fields: ClassVar[list[str]] = [
            "identifier",
            "name",
            "code",
            "datatype",
            "representation",
            "sensitivity",
            "source_norm",
            "edition",
        ]
        empty_text = _("没有符合条件的数据元")

    def render_sensitivity(self, record: DataElement) -> SafeString:
        """The sensitivity as word, icon and colour."""
        return status(*sensitivity_shown(record.sensitivity))


class CodeListTable(tables.Table):
    """Code lists in force."""

    name = tables.Column(verbose_name=_("名称"), linkify=("standards:code_list", {"code": tables.A("code")}))
    code = tables.Column(verbose_name=_("代码"), attrs=WHOLE)
    size = NumberColumn(verbose_name=_("代码数"), orderable=False)
    source_norm = tables.Column(verbose_name=_("依据标准"))
    edition = NumberColumn(verbose_name=_("版本"))

    class Meta:
        model = CodeList
        fields: ClassVar[list[str]] = ["name", "code", "size", "source_norm", "edition"]
        empty_text = _("还没有代码集")
