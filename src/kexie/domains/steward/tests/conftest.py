"""The concierge is asked as in service."""

import pytest

from kexie.base.people.tests.walling import behind_the_wall


@pytest.fixture(autouse=True)
def _requests_behind_the_wall(request, settings, monkeypatch):
    """Every request of these tests works behind the wall."""
    yield from behind_the_wall(request, settings, monkeypatch)
