"""The doors of the registers: organisations, persons, the audit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import (
    ENTER_WORKBENCH,
    GRANT_POSTS,
    MANAGE_ACCOUNTS,
    MANAGE_ORGANISATIONS,
    READ_AUDIT,
    VIEW_PERSONS,
)
from kexie.base.people.forms import AuditFilter, OrganisationFilter, PersonFilter
from kexie.base.people.tables import AuditTable, OrganisationTable, PersonTable, account_state, role_words
from kexie.base.ui import registers


def _asked(form: forms.Form) -> dict[str, Any]:
    """What a filter asks for, as far as it is right; the form shows what is not."""
    form.is_valid()
    return form.cleaned_data


@require_safe
@requires(ENTER_WORKBENCH)
def organisation_list(request: Request) -> HttpResponse:
    """The register of organisations."""
    form = OrganisationFilter(request.GET)
    asked = _asked(form)
    found = queries.organisations(request.actor, text=asked.get("text", ""), kind=asked.get("kind", ""))
    return registers.respond(request, OrganisationTable(found), form, code="people.organisations", title=_("组织机构"))


@require_safe
@requires(ENTER_WORKBENCH)
def organisation_detail(request: Request, uid: UUID) -> HttpResponse:
    """One organisation: what it is, where it stands, who serves there."""
    unit = queries.organisation(request.actor, uid)
    posts = queries.posts_in(request.actor, unit, on=clock.today())
    context = {
        "unit": unit,
        "facts": [
            (_("简称"), unit.short_name),
            (_("类别"), unit.get_kind_display()),
            (_("状态"), _("已确认") if unit.confirmed else _("待确认")),
        ],
        "above": unit.get_ancestors(),
        "below": unit.get_children(),
        "posts": [(post, role_words(post)) for post in posts],
        "may_grant": may(request.actor, GRANT_POSTS, unit.path),
        "may_change": may(request.actor, MANAGE_ORGANISATIONS, unit.path),
    }
    return render(request, "people/organisation.html", context)


@require_safe
@requires(VIEW_PERSONS)
def person_list(request: Request) -> HttpResponse:
    """The register of persons within reach."""
    form = PersonFilter(request.GET)
    found = queries.persons(request.actor, on=clock.today(), text=_asked(form).get("text", ""))
    return registers.respond(request, PersonTable(found), form, code="people.persons", title=_("人员"))


@require_safe
@requires(VIEW_PERSONS)
def person_detail(request: Request, person_id: UUID) -> HttpResponse:
    """One person: posts within reach, and whether there is an account."""
    person = queries.person(request.actor, person_id, on=clock.today())
    context = {
        "person": person,
        "account": account_state(person),
        "posts": [(post, role_words(post)) for post in person.seen_posts],  # type: ignore[attr-defined]
        "may_manage": may(request.actor, MANAGE_ACCOUNTS),
        "account_open": getattr(getattr(person, "account", None), "is_active", None),
    }
    return render(request, "people/person.html", context)


@require_safe
@requires(READ_AUDIT)
def audit_list(request: Request) -> HttpResponse:
    """The audit, newest first."""
    form = AuditFilter(request.GET)
    asked = _asked(form)
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
