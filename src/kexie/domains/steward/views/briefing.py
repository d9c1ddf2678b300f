"""The briefing of a period: on the page, as DOCX and as XLSX."""

from __future__ import annotations

from urllib.parse import urlencode

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
from kexie.domains.steward.abilities import VIEW_DESK
from kexie.domains.steward.forms.figures import BriefingForm
from kexie.domains.steward.queries.briefing import briefing_of
from kexie.domains.steward.rules.briefing import NUMERIC, Briefing, document_of, head, sheet_of

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _docx(briefing: Briefing) -> bytes:
    return render_docx(document_of(briefing))


def _xlsx(briefing: Briefing) -> bytes:
    names, rows = sheet_of(briefing)
    return tabular.xlsx_bytes(names, rows, briefing.title)


_FORMATS = {"docx": (_DOCX, _docx), "xlsx": (tabular.XLSX_TYPE, _xlsx)}


@requires(VIEW_DESK)
@require_safe
def page(request: Request) -> HttpResponse:
    """The briefing of the week or month that is asked for; without a day, of the last one that is over."""
    form = BriefingForm(request.GET, today=clock.today(), actor=request.actor)
    period = form.period
    briefing = briefing_of(request.actor, period, form.narrowed, at=clock.now())
    asked = {name: value for name, value in request.GET.items() if name in ("kind", "unit") and value}
    steps = [(step.label, urlencode(asked | {"day": step.first})) for step in (period.before, period.after)]
    context = {
        "form": form,
        "briefing": briefing,
        "head": head(_("名称")),
        "numeric": NUMERIC,
        "steps": steps,
        "query": urlencode(asked | {"day": period.first}),
        "trail": [(_("办件统计"), reverse("steward:figures")), (_("简报"), "")],
    }
    return render(request, "steward/figures/briefing.html", context)


@requires(VIEW_DESK)
@require_safe
def download(request: Request, fmt: str) -> HttpResponse:
    """The briefing as a file."""
    if fmt not in _FORMATS:
        raise NotFound
    form = BriefingForm(request.GET, today=clock.today(), actor=request.actor)
    briefing = briefing_of(request.actor, form.period, form.narrowed, at=clock.now())
    media_type, make = _FORMATS[fmt]
    content = make(briefing)
    with transaction.atomic():
        target = f"steward.briefing:{briefing.period.kind}:{briefing.period.first}"
        audit.record(by=request.actor, at=clock.now(), action="steward.briefing_export", target=target, format=fmt)
    made = timezone.localdate(briefing.made_at)
    name = f"{briefing.title}（{briefing.period.label}，{made:%Y%m%d}）.{fmt}"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
