"""A test works under the database role that owns no table, as the web server does in service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from kexie.base.kernel import scoping, walls
from kexie.base.kernel.web import AccessMiddleware

ROLE = "kexie_wall_test"
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's")


def seen(sql: str) -> int:
    """The number that ``sql`` answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        number: int = cursor.fetchone()[0]
    return number


@contextmanager
def working_as_the_role(settings) -> Iterator[None]:
    """Inside, nothing is seen but what the session's variables open."""
    walls.grant_to(ROLE)
    settings.KEXIE_DATABASE_ROLE, settings.KEXIE_WALL_RAISED = ROLE, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kexie.beyond', '', false)")
        cursor.execute(f'SET ROLE "{ROLE}"')
    try:
        with scoping.armed():
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextmanager
def requests_under_the_role(settings, monkeypatch) -> Iterator[None]:
    """Inside, whatever asks by a request sees what its actor's variables open; the test itself sees all."""
    pass_on = AccessMiddleware.__call__

    def under(self, request):
        settings.KEXIE_WALL_RAISED = False
        _say_beyond("")
        try:
            return pass_on(self, request)
        finally:
            settings.KEXIE_WALL_RAISED = True
            if not connection.needs_rollback:
                _say_beyond("on")

    monkeypatch.setattr(AccessMiddleware, "__call__", under)
    walls.grant_to(ROLE)
    settings.KEXIE_DATABASE_ROLE, settings.KEXIE_WALL_RAISED = ROLE, True
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{ROLE}"')
    _say_beyond("on")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


def behind_the_wall(request, settings, monkeypatch) -> Iterator[None]:
    """What a fixture of a folder of tests yields from: on PostgreSQL every request of theirs works under the role that owns
    nothing, as in service. Not those that commit, and those that go under the role themselves (``under_role``).
    """
    marker = request.node.get_closest_marker("django_db")
    apart = marker is None or marker.kwargs.get("transaction") or "under_role" in request.fixturenames
    if connection.vendor != "postgresql" or apart:
        yield
        return
    request.getfixturevalue("db")
    with requests_under_the_role(settings, monkeypatch):
        yield


def _say_beyond(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kexie.beyond', %s, false)", [word])
