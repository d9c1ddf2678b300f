"""What other apps may use of `people`."""

from __future__ import annotations

from django.http import HttpRequest

from kexie.base.kernel import clock
from kexie.base.kernel.access import Actor, Visitor
from kexie.base.people.abilities import CLERK, EDIT_WEB_CONTENT, ENTER_WORKBENCH, UNIT_ADMIN, WEB_EDITOR
from kexie.base.people.queries import actor_of

__all__ = [
    "CLERK",
    "EDIT_WEB_CONTENT",
    "ENTER_WORKBENCH",
    "UNIT_ADMIN",
    "WEB_EDITOR",
    "actor_for_request",
    "actor_of",
]


def actor_for_request(request: HttpRequest) -> Actor:
    """The actor of a request: the person logged in, or a visitor."""
    if request.user.is_authenticated:
        return actor_of(request.user, on=clock.today())
    return Visitor()
