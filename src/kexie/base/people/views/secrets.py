"""The doors to sealed numbers: enter, remove, see in clear.

A number in clear stands only in the answer to one POST: in no address, no session, no message, no cache.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from kexie.base.kernel import clock
from kexie.base.kernel.access import Ability, requires
from kexie.base.kernel.errors import Conflict, Invalid, NotFound
from kexie.base.kernel.idempotency import once
from kexie.base.kernel.web import Request
from kexie.base.people.abilities import EDIT_SECRETS, VIEW_SECRETS
from kexie.base.people.actions import secrets
from kexie.base.people.forms.confirming import ConfirmForm
from kexie.base.people.forms.secrets import ReasonForm, SecretForm
from kexie.base.people.models import Person
from kexie.base.people.queries import secrets as queries
from kexie.base.people.rules.secrets import ELEMENTS
from kexie.base.people.views.steps import step
from kexie.base.standards.api import definition


@requires(EDIT_SECRETS)
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def secret_set(request: Request, person_id: UUID, element: str) -> HttpResponse:
    """Enter a number, or another one in its place."""
    person, label = _asked(request, EDIT_SECRETS, person_id, element)

    def do(given: dict[str, Any]) -> str:
        secrets.set_secret(by=request.actor, at=clock.now(), person=person, element=element, value=given["value"])
        return str(person.pk)

    title, done = _("登记%(label)s") % {"label": label}, _("已登记%(label)s。") % {"label": label}
    form = SecretForm(request.POST or None, element=element)
    return _step(request, form, do, title=title, person=person, done=done)


@requires(EDIT_SECRETS)
@require_http_methods(["GET", "HEAD", "POST"])
def secret_remove(request: Request, person_id: UUID, element: str) -> HttpResponse:
    """Remove a number."""
    person, label = _asked(request, EDIT_SECRETS, person_id, element)

    def do(given: dict[str, Any]) -> str:
        secrets.set_secret(by=request.actor, at=clock.now(), person=person, element=element, value="")
        return str(person.pk)

    title, done = _("删除%(label)s") % {"label": label}, _("已删除%(label)s。") % {"label": label}
    return _step(request, ConfirmForm(request.POST or None), do, title=title, person=person, done=done)


@requires(VIEW_SECRETS)
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def secret_show(request: Request, person_id: UUID, element: str) -> HttpResponse:
    """Ask why (GET), then show the number in clear, once, in the answer (POST)."""
    person, label = _asked(request, VIEW_SECRETS, person_id, element)
    form = ReasonForm(request.POST or None)
    context = {"person": person, "label": label, "form": form, "back": resolve_url("people:person", person.pk)}
    if request.method == "POST" and form.is_valid():
        try:
            context["value"] = _unmasked(request, person, element, form.cleaned_data["whole"])
        except (Invalid, Conflict) as refusal:
            form.add_error(None, refusal.message)
        else:
            return render(request, "people/secret_shown.html", context)
    return render(request, "people/secret_reason.html", context, status=422 if form.errors else 200)


def _unmasked(request: Request, person: Person, element: str, reason: str) -> str:
    """Noted once per form, however often it is sent; only the note's key is kept for a repeat."""
    at = clock.now()

    def do() -> str:
        noted = secrets.note_unmasking(by=request.actor, at=at, person=person, element=element, reason=reason)
        return str(noted.pk)

    key = request.POST.get("submit_key", "")
    noted = once(by=request.actor, key=key, verb=f"people.secret-show.{element}.{person.pk.hex}", do=do, at=at)
    return queries.just_shown(request.actor, UUID(noted), at=at)


def _asked(request: Request, ability: Ability, person_id: UUID, element: str) -> tuple[Person, str]:
    """The person and what the number is called; NotFound out of reach."""
    if element not in ELEMENTS:
        raise NotFound
    person = queries.person_with_secrets(request.actor, ability, person_id, on=clock.today())
    return person, definition(ELEMENTS[element]).name


def _step(request: Request, form: forms.Form, do: Any, *, title: str, person: Person, done: str) -> HttpResponse:
    back = resolve_url("people:person", person.pk)
    return step(request, form, do, title=title, what=person.name, done=done, back=back)
