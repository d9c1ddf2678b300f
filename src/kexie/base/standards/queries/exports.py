"""The whole standard as a file: JSON for programs, XLSX for people; and one code list to be edited and sent in again."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from kexie.base.kernel.tabular import neutral
from kexie.base.standards.models import CodeList, DataElement
from kexie.base.standards.queries.sheets import Column, Sheet
from kexie.base.standards.rules.definitions import (
    CodeDefinition,
    CodeListDefinition,
    code_list_row,
    code_row,
    element_row,
)

#: The sheet by which a code list goes out and comes in.
CODES: Final = Sheet(
    "codes",
    "代码",
    (
        Column("code_value", "value", required=True),
        Column("code_meaning", "name", required=True),
        Column("code_meaning_english", "english_name"),
        Column("parent_code", "parent"),
        Column("effective_from", "valid_from", "启用日期"),
        Column("effective_until", "valid_until"),
        Column("successor_code", "successor"),
    ),
)


def as_json(day: date) -> bytes:
    """Every element and list in force on ``day``."""
    said = {
        "standard": "kexie",
        "day": day.isoformat(),
        "elements": [element_row(element.as_definition()) for element in DataElement.objects.on(day)],
        "code_lists": [
            code_list_row(code_list.as_definition()) for code_list in CodeList.objects.on(day).prefetch_related("codes")
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def as_xlsx(day: date) -> bytes:
    """The same as a workbook: elements, code lists, codes."""
    book = Workbook(write_only=True)
    elements = book.create_sheet(_("数据元"))
    names: tuple[str, ...] = (
        "identifier",
        "code",
        "name",
        "english_name",
        "definition",
        "datatype",
        "representation",
        "code_list",
    )
    names += ("unit", "sensitivity", "mask", "source_norm", "edition", "effective_from")
    elements.append([_word(DataElement, name) for name in names])
    for element in DataElement.objects.on(day):
        elements.append([_cell(getattr(element, name)) for name in names])
    lists, codes = book.create_sheet(_("代码集")), book.create_sheet(_("代码"))
    list_names = ("code", "name", "english_name", "source_norm", "note", "edition", "effective_from")
    lists.append([_word(CodeList, name) for name in list_names])
    codes.append([_("代码集"), *(column.title for column in CODES.columns)])
    for code_list in CodeList.objects.on(day).prefetch_related("codes"):
        lists.append([_cell(getattr(code_list, name)) for name in list_names])
        for code in code_list.as_definition().codes:
            codes.append([code_list.code, *(_cell(cell) for cell in code_row(code))])
    return _saved(book)


def codes_xlsx(code_list: CodeListDefinition) -> bytes:
    """One list by the sheet :data:`CODES`, to be changed and sent in as a new edition."""
    book = Workbook()
    page = book.active
    if page is None:
        raise RuntimeError("a new workbook has a sheet")
    page.title = CODES.title
    page.append([f"{column.title}*" if column.required else column.title for column in CODES.columns])
    for cell in page[1]:
        cell.font = Font(bold=True)
    for code in code_list.codes:
        row = code_row(code)
        page.append([_cell(cell) for cell in row])
        for cell in page[page.max_row]:
            cell.number_format = "@"
    return _saved(book)


def codes_from(rows: list[dict[str, Any]]) -> tuple[CodeDefinition, ...]:
    """The codes of a sheet that was read without problems."""
    return tuple(CodeDefinition(**row) for row in rows)


def _word(model: type[DataElement | CodeList], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def _cell(value: Any) -> Any:
    return neutral(value) if isinstance(value, str) else value


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
