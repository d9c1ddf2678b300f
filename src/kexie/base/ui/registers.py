"""Registers: a list as a page with filter, sorting and paging, or all rows that its filter leaves as a file.

The file obeys the scope of the page, because it is made of the same rows; every export is audited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import django_tables2 as tables
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from kexie.base.kernel import audit, clock, tabular
from kexie.base.kernel.errors import NotFound, TooLarge
from kexie.base.kernel.web import Request

PER_PAGE: Final = 25
#: Rows in one export; more is asked for in parts.
MOST_EXPORTED: Final = 10_000


def _csv(head: Sequence[str], rows: Sequence[Sequence[Any]], title: str) -> bytes:
    return tabular.csv_bytes(head, rows)


FORMATS: Final[dict[str, tuple[str, Callable[[Sequence[str], Sequence[Sequence[Any]], str], bytes]]]] = {
    "csv": (tabular.CSV_TYPE, _csv),
    "xlsx": (tabular.XLSX_TYPE, tabular.xlsx_bytes),
}


class Register(tables.Table):
    """A table that is shown as a register and may be taken away in ``exports``; no format means that it may not.

    ``export_exclude`` names columns of the page that no file needs; a column with ``visible=False`` and its name in
    ``export_only`` stands in the file alone.
    """

    exports: tuple[str, ...] = tuple(FORMATS)
    export_only: tuple[str, ...] = ()
    export_exclude: tuple[str, ...] = ()


def respond(
    request: Request,
    table: Register,
    form: forms.Form,
    *,
    code: str,
    title: str,
    template: str = "ui/register.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The register ``code`` (such as ``people.persons``) as a page, or with ``?_export=csv|xlsx`` as a file.

    Raises NotFound for another format, TooLarge beyond `MOST_EXPORTED` rows.
    """
    if wanted := request.GET.get("_export"):
        return _file(request, table, code=code, title=title, wanted=wanted)
    paged(request, table)
    return render(request, template, {"table": table, "form": form, "title": title, **(context or {})})


def paged(request: HttpRequest, table: tables.Table, *, per_page: int = PER_PAGE) -> None:
    """Sort ``table`` and turn to its page as the address asks; how long a page is, no address says."""
    tables.RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=per_page)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))


def _file(request: Request, table: Register, *, code: str, title: str, wanted: str) -> HttpResponse:
    if wanted not in table.exports:
        raise NotFound
    tables.RequestConfig(request, paginate=False).configure(table)
    count = len(table.rows)
    if count > MOST_EXPORTED:
        limit = {"count": count, "most": MOST_EXPORTED}
        raise TooLarge(_("共%(count)d条，一次最多导出%(most)d条，请缩小筛选范围后分次导出。") % limit)
    for name in table.export_only:
        table.columns.show(name)
    head, *rows = table.as_values(exclude_columns=table.export_exclude)
    media_type, make = FORMATS[wanted]
    content = make(head, rows, title)
    with transaction.atomic():
        audit.record(by=request.actor, at=clock.now(), action="register.export", target=f"register:{code}", count=count)
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.{wanted}") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
