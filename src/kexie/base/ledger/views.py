"""The doors to the ledger in the workbench."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

import django_tables2 as tables
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import tabular
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import TooLarge
from kexie.base.kernel.web import Request
from kexie.base.ledger import queries
from kexie.base.ledger.abilities import VIEW
from kexie.base.ledger.forms import EntryFilter
from kexie.base.ledger.tables import EntryTable

PER_PAGE: Final = 25
#: Rows in one export; more is asked for in parts.
EXPORT_LIMIT: Final = 10_000


@require_safe
@requires(VIEW)
def entry_list(request: Request) -> HttpResponse:
    """Entries within reach, filtered, in pages, or as a file of all that the filter leaves."""
    chosen = EntryFilter(request.GET, queryset=queries.entries(request.actor))
    table = EntryTable(chosen.qs)
    if request.GET.get("_export") in EntryTable.exports:
        tables.RequestConfig(request, paginate=False).configure(table)
        return _exported(table, chosen.qs.count(), request.GET["_export"])
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "ledger/entries.html", {"table": table, "form": chosen.form})


@require_safe
@requires(VIEW)
def entry_detail(request: Request, entry_id: UUID) -> HttpResponse:
    """One entry; its persons and corrections for those within whose reach it lies."""
    entry = queries.entry_for(request.actor, entry_id)
    context = {
        "entry": entry,
        "kind": queries.kind_label(entry.kind),
        "measures": queries.measured(entry.measures),
        "trail": [(_("工作台账"), reverse("ledger:entries")), (entry.title, "")],
    }
    if queries.sees_inside(request.actor, entry):
        context["persons"] = [part.person for part in entry.persons.all()]
        context["history"] = queries.history(entry)
    return render(request, "ledger/entry.html", context)


def _exported(table: EntryTable, count: int, form: str) -> HttpResponse:
    if count > EXPORT_LIMIT:
        limit = {"count": count, "limit": EXPORT_LIMIT}
        raise TooLarge(_("共%(count)d条，一次最多导出%(limit)d条，请按日期或类别分次导出。") % limit)
    head, *rows = table.as_values()
    make: dict[str, Callable[[], tuple[bytes, str]]] = {
        "csv": lambda: (tabular.csv_bytes(head, rows), tabular.CSV_TYPE),
        "xlsx": lambda: (tabular.xlsx_bytes(head, rows, _("工作台账")), tabular.XLSX_TYPE),
    }
    content, content_type = make[form]()
    name = {"Content-Disposition": f'attachment; filename="ledger.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=name)
