"""Whether a value is what its data element says; each sentence tells how to mend it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kexie.base.standards.rules import numbers
from kexie.base.standards.rules.definitions import CodeDefinition, CodeListDefinition, Datatype, ElementDefinition

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
#: The country before a mobile number, as telephones write it.
_PREFIX: Final = re.compile(r"^(\+86|0086|86(?=1[0-9]{10}$))")
_TELEPHONE: Final = re.compile(r"(0[0-9]{2,3}-)?[2-9][0-9]{6,7}(-[0-9]{1,6})?")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?([+-][0-9]{2}:[0-9]{2}|Z)?")
_WEBSITE: Final = re.compile(r"https?://[A-Za-z0-9\u4e00-\u9fff][^\s<>\"'\\]*")
_POSTAL: Final = re.compile(r"[0-9]{6}")
_DOCUMENT_NUMBER: Final = re.compile(r"[\u4e00-\u9fff（）]{1,30}〔[0-9]{4}〕[1-9][0-9]{0,4}号")
_PATENT: Final = re.compile(r"ZL([0-9]{12}\.[0-9X]|[0-9]{8}\.[0-9X])")
#: What a sentence lists in full; of a longer list it names the place to look.
_FEW_CODES: Final = 20
#: Words for yes and no, as people and spreadsheets write them.
_BOOLEANS: Final[Mapping[str, bool]] = {"是": True, "否": False, "1": True, "0": False, "true": True, "false": False}


def check(
    definition: ElementDefinition,
    value: object,
    code_list: CodeListDefinition | None = None,
    *,
    today: date | None = None,
) -> list[str]:
    """Sentences that say how to mend ``value``; none if it is right. An empty value is right: a form decides on that.

    ``today`` is the day after which nobody can have been born, and on which a code has to be in use.
    Values are text as a person writes it, or what the type of the element is in code (int, Decimal, bool, date, datetime).
    """
    if value is None or value == "":
        return []
    if definition.datatype in _TYPED:
        return _TYPED[definition.datatype](definition, value)
    if not isinstance(value, str):
        return [_("“%(name)s”应为文字。") % {"name": definition.name}]
    if definition.datatype is Datatype.CODE:
        return _code(definition, value, code_list, today)
    return _text(definition, value) or _unborn(definition, value, today)


def normalise(definition: ElementDefinition, text: str) -> str:
    """``text`` without what typing brings in: outer blanks; for numbers also full-width forms, blanks, small letters."""
    if definition.datatype is Datatype.LONG_TEXT:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
    text = text.strip()
    if definition.datatype not in (Datatype.TEXT, Datatype.LONG_TEXT):
        return unicodedata.normalize("NFKC", text)
    if not _is_number(definition):
        return text
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    if "mobile" in definition.checks:
        text = _PREFIX.sub("", re.sub(r"[-‐-―−().]", "", text))
    return text.upper() if set(definition.checks) & _CAPITALS else text


def _is_number(definition: ElementDefinition) -> bool:
    return bool(set(definition.checks) & _NUMBERS)


def _integer(definition: ElementDefinition, value: object) -> list[str]:
    if isinstance(value, bool) or not (isinstance(value, int) or _matches(_INTEGER, value)):
        return [_("“%(name)s”应为整数，请只填写数字。") % {"name": definition.name}]
    return _bounds(definition, Decimal(str(value)))


def _decimal(definition: ElementDefinition, value: object) -> list[str]:
    if isinstance(value, bool) or not (isinstance(value, int | Decimal | float) or _matches(_DECIMAL, value)):
        return [_("“%(name)s”应为数字，小数点用“.”，不加千分号和单位。") % {"name": definition.name}]
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return [_("“%(name)s”应为数字，小数点用“.”，不加千分号和单位。") % {"name": definition.name}]
    if not number.is_finite():
        return [_("“%(name)s”应为数字，小数点用“.”，不加千分号和单位。") % {"name": definition.name}]
    places = definition.decimals
    exponent = number.normalize().as_tuple().exponent
    if places is not None and isinstance(exponent, int) and -exponent > places:
        return [
            _("“%(name)s”最多保留%(places)d位小数，请四舍五入后填写。") % {"name": definition.name, "places": places}
        ]
    return _bounds(definition, number)


def _bounds(definition: ElementDefinition, number: Decimal) -> list[str]:
    name, low, high = definition.name, definition.minimum, definition.maximum
    if low is not None and number < low:
        return [_("“%(name)s”不能小于%(low)d，请核对。") % {"name": name, "low": low}]
    if high is not None and number > high:
        return [_("“%(name)s”不能大于%(high)d，请核对。") % {"name": name, "high": high}]
    return []


def _boolean(definition: ElementDefinition, value: object) -> list[str]:
    if isinstance(value, bool) or (isinstance(value, str) and value.lower() in _BOOLEANS):
        return []
    return [_("“%(name)s”请填“是”或者“否”。") % {"name": definition.name}]


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


def _datetime(definition: ElementDefinition, value: object) -> list[str]:
    if isinstance(value, datetime):
        return []
    if not _matches(_MOMENT, value):
        return [_("“%(name)s”请按“2023-05-23 14:30”的格式填写。") % {"name": definition.name}]
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return [_("“%(name)s”不是日历上有的日期或者钟表上有的时刻，请核对。") % {"name": definition.name}]
    return []


def _code(
    definition: ElementDefinition, value: str, code_list: CodeListDefinition | None, today: date | None
) -> list[str]:
    if code_list is None:
        raise ValueError(f"{definition.code} needs its code list {definition.code_list!r}")
    found = code_list.by_value.get(value)
    if found is None:
        return [_unknown_code(definition, code_list, today)]
    if (found.valid_until is None) if today is None else found.valid_on(today):
        return []
    data: dict[str, object] = {"name": definition.name, "value": value, "said": found.name}
    if found.valid_from is not None and today is not None and today < found.valid_from:
        data |= {"year": found.valid_from.year, "month": found.valid_from.month, "day": found.valid_from.day}
        return [
            _("“%(name)s”的代码%(value)s（%(said)s）自%(year)d年%(month)d月%(day)d日起启用，目前还不能使用。") % data
        ]
    return _ended(found, code_list, data)


def _ended(found: CodeDefinition, code_list: CodeListDefinition, data: dict[str, object]) -> list[str]:
    """What to write instead of a code that has ended."""
    if found.valid_until is None:
        return []
    data |= {"year": found.valid_until.year, "month": found.valid_until.month}
    if found.successor:
        successor = code_list.by_value.get(found.successor)
        data["new"] = f"{found.successor}（{successor.name}）" if successor else found.successor
        return [_("“%(name)s”的代码%(value)s（%(said)s）自%(year)d年%(month)d月起停用，请改用%(new)s。") % data]
    return [_("“%(name)s”的代码%(value)s（%(said)s）自%(year)d年%(month)d月起停用，请查代码集改用现行代码。") % data]


def _standing(code_list: CodeListDefinition, today: date | None) -> Iterable[CodeDefinition]:
    """The codes that can be written on ``today``; without a day, those that have not ended."""
    if today is not None:
        return code_list.in_use_on(today)
    return [code for code in code_list.codes if code.valid_until is None]


def _unknown_code(definition: ElementDefinition, code_list: CodeListDefinition, today: date | None) -> str:
    if len(code_list.codes) > _FEW_CODES:
        data = {"name": definition.name, "list": code_list.name}
        return _("“%(name)s”的代码不在代码集“%(list)s”中，请在数据标准中查到代码后填写。") % data
    known = "、".join(f"{code.name}（{code.value}）" for code in _standing(code_list, today))
    return _("“%(name)s”只能是以下各项之一（括号内为代码）：%(known)s。") % {"name": definition.name, "known": known}


def _text(definition: ElementDefinition, value: str) -> list[str]:
    name = {"name": definition.name}
    if definition.datatype is Datatype.LONG_TEXT:
        if any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in value):
            return [_("“%(name)s”含有控制字符，请删去。") % name]
    elif any(unicodedata.category(char) == "Cc" for char in value):
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
    born = numbers.birth_date(value)
    if born is None:
        return _("公民身份号码第7至14位不是有效的出生日期，请核对。")
    if value[17] != numbers.identity_check_character(value[:17]):
        return _("公民身份号码的校验码不符，请对照证件逐位核对。")
    return ""


def _unborn(definition: ElementDefinition, value: str, today: date | None) -> list[str]:
    """Whether an identity number is of somebody who is not born yet."""
    born = numbers.birth_date(value) if today is not None and "identity_number" in definition.checks else None
    if born is None or today is None or born <= today:
        return []
    return [_("公民身份号码第7至14位的出生日期晚于今天，请核对。")]


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


def _website(value: str) -> str:
    if _WEBSITE.fullmatch(value):
        return ""
    return _("网址请从“https://”写起，中间不留空格，如 https://www.example.cn/。")


def _postal_code(value: str) -> str:
    return "" if _POSTAL.fullmatch(value) else _("邮政编码应为6位数字，请核对。")


def _document_number(value: str) -> str:
    if _DOCUMENT_NUMBER.fullmatch(value):
        return ""
    return _("发文字号请按“机关代字〔年份〕序号号”填写，年份用六角括号，序号不编虚位，如“云科协发〔2026〕12号”。")


def _patent_number(value: str) -> str:
    if not _PATENT.fullmatch(value):
        return _("专利号以“ZL”开头，后接8位或12位数字、圆点和校验位，如 ZL202610123456.X，请对照证书核对。")
    if not numbers.is_patent_number(value):
        return _("专利号的校验位不符，请对照证书逐位核对。")
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
    "website": _website,
    "postal_code": _postal_code,
    "document_number": _document_number,
    "patent_number": _patent_number,
}
#: What holds numbers, in which typing brings full-width forms and blanks; a document number has its own brackets.
_NUMBERS: Final = frozenset(CHECKS) - {"document_number", "website"}
_CAPITALS: Final = frozenset({"credit_code", "identity_number", "patent_number", "mobile", "telephone"})
_TYPED: Final[Mapping[Datatype, Callable[[ElementDefinition, object], list[str]]]] = {
    Datatype.INTEGER: _integer,
    Datatype.DECIMAL: _decimal,
    Datatype.BOOLEAN: _boolean,
    Datatype.DATE: _date,
    Datatype.DATETIME: _datetime,
}


def to_value(definition: ElementDefinition, text: str) -> int | Decimal | bool | date | datetime | str | None:
    """What ``text`` that `check` has let through is in code; None for nothing."""
    if not text:
        return None
    match definition.datatype:
        case Datatype.INTEGER:
            return int(text)
        case Datatype.DECIMAL:
            return Decimal(text)
        case Datatype.BOOLEAN:
            return _BOOLEANS[text.lower()]
        case Datatype.DATE:
            return date.fromisoformat(text)
        case Datatype.DATETIME:
            return datetime.fromisoformat(text)
    return text
