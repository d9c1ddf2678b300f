"""Whether a value is what its data element says; each sentence tells how to mend it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kexie.base.standards.rules import numbers
from kexie.base.standards.rules.definitions import CodeListDefinition, Datatype, ElementDefinition

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_TELEPHONE: Final = re.compile(r"(0[0-9]{2,3}-)?[2-9][0-9]{6,7}(-[0-9]{1,6})?")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")


def check(definition: ElementDefinition, value: object, code_list: CodeListDefinition | None = None) -> list[str]:
    """Sentences that say how to mend ``value``; none if it is right. An empty value is right: a form decides on that.

    Values are text as a person writes it, or what the type of the element is in code (int, date).
    """
    if value is None or value == "":
        return []
    if definition.datatype is Datatype.INTEGER:
        return _integer(definition, value)
    if definition.datatype is Datatype.DATE:
        return _date(definition, value)
    if not isinstance(value, str):
        return [_("“%(name)s”应为文字。") % {"name": definition.name}]
    if definition.datatype is Datatype.CODE:
        return _code(definition, value, code_list)
    return _text(definition, value)


def normalise(definition: ElementDefinition, text: str) -> str:
    """``text`` without what typing brings in: outer blanks; for numbers also full-width forms, blanks, small letters."""
    text = text.strip()
    if not _is_number(definition):
        return text
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    return text if "email" in definition.checks else text.upper()


def _is_number(definition: ElementDefinition) -> bool:
    return bool(set(definition.checks) & set(CHECKS))


def _integer(definition: ElementDefinition, value: object) -> list[str]:
    name, low, high = definition.name, definition.minimum, definition.maximum
    if isinstance(value, bool) or not (isinstance(value, int) or _matches(_INTEGER, value)):
        return [_("“%(name)s”应为整数，请只填写数字。") % {"name": name}]
    number = int(str(value))
    if low is not None and number < low:
        return [_("“%(name)s”不能小于%(low)d，请核对。") % {"name": name, "low": low}]
    if high is not None and number > high:
        return [_("“%(name)s”不能大于%(high)d，请核对。") % {"name": name, "high": high}]
    return []


def _date(definition: ElementDefinition, value: object) -> list[str]:
    if isinstance(value, date):
        return []
    if not _matches(_ISO_DATE, value):
        return [_("“%(name)s”请按“2023-05-23”的格式填写。") % {"name": definition.name}]
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return [_("“%(name)s”不是日历上有的日子，请核对月和日。") % {"name": definition.name}]
    return []


def _code(definition: ElementDefinition, value: str, code_list: CodeListDefinition | None) -> list[str]:
    if code_list is None:
        raise ValueError(f"{definition.code} needs its code list {definition.code_list!r}")
    if any(code.value == value for code in code_list.codes):
        return []
    known = "、".join(f"{code.value}（{code.name}）" for code in code_list.codes)
    return [_("“%(name)s”只能取以下代码之一：%(known)s。") % {"name": definition.name, "known": known}]


def _text(definition: ElementDefinition, value: str) -> list[str]:
    name = {"name": definition.name}
    if any(unicodedata.category(char) == "Cc" for char in value):
        return [_("“%(name)s”含有换行或控制字符，请删去。") % name]
    if value != value.strip():
        return [_("“%(name)s”前后有空格，请删去。") % name]
    if sentences := [sentence for key in definition.checks if (sentence := CHECKS[key](value))]:
        return sentences
    limit = definition.max_length
    if limit is not None and len(value) > limit:
        return [_("“%(name)s”不超过%(limit)d个字，请缩短。") % {**name, "limit": limit}]
    return []


def _credit_code(value: str) -> str:
    if len(value) != 18:
        return _("统一社会信用代码应为18位，现为%(length)d位，请核对。") % {"length": len(value)}
    if value != value.upper():
        return _("统一社会信用代码中的字母请用大写。")
    if wrong := sorted(set(value) - set(numbers.USCC_ALPHABET)):
        return _("统一社会信用代码不使用字符%(wrong)s，请核对（不用字母I、O、S、V、Z）。") % {"wrong": "、".join(wrong)}
    if not value[2:8].isdigit():
        return _("统一社会信用代码第3至8位是行政区划码，应为数字，请核对。")
    if not numbers.is_uscc(value):
        return _("统一社会信用代码的校验码不符，请对照证照逐位核对。")
    return ""


def _identity_number(value: str) -> str:
    if len(value) != 18:
        return _("公民身份号码应为18位，现为%(length)d位，请核对。") % {"length": len(value)}
    if value.endswith("x"):
        return _("公民身份号码末位的字母X请用大写。")
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", value):
        return _("公民身份号码前17位应为数字，末位为数字或X，请核对。")
    if numbers.birth_date(value) is None:
        return _("公民身份号码第7至14位不是有效的出生日期，请核对。")
    if value[17] != numbers.identity_check_character(value[:17]):
        return _("公民身份号码的校验码不符，请对照证件逐位核对。")
    return ""


def _mobile(value: str) -> str:
    return "" if _MOBILE.fullmatch(value) else _("手机号码应为11位数字，以1开头，不加空格和横线，请核对。")


def _telephone(value: str) -> str:
    if _TELEPHONE.fullmatch(value) or _MOBILE.fullmatch(value):
        return ""
    return _("电话号码请按“区号-号码”填写，如010-87654321，或填写11位手机号码。")


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        return _("电子邮箱请按“名称@域名”填写，如 name@example.cn。")
    return ""


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


#: Checks that a data element may name, each answering a sentence or nothing.
CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "credit_code": _credit_code,
    "identity_number": _identity_number,
    "mobile": _mobile,
    "telephone": _telephone,
    "email": _email,
}
