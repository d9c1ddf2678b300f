"""The doors of the audit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel.access import requires
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import (
    READ_AUDIT,
)
from kexie.base.people.forms.audit import AuditFilter
from kexie.base.people.tables.audit import AuditTable
from kexie.base.people.views.asking import asked_of
from kexie.base.ui import registers


@require_safe
@requires(READ_AUDIT)
def audit_list(request: Request) -> HttpResponse:
    """The audit, newest first."""
    form = AuditFilter(request.GET)
    asked = asked_of(form)
    found = queries.audit_trail(
        request.actor,
        action=asked.get("action", ""),
        begin=_midnight(asked.get("begin")),
        end=_midnight(asked.get("end"), days=1),
    )
    return registers.respond(request, AuditTable(found), form, code="people.audit", title=_("审计记录"))


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """The beginning of ``day``, or of ``days`` days later."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), datetime.min.time()))
