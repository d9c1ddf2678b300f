"""Jobs: django-tasks in our own database, under the outbox of the kernel."""

from __future__ import annotations

from kexie.site.config.environment import MODE, env

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail", "index"],
    }
}

#: Who an account is now: for work that a person has asked for and that runs later.
KEXIE_ACTOR_NOW = "kexie.base.people.queries.actors.actor_now"

#: Rows of personal data that one person may export without the consent of a second.
KEXIE_EXPORT_ALONE: int = env.int("EXPORT_ALONE", 100)

#: After how many seconds a process looks for what is new (`kernel.renewal`); tests ask by hand.
KEXIE_REFRESH_S: int = 0 if MODE == "test" else env.int("REFRESH", 2)
