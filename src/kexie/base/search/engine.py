"""The two full-text engines: SQLite FTS5 and PostgreSQL tsvector, asked for phrases of tokens.

Only here is it known which database there is. Tokens are ASCII letters and digits (`bigrams`), so that a query of either
engine can be put together from them without escaping.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models.expressions import RawSQL

from kexie.base.search.models import CHUNKS_PER_ENTRY

_SHIFT: Final = CHUNKS_PER_ENTRY.bit_length() - 1


def entries_with(phrases: Sequence[str]) -> RawSQL:
    """The keys of entries that have one of ``phrases`` (tokens with spaces between), for ``pk__in``."""
    if connection.vendor == "postgresql":
        sql = "SELECT entry_id FROM search_searchchunk WHERE vector @@ to_tsquery('pg_catalog.simple', %s)"
        return RawSQL(sql, (_tsquery(phrases),))  # noqa: S611 - tokens are letters and digits, and a parameter
    sql = f"SELECT rowid >> {_SHIFT} FROM search_index WHERE search_index MATCH %s"  # noqa: S608
    return RawSQL(sql, (_match(phrases),))  # noqa: S611


def chunks_with(phrases: Sequence[str]) -> RawSQL:
    """The keys of the chunks that have one of ``phrases``, for ``pk__in``."""
    if connection.vendor == "postgresql":
        sql = "SELECT id FROM search_searchchunk WHERE vector @@ to_tsquery('pg_catalog.simple', %s)"
        return RawSQL(sql, (_tsquery(phrases),))  # noqa: S611
    return RawSQL("SELECT rowid FROM search_index WHERE search_index MATCH %s", (_match(phrases),))


def _match(phrases: Sequence[str]) -> str:
    return " OR ".join(f'"{phrase}"' for phrase in phrases)


def _tsquery(phrases: Sequence[str]) -> str:
    return " | ".join(f"({' <-> '.join(phrase.split())})" for phrase in phrases)
