"""Who works on matters, and one matter that is open."""

import pytest

from kexie.base.matters.tests.asked import ASKING
from kexie.base.matters.tests.factories import published, staff


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
