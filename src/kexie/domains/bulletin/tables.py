"""The register of issues as a table to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook

from kexie.base.kernel.errors import NotFound
from kexie.domains.bulletin.models import Issue

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register_file(issues: Iterable[Issue], fmt: str) -> HttpResponse:
    """The issues as CSV (with a byte order mark, for office programs) or XLSX; NotFound for any other format."""
    rows: list[list[str | int]] = [_head(), *_rows(issues)]
    if fmt == "csv":
        data, content_type = _csv(rows), "text/csv; charset=utf-8"
    elif fmt == "xlsx":
        data, content_type = _xlsx(rows), _XLSX
    else:
        raise NotFound
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, _("每周动态目录") + f".{fmt}") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _head() -> list[str | int]:
    return [_("年份"), _("期号"), _("总期号"), _("刊名"), _("印发日期"), _("编印单位"), _("信息条数"), _("状态")]


def _rows(issues: Iterable[Issue]) -> Iterator[list[str | int]]:
    for issue in issues:
        yield [
            issue.year,
            issue.number,
            issue.total,
            _harmless(issue.name),
            issue.date.isoformat(),
            _harmless(issue.publisher),
            issue.item_count,  # type: ignore[attr-defined]
            issue.get_state_display(),
        ]


def _harmless(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(rows: Iterable[Iterable[str | int]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _xlsx(rows: Iterable[Iterable[str | int]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("每周动态目录"))
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
