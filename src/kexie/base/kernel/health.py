"""Live and ready: for the process supervisor and the load balancer."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from kexie.base.kernel.access import public


@public
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration; 503 names what is missing, without details of the system."""
    try:
        executor = MigrationExecutor(connection)
        behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "missing": "database"}, status=503)
    if behind:
        return JsonResponse({"status": "unavailable", "missing": "migrations"}, status=503)
    return JsonResponse({"status": "ok"})
