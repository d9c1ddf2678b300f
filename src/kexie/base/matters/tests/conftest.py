"""Who works on matters, and one matter that is open."""

import pytest

from kexie.base.matters.tests.asked import ASKING
from kexie.base.matters.tests.factories import published, staff
from kexie.base.people.tests.walling import behind_the_wall


@pytest.fixture(autouse=True)
def _requests_behind_the_wall(request, settings, monkeypatch):
    """Every request of these tests works behind the wall."""
    yield from behind_the_wall(request, settings, monkeypatch)


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
