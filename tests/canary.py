"""Numbers and names that belong to nobody, and a net that looks for them in everything the platform writes down."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import connection

from kexie.base.kernel.logs import processors

#: Both pass their checks; no other test uses them.
IDENTITY_NUMBER = "130633198702235177"
MOBILE = "17755501919"
MAIL = "jinsique.canary@canary.example"
NAME = "金丝雀儿"

#: What may stand in clear nowhere; names and addresses of accounts are stored, but never logged.
NUMBERS = (IDENTITY_NUMBER, MOBILE)
NEVER_LOGGED = (*NUMBERS, MAIL, NAME)


def production_formatter() -> logging.Formatter:
    """As in production: JSON lines, places and not words of exceptions."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name],
        processors=processors(structlog.processors.JSONRenderer(ensure_ascii=False), reveal=False),
    )


@contextmanager
def captured_logs() -> Iterator[io.StringIO]:
    """Every line that is logged within, of every logger and level, as production would write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(production_formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


class _Watch(logging.Handler):
    """Remembers which loggers have written a canary; the lines themselves are thrown away."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(production_formatter())
        self.caught: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:  # a test that breaks the logging on purpose
            return
        if found_in(line, NEVER_LOGGED):
            self.caught.append(record.name)


@contextmanager
def watched_logs() -> Iterator[list[str]]:
    """The loggers within that have written a canary."""
    watch = _Watch()
    root = logging.getLogger()
    root.addHandler(watch)
    try:
        yield watch.caught
    finally:
        root.removeHandler(watch)


def dump() -> str:
    """The whole database as text: every row of every table; on SQLite also the bytes of the file and its log."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        rows = "\n".join(connection.connection.iterdump())
        return rows + _files()
    with connection.cursor() as cursor:
        parts = []
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT") as copied:
                parts.append(b"".join(bytes(part) for part in copied).decode())
    return "\n".join(parts)


def _files() -> str:
    """What is in the files of the database, deleted rows included, once the log has been written back."""
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = str(connection.settings_dict["NAME"])
    content = b""
    for suffix in ("", "-wal"):
        try:
            with open(name + suffix, "rb") as file:  # noqa: PTH123 - a name with a suffix behind it
                content += file.read()
        except FileNotFoundError:
            continue
    return content.decode("latin-1")


def found_in(text: str, canaries: tuple[str, ...] = NUMBERS) -> list[str]:
    """The canaries that stand in ``text``, also as JSON, bytes of UTF-8 or in another spelling."""
    spellings = {
        canary: {canary, canary.encode().decode("latin-1"), canary.encode("unicode_escape").decode()}
        for canary in canaries
    }
    return [canary for canary, forms in spellings.items() if any(form in text for form in forms)]
