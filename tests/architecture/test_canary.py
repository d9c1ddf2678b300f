"""Personal numbers leave no trace in clear: not in logs, the audit, the outbox, nor in a dump of the database.

security.md, 26 and 27. That no line of the whole suite holds the canary is checked at its end, in `conftest.py`.
"""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

import canary
from canary import IDENTITY_NUMBER, MAIL, MOBILE, NAME, NEVER_LOGGED, NUMBERS
from kexie.base.kernel import clock, outbox
from kexie.base.kernel.models import AuditEvent, OutboxMessage
from kexie.base.people.models import Unmasking
from kexie.base.people.queries.secrets import clear_for_platform


def send(client: Client, path: str, **data: object):
    """Fill in the form at ``path`` and send it."""
    page = client.get(path).content.decode()
    key = re.search(r'name="submit_key" value="([^"]+)"', page)
    return client.post(path, {**({"submit_key": key[1]} if key else {}), **data})


def secret(name: str, person, element: str) -> str:
    return reverse(f"people:{name}", args=[person.pk, element])


def enter(cast) -> None:
    """Wrong, right, and taken by another: by the forms of the workbench."""
    client, person = cast.client("unit_admin_a"), cast.person("clerk_a")
    wrong = IDENTITY_NUMBER[:-1] + ("0" if IDENTITY_NUMBER[-1] != "0" else "1")
    assert send(client, secret("secret-set", person, "identity_number"), value=wrong).status_code == 422
    assert send(client, secret("secret-set", person, "identity_number"), value=IDENTITY_NUMBER).status_code == 302
    assert send(client, secret("secret-set", person, "mobile"), value=MOBILE).status_code == 302
    other = cast.person("clerk_b")
    taken = send(cast.client("unit_admin_b"), secret("secret-set", other, "identity_number"), value=IDENTITY_NUMBER)
    assert taken.status_code == 422
    unit = str(cast.unit("青溪区科协").uid)
    given = {"name": NAME, "identity_number": IDENTITY_NUMBER, "mobile": MOBILE, "unit": unit}
    assert send(client, reverse("people:person-add"), **given).status_code < 500


def see(cast) -> None:
    """In clear, with a reason that holds a number too."""
    path = secret("secret-show", cast.person("clerk_a"), "mobile")
    assert MOBILE in send(cast.client("unit_admin_a"), path, other=f"拨打{MOBILE}核实").content.decode()


def knock() -> None:
    """Numbers typed where an address belongs: log-in, a forgotten password, a code."""
    visitor = Client(raise_request_exception=False)
    for typed in (MOBILE, IDENTITY_NUMBER, MAIL):
        assert send(visitor, reverse("account_login"), login=typed, password=typed).status_code < 500
        assert send(visitor, reverse("account_reset_password"), email=typed).status_code < 500
        assert send(visitor, reverse("account_request_login_code"), address=typed).status_code < 500
    for typed in NUMBERS:
        visitor.get(f"/{typed}/")
        visitor.get(reverse("account_login"), {"next": f"/{typed}"})


def break_down(cast, monkeypatch) -> None:
    """A request fails with the number in the words of its exception and in its frames."""

    def fail(**given: object) -> None:
        raise RuntimeError(f"cannot store {given['value']} of {NAME} {MAIL}")

    monkeypatch.setattr("kexie.base.people.views.secrets.secrets.set_secret", fail)
    client = cast.client("unit_admin_a", raise_request_exception=False)
    for element, number in (("identity_number", IDENTITY_NUMBER), ("mobile", MOBILE)):
        failed = send(client, secret("secret-set", cast.person("clerk_a"), element), value=number)
        assert (failed.status_code, canary.found_in(failed.content.decode())) == (500, [])


@pytest.fixture
def written(cast, monkeypatch):
    """What was logged while the canary flew through the house."""
    monkeypatch.setattr("django.conf.settings.DEBUG", False)
    with canary.captured_logs() as logs:
        enter(cast)
        see(cast)
        knock()
        break_down(cast, monkeypatch)
        outbox.deliver_due(at=clock.now())
    return logs.getvalue()


def test_the_net_finds_what_is_there(cast):
    """Else the other tests could not fail."""
    with canary.captured_logs() as logs:
        logging.getLogger("anything").warning("%s", "网中之雀")
    assert canary.found_in(logs.getvalue(), ("网中之雀",)) == ["网中之雀"]
    person = cast.person("plain")
    person.name = MOBILE
    person.save()
    assert canary.found_in(canary.dump()) == [MOBILE]


def test_no_log_line_holds_a_canary(written):
    assert written.count('"event": "request"') > 10
    assert '"status": 500' in written
    assert "RuntimeError" in written
    assert canary.found_in(written, NEVER_LOGGED) == []


def test_no_audit_row_and_no_message_holds_a_number(written):
    events = json.dumps(list(AuditEvent.objects.values("action", "target", "data", "actor_name")), ensure_ascii=False)
    assert "person.unmask" in events
    assert canary.found_in(events, NEVER_LOGGED) == []
    messages = str(list(OutboxMessage.objects.values_list("payload", "last_error", "key")))
    assert canary.found_in(messages, NEVER_LOGGED) == []
    assert canary.found_in("".join(letter.subject + letter.body for letter in mail.outbox)) == []


def test_a_dump_of_the_database_holds_no_number(cast, written):
    person = cast.person("clerk_a")
    assert clear_for_platform(person.pk, "identity_number", reason="a test") == IDENTITY_NUMBER
    assert clear_for_platform(person.pk, "mobile", reason="a test") == MOBILE
    assert Unmasking.objects.beyond("a test").count() == 1
    dumped = canary.dump()
    assert str(person.pk).replace("-", "")[:12] in dumped.replace("-", "")
    assert canary.found_in(dumped) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_files_of_the_database_hold_no_number(cast, monkeypatch):
    """Committed, so that the bytes on the disk are looked at: of what was deleted and overwritten too."""
    enter(cast)
    see(cast)
    send(cast.client("unit_admin_a"), secret("secret-remove", cast.person("clerk_a"), "mobile"))
    assert canary.found_in(canary.dump()) == []
