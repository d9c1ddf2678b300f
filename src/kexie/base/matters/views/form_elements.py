"""The report on what forms ask."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import VIEW_MATTERS
from kexie.base.matters.forms.applying import ElementsFilter
from kexie.base.matters.queries.asked_elements import asked_elements
from kexie.base.matters.tables.asked_elements import AskedElementTable
from kexie.base.ui import registers


@requires(VIEW_MATTERS)
@require_safe
def elements(request: Request) -> HttpResponse:
    """数据元被多少表单询问."""
    form = ElementsFilter(request.GET)
    table = AskedElementTable(asked_elements(on=clock.today(), **form.asked))
    return registers.respond(request, table, form, code="matters.elements", title=_("数据元使用情况"))
