"""The interface for programs keeps its contract: every operation asked with what its description allows and forbids."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup

from kexie.base.kernel import clock
from kexie.base.kernel.access import Platform
from kexie.base.kernel.rest_description import described, document
from kexie.base.matters import api as cases
from kexie.base.matters.tests.factories import published, staff
from kexie.base.pages.tests import factories as pages
from kexie.base.standards import api as standards
from kexie.domains.bulletin.tests.factories import signed

AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
SESSION = django_settings.SESSION_COOKIE_NAME
#: Kept small: what matters is found by the few first, and the suite has many others to run.
EXAMPLES = 10
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
ACTING = ("GET", *METHODS[1:])
TOKEN = "a" * 32


@pytest.fixture
def filled(cast):
    """Something behind every address."""
    standards.load_standard(by=Platform(), at=AT)
    pages.article()
    signed(cast)
    lecture = published(staff(cast), at=AT)
    with clock.fixed(AT):
        cases.start(by=cast.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={})
    return cast


@pytest.fixture
def interface(filled):
    """The description as a program gets it, and the application behind it: no socket is opened, and requests leave the
    test's connection open, as those of Django's own client do.
    """
    found = schemathesis.openapi.from_dict(json.loads(json.dumps(document())))
    found.app = get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def breaches(interface, headers: dict[str, str]) -> list[str]:
    """What is wrong with the answers to questions that are allowed, and to those that are not."""
    found, asked = [], 0
    for result in interface.get_all_operations():
        operation = result.ok()
        parameters = [*operation.path_parameters, *operation.query]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)[: 2 if parameters else 1]:

            @BOUNDED
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                nonlocal asked
                assume(
                    "" not in (case.query or {}).values()
                )  # a form sends what nobody has filled in: it counts as not said
                asked += 1
                case.call_and_validate(base_url="http://localhost", headers=headers)

            try:
                ask()
            except (Failure, FailureGroup) as failure:
                found.append(f"{operation.label} ({mode.value}): {failure}")
    assert asked >= EXAMPLES, "asked at all"
    return found


def test_a_visitor_is_answered_as_described(interface):
    assert breaches(interface, {}) == []


def test_a_member_of_staff_is_answered_as_described(interface, filled):
    session = filled.client("unit_admin_a").cookies[SESSION].value
    headers = {"Cookie": f"{SESSION}={session}; {django_settings.CSRF_COOKIE_NAME}={TOKEN}", "X-CSRFToken": TOKEN}
    assert breaches(interface, headers) == []


def test_no_address_takes_another_method(filled):
    visitor, admin = filled.client("visitor"), filled.client("unit_admin_a")
    for row in described():
        path = row.address.replace("{", "").replace("}", "")
        known = path.replace("/code/", "/sex/").replace("/uid/", f"/{filled.unit('办公室').uid}/")
        known = known.replace("/case_id/", f"/{UUID(int=0)}/").replace("/task_id/", f"/{UUID(int=0)}/")
        address = known.replace("article_id", "1").replace("/year/number/", "/2023/17/")
        others, allowed = (METHODS, "GET, HEAD, OPTIONS") if row.verb == "GET" else (ACTING, "POST, OPTIONS")
        for method in others:
            answer = admin.generic(method, address)
            assert (answer.status_code, answer["Allow"]) == (405, allowed), f"{method} {address}"
            assert visitor.generic(method, address).status_code == (405 if row.is_open else 401)
