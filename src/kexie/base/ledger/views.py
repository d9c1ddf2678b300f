"""The doors to the ledger in the workbench."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.ledger import queries
from kexie.base.ledger.abilities import VIEW
from kexie.base.ledger.forms import EntryFilter
from kexie.base.ledger.tables import EntryTable
from kexie.base.ui import registers


@require_safe
@requires(VIEW)
def entry_list(request: Request) -> HttpResponse:
    """Entries within reach, filtered, in pages, or as a file of all that the filter leaves."""
    chosen = EntryFilter(request.GET, queryset=queries.entries(request.actor))
    table = EntryTable(chosen.qs)
    return registers.respond(
        request, table, chosen.form, code="ledger.entries", title=_("工作台账"), template="ledger/entries.html"
    )


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
