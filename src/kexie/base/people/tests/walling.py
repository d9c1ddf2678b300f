"""A test works under the database role that owns no table, as the web server does in service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from kexie.base.kernel import scoping, walls

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
