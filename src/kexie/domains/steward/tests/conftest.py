"""The concierge is asked as in service; one matter is open, and one application was sent in."""

import pytest

from kexie.base.matters import api as matters
from kexie.base.matters.api import Case
from kexie.base.matters.tests.factories import AT, published, staff
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
def case(office, lecture) -> Case:
    """An application for it, as it was sent in."""
    return matters.start(by=office.actor("plain"), at=AT, matter_id=lecture.matter_id, answers={"topic": "月球"})
