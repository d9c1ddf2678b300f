"""Doors of the workbench: the register of cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import VIEW_CASES
from kexie.base.matters.forms.desk import CaseFilter
from kexie.base.matters.queries.cases import MOST, cases_asked, counted
from kexie.base.matters.tables.cases import CaseTable
from kexie.base.ui import registers


@requires(VIEW_CASES)
@require_safe
def cases(request: Request) -> HttpResponse:
    """办件: those in which one's units have a part."""
    form = CaseFilter(request.GET, actor=request.actor)
    rows = cases_asked(request.actor, form.asked)
    table = CaseTable(rows)
    context = {}
    if not (getattr(request, "opened", None) or request.GET.get("_export")):
        found = counted(rows)
        table.known_count = min(found, MOST)
        context = {"more": found > MOST, "most": MOST}
    return registers.respond(
        request,
        table,
        form,
        code="matters.cases",
        title=_("办件"),
        template="matters/cases.html",
        context=context,
    )
