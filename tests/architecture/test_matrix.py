"""Every address × every role × every method: the outcome is what the view declares (security.md, 13, 20, 43).

The expected outcome is computed from the declaration alone (`kernel.access`), so that a view that forgets its decorator,
a middleware that is left out or a role that gains an ability shows here. Wagtail has hundreds of addresses: each is tried
as a visitor and as every unit's role; the editors who may enter are followed on a few pages only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.cookies import SimpleCookie
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from architecture.addresses import Address, UnknownParameter, all_addresses, other_addresses, wagtail_addresses
from architecture.roles import once_but
from kexie.base.kernel.access import Actor, Visitor
from kexie.base.kernel.web import AccessMiddleware
from kexie.base.people.models import Account
from kexie.base.people.queries import actor_of as behind_account
from kexie.base.people.tests.cast import NAMES, Cast

ROLES = ("visitor", *NAMES)
#: Those who ask on a second database too: what is declared is no other there, what a view asks of the database may be.
SECOND = ("visitor", "clerk_b", "unit_admin_a", "system_admin")
SAFE = ("GET", "HEAD", "OPTIONS")
METHODS = (*SAFE, "POST", "PUT", "PATCH", "DELETE")
#: How many cells the matrix has at the least, over all roles; each role asks its share.
CELLS = 10_000

#: What a GET may write: the session, which a log-in page or a message begins, the audit of a refusal, and the pace of tries
#: at an account, which allauth counts for every method but GET.
BOOKKEEPING = ("django_session", "kernel_auditevent", "kernel_audithead", "people_sharedvalue")
#: OpenID Connect asks in its own way (OIDC Core 1.0, 3.1.2 and 5.3): a program shows a bearer token, a visitor is led to the
#: log-in with the question of the other site kept.
ASKED_BY_PROTOCOL = {"authorization": {302}, "userinfo": {401}}
WRITE = re.compile(r"^\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b.*", re.IGNORECASE | re.DOTALL)


class RolledBack(Exception):
    """Takes back what a request has written."""


def actor_of(cast: Cast, role: str) -> Actor:
    """Who asks; a disabled account's session is a visitor's."""
    return Visitor() if role == "disabled" else cast.actor(role)


@contextmanager
def known_once() -> Iterator[None]:
    """Within, what an account holds on a day is looked up once: every cell begins from the same rows."""
    kept: dict[tuple, Actor] = {}

    def looked_up(account: Account, *, on: date) -> Actor:
        if (account.pk, on) not in kept:
            kept[account.pk, on] = behind_account(account, on=on)
        return kept[account.pk, on]

    with mock.patch("kexie.base.people.api.actor_of", looked_up):
        yield


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements within that change anything but bookkeeping."""
    found: list[str] = []

    def listen(execute, sql, params, many, context):
        if WRITE.match(sql) and not any(table in sql for table in BOOKKEEPING):
            found.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield found


def ask(client: Client, method: str, path: str):
    """Ask and take back whatever the request wrote; a person asks by GET, a machine by everything else."""
    cookies, accept = (
        SimpleCookie(client.cookies.output(header="")),
        "text/html" if method == "GET" else "application/json",
    )
    try:
        with transaction.atomic():
            response = client.generic(method, path, headers={"accept": accept})
            raise RolledBack
    except RolledBack:
        client.cookies = cookies if cookies else client.cookies
    return response


def leads_to_log_in(response) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL) + "?next=")


def complaint(address: Address, method: str, response, actor: Actor) -> str:
    """What is wrong with the outcome; empty if nothing is."""
    status = response.status_code
    if status >= 500 and status != 503:
        return f"answers {status}"
    if status in ASKED_BY_PROTOCOL.get(address.name, ()):
        return ""
    if address.admits(actor):
        refused = status == 401 or (status == 403 and method in SAFE) or leads_to_log_in(response)
        return f"is refused ({status}) though its declaration admits" if refused else ""
    if actor.is_known:
        return "" if status == 403 else f"answers {status} instead of 403"
    if method == "GET" and not address.route.startswith("api/"):  # programs are told, people are led
        return "" if leads_to_log_in(response) else f"answers {status} instead of leading to the log-in"
    return "" if status == 401 else f"answers {status} instead of 401"


