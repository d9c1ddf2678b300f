"""Jobs: django-tasks in our own database, under the outbox of the kernel."""

from __future__ import annotations

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail", "index"],
    }
}
