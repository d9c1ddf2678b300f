"""Full-text search through modelsearch: SQLite FTS5 or PostgreSQL, whichever the database is."""

from __future__ import annotations

MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
WAGTAILSEARCH_BACKENDS = MODELSEARCH_BACKENDS
