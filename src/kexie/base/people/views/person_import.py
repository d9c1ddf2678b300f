"""The doors through which persons are imported from a sheet."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock, longwork, tabular
from kexie.base.kernel.access import requires
from kexie.base.kernel.idempotency import once
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import IMPORT_PERSONS
from kexie.base.people.forms.person_import import PersonImportForm
from kexie.base.people.queries.person_import import SHEET
from kexie.base.standards import api as standards

KIND: Final = "people.import"


@require_safe
@requires(IMPORT_PERSONS)
def import_template(request: Request) -> HttpResponse:
    """The workbook to fill in."""
    response = HttpResponse(standards.template(SHEET), content_type=tabular.XLSX_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, _("人员导入模板.xlsx")) or "attachment"
    return response


@requires(IMPORT_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_import(request: Request) -> HttpResponse:
    """Take in a sheet; a worker reads it and reports by cell."""
    form = PersonImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        key = request.POST.get("submit_key", "")
        work_id = once(by=request.actor, key=key, verb=KIND, do=lambda: _started(request, form))
        return redirect("work:one", work_id=work_id)
    return render(request, "people/person_import.html", {"form": form}, status=422 if form.errors else 200)


def _started(request: Request, form: PersonImportForm) -> str:
    file = form.cleaned_data["file"]
    with transaction.atomic():
        work = longwork.start(
            by=request.actor,
            at=clock.now(),
            kind=KIND,
            title=_("导入人员：%(name)s") % {"name": file.name},
            payload={},
            file=file.read(),
            file_name=file.name,
        )
    return str(work.pk)
