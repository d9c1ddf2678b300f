"""The workbook that people fill in: headings, drop-downs, formats that keep zeros, and a page that says how."""

from __future__ import annotations

import io
from typing import Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kexie.base.kernel import clock
from kexie.base.standards.queries import in_force
from kexie.base.standards.queries.sheets import Column, Sheet
from kexie.base.standards.rules import cells
from kexie.base.standards.rules.definitions import Datatype, ElementDefinition
from kexie.base.standards.rules.hints import hint

_HIDDEN: Final = "codes"
#: Rows that have drop-downs and formats; below them the import still checks.
_PREPARED: Final = 2000
_FORMATS: Final = {
    Datatype.DATE: "yyyy-mm-dd",
    Datatype.DATETIME: "yyyy-mm-dd hh:mm",
    Datatype.INTEGER: "0",
    Datatype.DECIMAL: "General",
}
_AS_TEXT: Final = "@"
_REQUIRED: Final = PatternFill("solid", fgColor="FFFFF2CC")


def template(sheet: Sheet) -> bytes:
    """An XLSX with the sheet to fill in first, then 填写说明; drop-downs draw on a hidden sheet, however long the list."""
    book = Workbook()
    page = book.active
    if page is None:
        raise RuntimeError("a new workbook has a sheet")
    page.title = sheet.title[:31]
    page.freeze_panes = "A2"
    hidden = book.create_sheet(_HIDDEN)
    for place, column in enumerate(sheet.columns, start=1):
        _column(page, hidden, place, column)
    _guide(book.create_sheet(_("填写说明"), 1), sheet)
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _column(page: Worksheet, hidden: Worksheet, place: int, column: Column) -> None:
    element = in_force.definition(column.element)
    letter = get_column_letter(place)
    head = page.cell(row=1, column=place, value=f"{column.title}*" if column.required else column.title)
    head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    if column.required:
        head.fill = _REQUIRED
    page.column_dimensions[letter].width = min(max(len(column.title) * 2 + 4, 12), 40)
    number_format = _FORMATS.get(element.datatype, _AS_TEXT)
    page.column_dimensions[letter].number_format = number_format
    for row in range(2, 202):
        page.cell(row=row, column=place).number_format = number_format
    if validation := _validation(hidden, place, element, column):
        validation.add(f"{letter}2:{letter}{_PREPARED + 1}")
        page.add_data_validation(validation)


def _validation(hidden: Worksheet, place: int, element: ElementDefinition, column: Column) -> DataValidation | None:
    """What the program lets in: a code of the list, a number in its bounds, a date. A column of many is checked later."""
    if column.many:
        return None
    options = _options(element)
    if options:
        letter = get_column_letter(place)
        for row, option in enumerate(options, start=1):
            hidden.cell(row=row, column=place, value=option).number_format = _AS_TEXT
        made = DataValidation(type="list", formula1=f"{_HIDDEN}!${letter}$1:${letter}${len(options)}", allow_blank=True)
    elif element.datatype is Datatype.INTEGER and element.minimum is not None and element.maximum is not None:
        made = DataValidation(
            type="whole", operator="between", formula1=str(element.minimum), formula2=str(element.maximum)
        )
    elif element.datatype is Datatype.DATE:
        made = DataValidation(type="date", operator="greaterThan", formula1="1")
    else:
        return None
    made.errorTitle, made.error = element.name[:32], (hint(element) or element.definition)[:225]
    made.showErrorMessage = True
    return made


def _options(element: ElementDefinition) -> list[str]:
    if element.datatype is Datatype.BOOLEAN:
        return [_("是"), _("否")]
    code_list = in_force.codes_of(element)
    return [cells.label(code_list, code.value) for code in code_list.in_use_on(clock.today())] if code_list else []


def _guide(page: Worksheet, sheet: Sheet) -> None:
    """What each column means and how it is written."""
    head = [_("列"), _("列名"), _("是否必填"), _("含义"), _("写法"), _("依据标准")]
    page.append(head)
    for cell in page[1]:
        cell.font = Font(bold=True)
    for place, column in enumerate(sheet.columns, start=1):
        element = in_force.definition(column.element)
        required = _("必填") if column.required else _("选填")
        how = hint(element)
        if column.many:
            how += _("可填多项，用顿号隔开。")
        letter = get_column_letter(place)
        page.append([letter, column.title, required, element.definition, how, element.source_norm])
    page.append([])
    page.append([_("一行填一条；不要合并单元格、不要写公式、不要隐藏行；日期写成2023-05-23；不要改动列名。")])
    for letter, width in zip("ABCDEF", (6, 20, 10, 60, 50, 24), strict=True):
        page.column_dimensions[letter].width = width
