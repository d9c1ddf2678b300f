"""The notice of a period: on the page, as DOCX and as XLSX."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.documents.docx import render_docx
from kexie.base.kernel import audit, clock, tabular
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.domains.bulletin.abilities import NOTICE
from kexie.domains.bulletin.forms.figures import PeriodForm
from kexie.domains.bulletin.queries.notice import notice_of
from kexie.domains.bulletin.rules.notice import NUMERIC, Notice, cells_of, document_of, head, sheet_of

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _docx(notice: Notice) -> bytes:
    return render_docx(document_of(notice))


def _xlsx(notice: Notice) -> bytes:
    names, rows = sheet_of(notice)
    return tabular.xlsx_bytes(names, rows, notice.title)


_FORMATS = {"docx": (_DOCX, _docx), "xlsx": (tabular.XLSX_TYPE, _xlsx)}


@requires(NOTICE)
@require_safe
def page(request: Request) -> HttpResponse:
    """The notice of the period that is asked for."""
    form = PeriodForm(request.GET, today=clock.today())
    notice = notice_of(request.actor, form.period, at=clock.now())
    context = {
        "form": form,
        "notice": notice,
        "head": head(),
        "tables": [(group.label, cells_of(group)) for group in notice.with_figures]
        + [(_("合计"), [notice.total_cells])],
        "numeric": NUMERIC,
        "query": request.GET.urlencode(),
        "trail": [(_("采用统计"), reverse("bulletin:figures")), (_("通报"), "")],
    }
    return render(request, "bulletin/figures/notice.html", context)


@requires(NOTICE)
@require_safe
def download(request: Request, fmt: str) -> HttpResponse:
    """The notice as a file."""
    if fmt not in _FORMATS:
        raise NotFound
    form = PeriodForm(request.GET, today=clock.today())
    notice = notice_of(request.actor, form.period, at=clock.now())
    media_type, make = _FORMATS[fmt]
    content = make(notice)
    with transaction.atomic():
        target = f"bulletin.notice:{notice.period.since}:{notice.period.until}"
        audit.record(by=request.actor, at=clock.now(), action="bulletin.notice_export", target=target, format=fmt)
    name = f"{notice.title}（{timezone.localdate(notice.made_at):%Y%m%d}）.{fmt}"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
