"""Lists as CSV and XLSX for a spreadsheet program, in which no cell is ever taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What starts a formula somewhere: also full-width, as Excel takes it in East Asian settings, and behind white space.
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
#: Spreadsheets calculate with 15 digits; a longer number is an identifier.
_MOST_DIGITS: Final = 15
_LONGEST_CELL: Final = 32767
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLE: Final = re.compile(r"[\\/*?:\[\]\x00-\x1f]")


def neutral(text: str) -> str:
    """``text``, with an apostrophe in front where a spreadsheet program would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a byte order mark, by which Excel knows it; lines end with CR LF (RFC 4180)."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([_csv_cell(name) for name in head])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig", errors="replace")


def xlsx_bytes(head: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    """A workbook of one sheet: the head in bold and frozen, numbers as numbers, moments in the association's time."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_TITLE.sub(" ", title).strip(" '")[:31] or _("数据"))
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type = "s"
        return made

    names = [cell(_xlsx_value(name)) for name in head]
    for name in names:
        name.font = Font(bold=True)
    sheet.append(names)
    for row in rows:
        sheet.append([cell(_xlsx_value(value)) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _csv_cell(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return _local(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, int | float | Decimal | date | time):
        return str(value)
    return "" if value is None else neutral(str(value))


def _xlsx_value(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, int) and len(str(abs(value))) > _MOST_DIGITS:
        return str(value)
    if isinstance(value, float | Decimal) and not Decimal(value).is_finite():
        return str(value)
    if isinstance(value, int | float | Decimal | date | time):
        return value
    return neutral(_NOT_IN_XML.sub("", str(value)))[:_LONGEST_CELL]


def _local(moment: datetime) -> datetime:
    """Spreadsheets know no time zones."""
    return moment if timezone.is_naive(moment) else timezone.make_naive(moment, timezone.get_default_timezone())
