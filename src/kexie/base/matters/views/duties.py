"""The list of matters (责任清单) as DOCX, PDF and XLSX."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.documents.docx import render_docx
from kexie.base.documents.model import Document
from kexie.base.documents.pdf import render_pdf
from kexie.base.kernel import audit, clock, tabular
from kexie.base.kernel.access import Actor, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.matters.abilities import VIEW_MATTERS
from kexie.base.matters.queries.duties import duties
from kexie.base.matters.rules.duties import document_of, sheet_of
from kexie.base.ui import dates

_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAPERS: Final[dict[str, tuple[str, Callable[[Document], bytes]]]] = {
    "docx": (_DOCX, render_docx),
    "pdf": ("application/pdf", render_pdf),
}


@requires(VIEW_MATTERS)
@require_safe
def download(request: Request, fmt: str) -> HttpResponse:
    """The list of what is in force today in the actor's reach."""
    today, title = clock.today(), _("事项责任清单")
    if fmt in _PAPERS:
        media_type, render = _PAPERS[fmt]
        content = render(_document(request.actor, title, today))
    elif fmt == "xlsx":
        media_type = tabular.XLSX_TYPE
        content = tabular.xlsx_bytes(*sheet_of(duties(request.actor, on=today)), title)
    else:
        raise NotFound
    with transaction.atomic():
        audit.record(by=request.actor, at=clock.now(), action="matters.list", target="matters.list", format=fmt)
    response = HttpResponse(content, content_type=media_type)
    name = f"{title}（{today:%Y%m%d}）.{fmt}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _document(actor: Actor, title: str, today: date) -> Document:
    found = duties(actor, on=today, drawn=True)
    return document_of(title, found, publisher="", day=dates.day(today, year=True))
