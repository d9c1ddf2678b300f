"""Who works on matters, and one matter that is open."""

import pytest
from django.db import connection

from kexie.base.matters.tests.asked import ASKING
from kexie.base.matters.tests.factories import published, staff
from kexie.base.people.tests.walling import requests_under_the_role


@pytest.fixture(autouse=True)
def _requests_behind_the_wall(request, settings, monkeypatch):
    """On PostgreSQL every request of these tests works under the role that owns nothing, as in service."""
    marker = request.node.get_closest_marker("django_db")
    apart = marker is None or marker.kwargs.get("transaction") or "under_role" in request.fixturenames
    if connection.vendor != "postgresql" or apart:
        yield
        return
    request.getfixturevalue("db")
    with requests_under_the_role(settings, monkeypatch):
        yield


@pytest.fixture
def office(cast):
    return staff(cast)


@pytest.fixture
def lecture(office):
    """A published matter."""
    return published(office)


@pytest.fixture
def asking(office):
    """A published matter that asks a lot."""
    return published(office, code="asking", forms=ASKING)
