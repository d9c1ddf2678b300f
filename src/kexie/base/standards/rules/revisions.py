"""What a new edition may change, and what differs between two editions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.base.standards.rules import checks, masks
from kexie.base.standards.rules.definitions import (
    CodeDefinition,
    CodeListDefinition,
    Datatype,
    ElementDefinition,
    Sensitivity,
    code_row,
)

#: Words of the fields of an edition, in the order in which they are shown.
WORDS: Final[Mapping[str, Any]] = {
    "name": gettext_lazy("名称"),
    "english_name": gettext_lazy("英文名称"),
    "definition": gettext_lazy("定义"),
    "representation": gettext_lazy("表示格式"),
    "max_length": gettext_lazy("最大长度"),
    "minimum": gettext_lazy("最小值"),
    "maximum": gettext_lazy("最大值"),
    "decimals": gettext_lazy("小数位数"),
    "unit": gettext_lazy("计量单位"),
    "code_list": gettext_lazy("代码集"),
    "checks": gettext_lazy("校验规则"),
    "sensitivity": gettext_lazy("敏感级别"),
    "mask": gettext_lazy("脱敏方式"),
    "example": gettext_lazy("示例"),
    "source_norm": gettext_lazy("依据标准"),
    "note": gettext_lazy("说明"),
}
_CODE_VALUE: Final = re.compile(r"[0-9A-Za-z_.\-]{1,30}")
_OWN_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,59}")
_OWN_IDENTIFIER: Final = re.compile(r"[A-Z]{2,8}-DE-[0-9]{4}")
#: Lengths of the register's columns.
_LIMITS: Final = {"name": 60, "english_name": 80, "source_norm": 80, "definition": 300, "example": 60, "note": 300}


@dataclass(frozen=True, slots=True)
class Difference:
    """What was and what is to be; empty where there was or will be nothing."""

    label: str
    before: str
    after: str


def differences(before: ElementDefinition | CodeListDefinition | None, after: Any) -> list[Difference]:
    """What differs between two editions of one element or one list, codes included; all of it where none was before."""
    found = []
    for name, word in WORDS.items():
        if hasattr(after, name):
            old, new = _said(getattr(before, name, None)), _said(getattr(after, name))
            if old != new:
                found.append(Difference(str(word), old, new))
    if isinstance(after, CodeListDefinition):
        found.extend(_code_differences(before.by_value if isinstance(before, CodeListDefinition) else {}, after))
    return found


def _code_differences(before: Mapping[str, CodeDefinition], after: CodeListDefinition) -> list[Difference]:
    return [
        Difference(_("代码 %(value)s") % {"value": value}, _code(old), _code(new))
        for value in dict.fromkeys([*before, *after.by_value])
        if (old := before.get(value)) != (new := after.by_value.get(value))
    ]


def _code(code: CodeDefinition | None) -> str:
    return "　".join(cell for cell in code_row(code)[1:] if cell) if code else ""


def _said(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "、".join(value)
    return "" if value is None else str(value)


def element_mistakes(
    before: ElementDefinition | None, after: ElementDefinition, code_lists: Mapping[str, CodeListDefinition]
) -> dict[str, list[str]]:
    """Field → sentences that say how to mend the proposed edition, the first one without ``before``."""
    found = _plain_mistakes(after)
    if before is None:
        found |= _first_mistakes(after)
    elif (after.code, after.identifier, after.datatype) != (before.code, before.identifier, before.datatype):
        found["datatype"] = [_("新版本不能改变代码、标识符和数据类型，含义变了请另设数据元。")]
    low, high = after.minimum, after.maximum
    if low is not None and high is not None and low > high:
        found["maximum"] = [_("最大值不能小于最小值，请核对。")]
    if unknown := set(after.checks) - set(checks.CHECKS):
        found["checks"] = [
            _("没有名为%(names)s的校验规则，请从所列规则中选择。") % {"names": "、".join(sorted(unknown))}
        ]
    if after.mask and after.mask not in masks.MASKS:
        found["mask"] = [_("没有这种脱敏方式，请从所列方式中选择。")]
    if after.datatype is Datatype.CODE and after.code_list not in code_lists:
        found["code_list"] = [_("没有这个代码集，请填写已登记的代码集的代码。")]
    elif not found and after.example:
        listed = code_lists.get(after.code_list) if after.code_list else None
        if sentences := checks.check(after, after.example, listed):
            found["example"] = sentences
    if before and not found and not differences(before, after):
        found["name"] = [_("内容与现行版本相同，没有需要修订的地方。")]
    return found


def _first_mistakes(after: ElementDefinition) -> dict[str, list[str]]:
    """What only the first edition decides: code, identifier, and what its type must say."""
    found = code_mistakes(after.code)
    if not _OWN_IDENTIFIER.fullmatch(after.identifier) or after.identifier.startswith("KX-"):
        found["identifier"] = [_("标识符请写成“字头-DE-四位数字”，如YC-DE-0001；KX字头留给平台。")]
    if after.datatype in (Datatype.TEXT, Datatype.LONG_TEXT) and not after.max_length and not after.checks:
        found["max_length"] = [_("文字须有最大长度，请填写。")]
    if after.datatype in (Datatype.INTEGER, Datatype.DECIMAL):
        for name in ("minimum", "maximum"):
            if getattr(after, name) is None:
                found[name] = [_("数字须有取值范围，请填写“%(label)s”。") % {"label": WORDS[name]}]
    if after.datatype is Datatype.DECIMAL and after.decimals is None:
        found["decimals"] = [_("小数须有小数位数，请填写。")]
    if after.sensitivity is Sensitivity.SENSITIVE and after.datatype is Datatype.TEXT and not after.mask:
        found["mask"] = [_("敏感个人信息须脱敏显示，请选择脱敏方式。")]
    return found


def code_mistakes(code: str) -> dict[str, list[str]]:
    """How a new element or list may be called in code."""
    if _OWN_CODE.fullmatch(code):
        return {}
    return {"code": [_("代码以小写字母开头，只用小写字母、数字和下划线，2至60个字符。")]}


def code_list_mistakes(
    before: CodeListDefinition | None, after: CodeListDefinition, *, replacing: bool = False
) -> dict[str, list[str]]:
    """Field → sentences; a code that was in force is ended by its last day, never taken out, unless a city puts its own
    list in the place of the one shipped (``replacing``).
    """
    found = _plain_mistakes(after) | ({} if before else code_mistakes(after.code))
    known = before.by_value if before else {}
    sentences = []
    if len(after.by_value) < len(after.codes):
        doubled = sorted({code.value for code in after.codes if sum(c.value == code.value for c in after.codes) > 1})
        sentences.append(_("代码%(codes)s出现了两次，请只留一条。") % {"codes": "、".join(doubled[:10])})
    if wrong := [code.value for code in after.codes if not _CODE_VALUE.fullmatch(code.value)]:
        sentences.append(_("代码%(codes)s只能由字母、数字、横线和点组成。") % {"codes": "、".join(wrong[:10])})
    if not replacing and (lost := [value for value in known if value not in after.by_value]):
        text = _("代码%(codes)s已在使用，不能删去；不再使用的，请保留并填写停用日期。")
        sentences.append(text % {"codes": "、".join(lost[:10])})
    for code in after.codes:
        if code.successor and code.successor not in after.by_value:
            data = {"code": code.value, "other": code.successor}
            sentences.append(_("代码%(code)s的后继代码%(other)s不在表中，请核对。") % data)
        if code.valid_from and code.valid_until and code.valid_until <= code.valid_from:
            sentences.append(_("代码%(code)s的停用日期应晚于启用日期。") % {"code": code.value})
    if not after.codes:
        sentences.append(_("代码集至少要有一个代码。"))
    if sentences:
        found["file"] = sentences[:20]
    elif before and not found and not differences(before, after):
        found["file"] = [_("内容与现行版本相同，没有需要修订的地方。")]
    return found


def _plain_mistakes(after: ElementDefinition | CodeListDefinition) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, limit in _LIMITS.items():
        text = getattr(after, name, None)
        if isinstance(text, str) and len(text) > limit:
            found[name] = [_("不超过%(limit)d个字，请缩短。") % {"limit": limit}]
    for name in ("name", "english_name", "source_norm"):
        if not getattr(after, name):
            found[name] = [_("请填写“%(label)s”。") % {"label": WORDS[name]}]
    return found
