"""Jobs: django-tasks in our own database, under the outbox of the kernel."""

from __future__ import annotations

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail", "index"],
    }
}

#: Who an account is now: for work that a person has asked for and that runs later.
KEXIE_ACTOR_NOW = "kexie.base.people.queries.actors.actor_now"
