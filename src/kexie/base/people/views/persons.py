"""The doors of the register of persons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kexie.base.kernel import clock
from kexie.base.kernel.access import may, requires
from kexie.base.kernel.errors import NotFound
from kexie.base.kernel.web import Request
from kexie.base.people import queries
from kexie.base.people.abilities import (
    GRANT_POSTS,
    IMPORT_PERSONS,
    KEEP_MEMBERSHIPS,
    MANAGE_ACCOUNTS,
    MERGE_PERSONS,
    REGISTER_PERSONS,
    VIEW_PERSONS,
)
from kexie.base.people.actions import persons as verbs
from kexie.base.people.actions.accounts import may_manage_account
from kexie.base.people.forms.persons import PersonFilter, PersonForm
from kexie.base.people.queries.persons import (
    PersonsAsked,
    history_of,
    kept_instead,
    names_of,
    person_to_change,
    persons_listed,
    units_of_persons,
)
from kexie.base.people.tables.persons import PersonTable, account_state
from kexie.base.people.views import person_page
from kexie.base.people.views.asking import asked_of
from kexie.base.people.views.steps import step
from kexie.base.ui import registers
from kexie.base.ui.picking import answer


@require_safe
@requires(VIEW_PERSONS)
def person_list(request: Request) -> HttpResponse:
    """The register of persons within reach."""
    form = PersonFilter(request.GET, actor=request.actor)
    asked = asked_of(form)
    wanted = PersonsAsked(
        text=asked.get("text", ""),
        unit=asked.get("unit"),
        role=asked.get("role", ""),
        account=asked.get("account", ""),
        member=asked.get("member", ""),
    )
    rows = persons_listed(request.actor, on=clock.today(), asked=wanted)
    context = {
        "may_register": may(request.actor, REGISTER_PERSONS),
        "may_import": may(request.actor, IMPORT_PERSONS),
        "may_merge": may(request.actor, MERGE_PERSONS),
    }
    return registers.respond(
        request,
        PersonTable(rows),
        form,
        code="people.persons",
        title=_("人员"),
        template="people/persons.html",
        context=context,
    )


@require_safe
@requires(VIEW_PERSONS)
def person_detail(request: Request, person_id: UUID) -> HttpResponse:
    """One person: details, posts and memberships within reach over time, numbers as masks, and whether there is an account."""
    today = clock.today()
    try:
        person = queries.person(request.actor, person_id, on=today)
    except NotFound:
        kept = kept_instead(request.actor, person_id, on=today)
        if kept.pk == person_id:
            raise
        return redirect("people:person", kept.pk)
    context = {
        "person": person,
        "account": account_state(person),
        "facts": person_page.facts(person),
        "events": person_page.events(request.actor, person),
        "may_change": may(request.actor, REGISTER_PERSONS),
        "may_manage": may(request.actor, MANAGE_ACCOUNTS)
        and may_manage_account(by=request.actor, at=clock.now(), person=person),
        "may_merge": may(request.actor, MERGE_PERSONS),
        "account_open": getattr(getattr(person, "account", None), "is_active", None),
    }
    return render(request, "people/person.html", context)


@requires(REGISTER_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_change(request: Request, person_id: UUID) -> HttpResponse:
    """Correct what is known of a person."""
    person = person_to_change(request.actor, person_id, on=clock.today())
    form = PersonForm(request.POST or None, person=person)

    def do(given: dict[str, Any]) -> str:
        changed = verbs.change_person(
            by=request.actor,
            at=clock.now(),
            person=person,
            name=given["name"],
            details=form.details(),
            began=form.began(),
        )
        return str(changed.pk)

    back = resolve_url("people:person", person.pk)
    return step(request, form, do, title=_("更正资料"), what=person.name, done=_("资料已更正。"), back=back)


@require_safe
@requires(REGISTER_PERSONS)
def person_history(request: Request, person_id: UUID) -> HttpResponse:
    """Who wrote what to a person's record, and when."""
    person = person_to_change(request.actor, person_id, on=clock.today())
    rows = history_of(request.actor, person)
    names = names_of(row.person_id for row in rows)
    context = {"person": person, "events": [person_page.written(row, names) for row in rows]}
    return render(request, "people/person_history.html", context)


@requires(GRANT_POSTS, KEEP_MEMBERSHIPS)
@require_safe
def person_options(request: Request) -> JsonResponse:
    """Whom a post can be given to: the persons within reach, by name, pinyin or initials."""
    return answer(queries.person_options(request.actor, request.GET.get("q", ""), on=clock.today()))


@requires(VIEW_PERSONS)
@require_safe
def unit_options(request: Request) -> JsonResponse:
    """The units whose persons the actor may see, for the filter and for registering."""
    return answer(units_of_persons(request.actor, request.GET.get("q", "")))