def test_every_address_declares_its_access():
    undeclared = [f"{address.name} (/{address.route})" for address in all_addresses() if address.access is None]
    assert not undeclared, "decorate with @public, @signed_in or @requires(ABILITY):\n" + "\n".join(undeclared)


def test_every_parameter_has_a_sample():
    missing = []
    for address in all_addresses():
        try:
            address.path()
        except UnknownParameter as error:
            missing.append(str(error))
    assert not missing, "\n".join(missing)


def at_the_gate(gate: AccessMiddleware, actor: Actor, address: Address, method: str) -> str:
    """What is wrong with the gate's own answer to somebody whom the declaration does not admit; empty if nothing is."""
    request = RequestFactory().generic(method, "/", headers={"accept": "application/json"})
    request.actor = actor
    response, refused = gate.process_view(request, address.view, (), {}), 403 if actor.is_known else 401
    answered = response.status_code if response is not None else "nothing and lets in"
    return "" if answered == refused else f"the gate answers {answered} instead of {refused}"


def cells_of(actor: Actor, *, first: int) -> Iterator[tuple[Address, str, bool]]:
    """Every address with every method, and whether it is asked the whole way: whatever the gate lets through to a view.

    What ends at the gate takes the whole way with one method, in turn: over all roles each address takes it with each
    method; with the others the gate alone is asked.
    """
    for turn, address in enumerate(other_addresses(), start=first):
        for method in METHODS:
            yield address, method, address.admits(actor) or method == METHODS[turn % len(METHODS)]


@pytest.mark.parametrize("role", once_but(SECOND, ROLES))
def test_every_method_of_every_address_does_what_is_declared(cast, role):
    actor, client = actor_of(cast, role), cast.client(role, raise_request_exception=False)
    client.get("/")  # a log-in notes in its session that it has begun: once, and not in every cell anew
    gate, wrong, cells = AccessMiddleware(lambda request: None), [], 0
    with known_once():
        for address, method, whole in cells_of(actor, first=ROLES.index(role)):
            path = address.path()
            with writes() as written:
                if whole:
                    problem = complaint(address, method, ask(client, method, path), actor)
                else:
                    problem = at_the_gate(gate, actor, address, method)
            cells += 1
            if problem:
                wrong.append(f"{method} {path} as {role} {problem}")
            if method in SAFE and written:
                wrong.append(f"{method} {path} as {role} changes the database: {written[0]}")
    assert not wrong, "\n".join(wrong)
    assert cells >= CELLS / len(ROLES), "cells that were really asked"


def test_the_editors_pages_are_mounted():
    assert len(wagtail_addresses()) > 100


@pytest.mark.parametrize("role", once_but(SECOND, [role for role in ROLES if role != "web_editor"]))
def test_the_gate_refuses_every_editors_page(cast, role):
    """The gate itself, without the rest of a request's way. The methods take turns: over all roles each address is
    asked by each method, and none of the roles may do more than another.
    """
    gate, actor = AccessMiddleware(lambda request: None), actor_of(cast, role)
    requests = [
        RequestFactory().generic(method, "/editors/", headers={"accept": "application/json"}) for method in METHODS
    ]
    let_in = []
    for turn, address in enumerate(wagtail_addresses(), start=ROLES.index(role)):
        request = requests[turn % len(METHODS)]
        request.actor = actor
        response = gate.process_view(request, address.view, (), {})
        if response is None or response.status_code != (403 if actor.is_known else 401):
            let_in.append(f"{request.method} /{address.route}")
    assert not let_in, "\n".join(let_in)


@pytest.mark.parametrize("role", once_but(("visitor",), ("visitor", "clerk_a")))
def test_no_editors_page_answers_others(cast, role):
    client = cast.client(role, raise_request_exception=False)
    wrong = []
    for address in wagtail_addresses():
        response = client.get(address.path(), headers={"accept": "text/html"})
        refused = leads_to_log_in(response) if role == "visitor" else response.status_code == 403
        # An address whose sample does not fit its converter is no page at all.
        if not refused and response.status_code != 404:
            wrong.append(f"/{address.route}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "name", ["wagtailadmin_home", "wagtailadmin_explore_root", "wagtailimages:index", "wagtaildocs:index"]
)
def test_web_editors_work_in_the_editors_pages(cast, name):
    response = cast.client("web_editor").get(reverse(name), follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"].startswith("/editors/")
