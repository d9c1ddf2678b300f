"""A log-in ends by itself (security.md, 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kexie.base.kernel import clock
from kexie.base.kernel.session_limits import BEGUN
from kexie.base.people.tests.cast import AT

PAGE = "/me/"


def is_in(client: Client, **later: float) -> bool:
    with clock.fixed(AT + timedelta(**later)):
        return client.get(PAGE).status_code == 200


def test_a_session_that_is_not_used_ends(cast):
    client = cast.client("clerk_a")
    assert is_in(client)
    assert is_in(client, hours=1.9)
    assert is_in(client, hours=3.8)
    assert not is_in(client, hours=5.9)
    assert not is_in(client, hours=5.9), "and stays ended"


def test_a_session_in_use_ends_after_a_working_day(cast):
    client = cast.client("clerk_a")
    assert all(is_in(client, hours=hour) for hour in range(13))
    assert not is_in(client, hours=12.1)


def test_the_limits_are_settings(cast, settings):
    settings.KEXIE_SESSION_IDLE_S = 900
    client = cast.client("clerk_a")
    assert is_in(client)
    assert not is_in(client, minutes=16)


def test_a_new_log_in_begins_anew(cast):
    client = cast.client("clerk_a")
    assert is_in(client)
    with clock.fixed(AT + timedelta(hours=11)):
        client.force_login(cast.account("clerk_b"))
    assert is_in(client, hours=11)
    assert is_in(client, hours=12.5)


@pytest.mark.parametrize("path", ["/", "/accounts/login/"])
def test_a_visitors_session_is_not_marked(db, path):
    client = Client()
    session = client.session
    session["display"] = "x"
    session.save()
    client.get(path)
    assert BEGUN not in client.session
