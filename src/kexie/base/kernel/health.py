"""Live and ready: for the process supervisor and the load balancer."""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from kexie.base.kernel.access import public


class _Schema:
    """Whether this process has seen every migration applied: once it has, only the database itself is asked."""

    complete = False

    @classmethod
    def is_complete(cls) -> bool:
        if not cls.complete:
            executor = MigrationExecutor(connection)
            cls.complete = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return cls.complete


@public
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration; 503 names what is missing, without details of the system."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        complete = _Schema.is_complete()
    except Error:
        return JsonResponse({"status": "unavailable", "missing": "database"}, status=503)
    if not complete:
        return JsonResponse({"status": "unavailable", "missing": "migrations"}, status=503)
    return JsonResponse({"status": "ok"})
