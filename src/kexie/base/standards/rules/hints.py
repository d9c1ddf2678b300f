"""How a value of an element is written, in a sentence for the place where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.standards.rules.definitions import Datatype, ElementDefinition

_BY_CHECK: Final[Mapping[str, object]] = {
    "credit_code": gettext_lazy("18位，数字或者大写字母，见登记证书。"),
    "identity_number": gettext_lazy("18位，末位可为X，与身份证一致。"),
    "mobile": gettext_lazy("11位数字。"),
    "telephone": gettext_lazy("写成“区号-号码”，或者11位手机号码。"),
    "email": gettext_lazy("写成“名称@域名”。"),
    "website": gettext_lazy("从“https://”写起。"),
    "postal_code": gettext_lazy("6位数字。"),
    "document_number": gettext_lazy("写成“机关代字〔年份〕序号号”。"),
    "patent_number": gettext_lazy("以“ZL”开头，与证书一致。"),
}


def hint(element: ElementDefinition) -> str:
    """The sentence; empty where the name says enough."""
    said = "".join(str(_BY_CHECK[name]) for name in element.checks if name in _BY_CHECK) or _by_type(element)
    return said + (_("例：%(example)s。") % {"example": element.example} if element.example else "")


def _by_type(element: ElementDefinition) -> str:
    data = {"low": element.minimum, "high": element.maximum, "unit": element.unit, "places": element.decimals}
    match element.datatype:
        case Datatype.INTEGER if element.minimum is not None and element.maximum is not None:
            return _("整数，%(low)d至%(high)d%(unit)s。") % data
        case Datatype.DECIMAL if element.decimals is not None:
            return _("数字，%(low)s至%(high)s%(unit)s，最多%(places)d位小数。") % data
        case Datatype.DATE:
            return _("写成“2023-05-23”。")
        case Datatype.DATETIME:
            return _("写成“2023-05-23 14:30”，北京时间。")
        case Datatype.BOOLEAN:
            return _("填“是”或者“否”。")
        case Datatype.LONG_TEXT if element.max_length:
            return _("不超过%(most)d字。") % {"most": element.max_length}
    return ""
