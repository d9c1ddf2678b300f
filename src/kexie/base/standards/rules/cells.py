"""What a cell of a spreadsheet says, as its data element writes it; or how to mend the cell.

Spreadsheets turn numbers into floats, codes into numbers without their zeros and dates into serial numbers. What can be
put right without doubt is put right; the rest gets a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from kexie.base.standards.rules.definitions import CodeListDefinition, Datatype, ElementDefinition

_SCIENTIFIC: Final = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]{1,3}")
_DAY: Final = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TIME: Final = re.compile(r"(.*?)[ T]\s*([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?")
#: Days that a serial number without a date format may mean: 1955 to 2064.
_SERIALS: Final = range(20_000, 60_001)
_SERIAL_ORIGIN: Final = date(1899, 12, 30)
#: What people leave away from the name of a code: 男 for 男性, 汉 for 汉族.
_ENDINGS: Final = ("性", "族")
#: Beyond so many digits a spreadsheet has lost the last ones.
_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Said:
    """The text of a cell as the element writes it; or, with ``rule``, the sentence that says how to mend it."""

    text: str = ""
    rule: str = ""
    message: str = ""


def shown(cell: Any) -> str:
    """The cell as text, for a report."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        kinds = {"f": _("（公式）"), "b": _("是") if cell[-1] is True else _("否")}
        return kinds.get(cell[0], str(cell[-1]).removesuffix("T00:00:00").replace("T", " "))
    return str(cell)


def said(element: ElementDefinition, cell: Any, code_list: CodeListDefinition | None = None) -> Said:
    """What ``cell`` (see `kernel.sheet_reading.Line`) says as a value of ``element``; not yet checked."""
    if cell is None:
        return Said()
    if isinstance(cell, list):
        return _marked(element, cell)
    if isinstance(cell, int | float):
        return _number(element, cell, code_list)
    return _text(element, str(cell), code_list)


def _marked(element: ElementDefinition, cell: list[Any]) -> Said:
    kind = cell[0]
    if kind == "f":
        return Said(rule="formula", message=_("这一格是公式，请复制后用“选择性粘贴—数值”改成结果本身。"))
    if kind == "e":
        return Said(rule="error", message=_("这一格是表格软件的错误值%(value)s，请重新填写。") % {"value": cell[1]})
    if kind == "b":
        return Said(text=_("是") if cell[1] else _("否"))
    moment = datetime.fromisoformat(cell[1])
    if element.datatype is Datatype.DATETIME:
        return Said(text=moment.isoformat(sep=" ", timespec="minutes"))
    if element.datatype is Datatype.DATE and (moment.hour or moment.minute):
        return Said(rule="type", message=_("“%(name)s”只填日期，请删去时刻。") % {"name": element.name})
    if element.datatype in (Datatype.DATE, Datatype.TEXT, Datatype.LONG_TEXT):
        return Said(text=moment.date().isoformat())
    message = _("这一格是日期，“%(name)s”不应填日期，请把单元格格式设为“文本”后重新填写。") % {"name": element.name}
    return Said(rule="type", message=message)


def _number(element: ElementDefinition, cell: float, code_list: CodeListDefinition | None) -> Said:
    if element.datatype in (Datatype.INTEGER, Datatype.DECIMAL):
        return Said(text=_plain(cell))
    if element.datatype in (Datatype.DATE, Datatype.DATETIME):
        return _serial(element, cell)
    if abs(cell) >= 10**_MOST_DIGITS:
        return _digits_lost(element)
    if isinstance(cell, float) and not cell.is_integer():
        return Said(text=_plain(cell))
    digits = str(int(cell))
    if code_list is not None:
        digits = _with_zeros(digits, code_list)
    return Said(text=digits)


def _plain(cell: float) -> str:
    """``0.1 + 0.2`` as 0.3: with the 15 digits that a spreadsheet calculates with."""
    if isinstance(cell, int):
        return str(cell)
    text = f"{cell:.15g}"
    return f"{cell:f}".rstrip("0").rstrip(".") if "e" in text else text


def _with_zeros(digits: str, code_list: CodeListDefinition) -> str:
    """01 for 1, where the list has just that: the spreadsheet has taken the code for a number."""
    if digits in code_list.by_value:
        return digits
    candidates = [value for value in code_list.by_value if value.isdigit() and value.lstrip("0") == digits]
    return candidates[0] if len(candidates) == 1 else digits


def _digits_lost(element: ElementDefinition) -> Said:
    message = _("“%(name)s”被表格软件当作数字，末几位已经丢失，请先把这一列设为“文本”格式，再逐格重新填写。")
    return Said(rule="digits_lost", message=message % {"name": element.name})


def _serial(element: ElementDefinition, cell: float) -> Said:
    number = int(cell)
    if number in _SERIALS and number == cell:
        day = (_SERIAL_ORIGIN + timedelta(days=number)).isoformat()
        data = {"name": element.name, "number": number, "day": day}
        message = _("“%(name)s”是数字%(number)d。如指%(day)s，请把单元格格式设为“日期”，或者写成“%(day)s”。") % data
        return Said(rule="serial", message=message)
    compact = _COMPACT.fullmatch(str(number))
    if compact and number == cell:
        return Said(text="-".join(compact.groups()))
    message = _("“%(name)s”请按“2023-05-23”的格式填写。") % {"name": element.name}
    return Said(rule="format", message=message)


def _text(element: ElementDefinition, cell: str, code_list: CodeListDefinition | None) -> Said:
    text = cell.strip("\u200b\ufeff \t\r\n\u3000")
    if element.datatype is Datatype.TEXT and element.checks and _SCIENTIFIC.fullmatch(text):
        return _digits_lost(element)
    if text.startswith("'") and len(text) > 1:
        text = text[1:]  # how our own exports, and people, keep a program from calculating
    if code_list is not None:
        return Said(text=_code(text, code_list))
    if element.datatype is Datatype.DATE:
        return Said(text=_day(unicodedata.normalize("NFKC", text)))
    if element.datatype is Datatype.DATETIME:
        return Said(text=_moment(unicodedata.normalize("NFKC", text)))
    if element.datatype in (Datatype.INTEGER, Datatype.DECIMAL):
        return Said(text=unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", ""))
    return Said(text=text)


def _code(text: str, code_list: CodeListDefinition) -> str:
    """The code for a code, for its name, or for both as the drop-down writes them (01 汉族)."""
    plain = unicodedata.normalize("NFKC", text)
    if plain in code_list.by_value:
        return plain
    head = plain.split(" ", 1)[0]
    if head in code_list.by_value and plain == unicodedata.normalize("NFKC", label(code_list, head)):
        return head
    said = {text, *(text + ending for ending in _ENDINGS)}
    bearing = [code for code in code_list.codes if code.name in said or text == code.english_name]
    # Two that bore one name one after the other: the one that has not ended. One that has ended is said by the check.
    named = [code.value for code in bearing if code.valid_until is None] or [code.value for code in bearing]
    return named[0] if len(named) == 1 else _with_zeros(plain, code_list)


def label(code_list: CodeListDefinition, value: str) -> str:
    """A code as a drop-down shows it: 01 汉族."""
    return f"{value} {code_list.by_value[value].name}"


def _day(text: str) -> str:
    """2023-05-03 for 2023/5/3, 2023.5.3, 2023年5月3日 and 20230503; else the text as it is."""
    match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else text


def _moment(text: str) -> str:
    match = _TIME.fullmatch(text)
    if not match:
        return text
    return f"{_day(match[1].strip())} {int(match[2]):02d}:{match[3]}"
