"""The doors of the register of persons."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import (
    GRANT_POSTS,
    MANAGE_ACCOUNTS,
    VIEW_PERSONS,
)
from kexie.base.people.forms.persons import PersonFilter
from kexie.base.people.tables.persons import PersonTable, account_state, role_words
from kexie.base.people.views.asking import asked_of
from kexie.base.ui import registers
from kexie.base.ui.picking import answer


@require_safe
@requires(VIEW_PERSONS)
def person_list(request: Request) -> HttpResponse:
    """The register of persons within reach."""
    form = PersonFilter(request.GET)
    found = queries.persons(request.actor, on=clock.today(), text=asked_of(form).get("text", ""))
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


@requires(GRANT_POSTS)
@require_safe
def person_options(request: Request) -> JsonResponse:
    """Whom a post can be given to: the persons within reach, by name, pinyin or initials."""
    return answer(queries.person_options(request.actor, request.GET.get("q", ""), on=clock.today()))
