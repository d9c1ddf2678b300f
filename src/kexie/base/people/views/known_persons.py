"""The door through which somebody new comes into the register: looked for first, then registered once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import clock
from kexie.base.kernel.access import requires
from kexie.base.kernel.errors import Conflict, Invalid
from kexie.base.kernel.idempotency import key_of, once
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import REGISTER_PERSONS
from kexie.base.people.actions.persons import DETAILS, note_look_up, register_person
from kexie.base.people.forms.known_persons import NEW, NewPersonForm
from kexie.base.people.queries.known_persons import Likely, likely_same


@requires(REGISTER_PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def person_add(request: Request) -> HttpResponse:
    """Ask who it is, show who is likely the same, register who is really new."""
    asked_for = {"unit": request.GET["unit"]} if request.GET.get("unit") else {}
    form = NewPersonForm(request.POST or None, actor=request.actor, initial=asked_for)
    likely = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["decided"] == NEW:
            try:
                person_id = once(
                    by=request.actor,
                    key=key_of(request.POST),
                    verb="people.person-add",
                    do=lambda: _registered(request, form.cleaned_data),
                )
            except (Invalid, Conflict) as refusal:
                _tell(form, refusal)
            else:
                messages.success(request, _("已登记。"))
                return redirect("people:person", person_id)
        likely = _looked_for(request, form.cleaned_data)
    context = {"form": form, "likely": likely, "new": NEW, "numbers": _said(form)}
    return render(request, "people/person_add.html", context, status=422 if form.errors else 200)


def _looked_for(request: Request, given: dict[str, Any]) -> Likely:
    if asked := [element for element in ("identity_number", "mobile") if given[element]]:
        note_look_up(by=request.actor, at=clock.now(), elements=asked)
    return likely_same(
        request.actor,
        on=clock.today(),
        name=given["name"],
        identity_number=given["identity_number"],
        mobile=given["mobile"],
    )


def _registered(request: Request, given: dict[str, Any]) -> str:
    person = register_person(
        by=request.actor,
        at=clock.now(),
        name=given["name"],
        registered_in=given["unit"],
        details={name: given.get(name) or "" for name in DETAILS},
        identity_number=given["identity_number"],
        mobile=given["mobile"],
    )
    return str(person.pk)


def _tell(form: NewPersonForm, refusal: Invalid | Conflict) -> None:
    named = {name: texts for name, texts in getattr(refusal, "errors", {}).items() if name in form.fields}
    for name, texts in (named or {None: [refusal.message]}).items():
        form.add_error(name, texts)


def _said(form: NewPersonForm) -> list[tuple[str, str]]:
    """What was filled in, to be sent once more with the decision."""
    names = [name for name in form.fields if name != "decided"]
    return [(name, form.data.get(name) or form.data.get(f"{name}_text", "")) for name in names] if form.is_bound else []
