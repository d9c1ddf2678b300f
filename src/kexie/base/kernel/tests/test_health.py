"""Live and ready tell what is missing and nothing else."""

import json

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import RequestFactory

from kexie.base.kernel import health

REQUEST = RequestFactory().get("/health/ready")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(health._Schema, "complete", False)


def told(response) -> tuple[int, dict[str, str]]:
    return response.status_code, json.loads(response.content)


def test_live_asks_nobody():
    assert told(health.live(REQUEST)) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_looks_for_migrations_until_all_are_there(django_assert_max_num_queries):
    assert told(health.ready(REQUEST)) == (200, {"status": "ok"})
    with django_assert_max_num_queries(1):
        assert told(health.ready(REQUEST)) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_missing_migrations_are_said(monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["0002"])
    missing = (503, {"status": "unavailable", "missing": "migrations"})
    assert told(health.ready(REQUEST)) == missing
    assert told(health.ready(REQUEST)) == missing


def test_a_database_that_is_away_is_said_without_details(monkeypatch):
    def away():
        raise OperationalError("10.0.0.7")

    monkeypatch.setattr(connection, "cursor", away)
    assert told(health.ready(REQUEST)) == (503, {"status": "unavailable", "missing": "database"})
