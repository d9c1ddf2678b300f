"""Registers: a list as a page with filter, sorting and paging, or all rows that its filter leaves as a file.

The file obeys the scope of the page, because it is made of the same rows; every export is audited.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any, Final
from urllib.parse import urlencode

import django_tables2 as tables
from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from kexie.base.kernel import audit, clock, tabular
from kexie.base.kernel.access import may
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.ui import exporting, saved_views
from kexie.base.ui.register_options import Bulk, options_of
from kexie.base.ui.reopening import address_of

PER_PAGE: Final = 25


def _csv(head: Sequence[str], rows: Sequence[Sequence[Any]], title: str) -> bytes:
    return tabular.csv_bytes(head, rows)


FORMATS: Final[dict[str, tuple[str, Callable[[Sequence[str], Sequence[Sequence[Any]], str], bytes]]]] = {
    "csv": (tabular.CSV_TYPE, _csv),
    "xlsx": (tabular.XLSX_TYPE, tabular.xlsx_bytes),
}


class _Columns(OrderedDict[str, Any]):
    """The columns of a class. A table shows and hides copies of them; what they hold is the same for all, and never changed."""

    def __deepcopy__(self, memo: dict[int, Any]) -> OrderedDict[str, Any]:
        return OrderedDict((name, copy(column)) for name, column in self.items())


class Register(tables.Table):
    """A table that is shown as a register and may be taken away in ``exports``; no format means that it may not.

    ``export_exclude`` names columns of the page that no file needs; a column with ``visible=False`` and its name in
    ``export_only`` stands in the file alone.
    """

    exports: tuple[str, ...] = tuple(FORMATS)
    export_only: tuple[str, ...] = ()
    export_exclude: tuple[str, ...] = ()
    #: Set by `respond`: the actions on many rows that who asks may take.
    bulks: Sequence[Bulk] = ()
    bulk_key: str = "pk"
    address: str = ""
    #: How many rows are shown, where that is known: they are not counted once more.
    known_count: int | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        """The library copies a class's columns for each table, down to their last attribute: for every page."""
        super().__init_subclass__(**options)
        cls.base_columns = _Columns(cls.base_columns)

    def paginate(self, paginator_class: Any = Paginator, **options: Any) -> None:
        """As the library's, without a count of its own where that is known."""
        if self.known_count is not None:
            paginator_class = type("_Counted", (paginator_class,), {"count": self.known_count})
        super().paginate(paginator_class=paginator_class, **options)


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

    Raises NotFound for another format. Large files and many rows of personal data lead to a page that asks first.
    """
    if keep := getattr(request, "opened", None):
        keep(code, title, configured(request, table))
        return HttpResponse(status=204)
    if wanted := request.GET.get("_export"):
        return _file(request, table, code=code, title=title, wanted=wanted)
    own = saved_views.views(request.actor, code)
    if (address := saved_views.default_address(request, own)) is not None:
        return HttpResponseRedirect(address)
    saved_views.choose_columns(table, request.GET.getlist("_columns"))
    paged(request, table)
    bulks = [bulk for bulk in options_of(code).bulks if may(request.actor, bulk.ability)]
    table.bulks, table.bulk_key, table.address = bulks, options_of(code).key, address_of(request)
    shown = {"table": table, "form": form, "title": title, "address": table.address, "bulks": bulks}
    return render(request, template, {**shown, **saved_views.bar(request, table, own), **(context or {})})


def configured(request: HttpRequest, table: tables.Table) -> tables.Table:
    """The table, sorted as the address asks, with all its rows."""
    tables.RequestConfig(request, paginate=False).configure(table)
    return table


def paged(request: HttpRequest, table: tables.Table, *, per_page: int = PER_PAGE) -> None:
    """Sort ``table`` and turn to its page as the address asks; how long a page is, no address says."""
    tables.RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=per_page)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))


def _file(request: Request, table: Register, *, code: str, title: str, wanted: str) -> HttpResponse:
    if wanted not in table.exports:
        raise NotFound
    count = len(configured(request, table).rows)
    if count > exporting.AT_ONCE or exporting.needs_second(code, count):
        asked = urlencode({"from": address_of(request), "format": wanted})
        return HttpResponseRedirect(f"{reverse('work:export-ask')}?{asked}")
    values = exporting.lines(table)
    media_type, make = FORMATS[wanted]
    content = make(next(values), list(values), title)
    with transaction.atomic():
        audit.record(by=request.actor, at=clock.now(), action="register.export", target=f"register:{code}", count=count)
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.{wanted}") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
