"""Somebody before every form of the house, with things on which he can act."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.core.cache import cache

from architecture.filling import Desk
from architecture.forms import Form, forms_for
from architecture.furnished import furnish
from architecture.sending import snapshot
from architecture.test_isolation import plant
from kexie.base.kernel import clock
from kexie.base.people.tests.planting import planted_once
from kexie.base.standards.queries import in_force

#: role → the forms it is shown, alike ones together: read once in a process, as what is planted is the same each time.
_shown: dict[str, list[list[Form]]] = {}


@pytest.fixture
def desk_of(cast, settings) -> Callable[[str], Desk]:
    """The desk of a member of the cast, or of a visitor."""
    settings.KEXIE_EXPORT_ALONE = 0
    places = planted_once("furnished", partial(furnish, cast))

    def desk(role: str) -> Desk:
        client = cast.client(role, raise_request_exception=False)
        if role not in _shown:
            alike: dict[tuple, list[Form]] = {}
            for form in forms_for(client, cast.actor(role), places):
                alike.setdefault((form.route, form.names, form.button), []).append(form)
            _shown[role] = list(alike.values())
        cache.clear()
        return Desk(client, _shown[role], snapshot(), clock.now())

    yield desk
    in_force.forget()


@pytest.fixture
def theirs(cast) -> dict[str, object]:
    """What unit B has of every kind, by the parameters of addresses."""
    return planted_once("theirs", partial(plant, cast))
