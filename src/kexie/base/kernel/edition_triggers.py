"""The triggers that write a new stamp when a watched row changes (`kernel.edition`), and how they come to stand.

SQLite has one writer at a time; its triggers write the stamp with each row. On PostgreSQL all transactions would queue for
the stamp's one row from their first change to their end: there the triggers are constraint triggers that run at the commit,
and write once for a transaction, as a variable of that transaction remembers.

A trigger's name is made of what it does, so that standing ones are compared by name. They are taken down before tables are
changed (SQLite makes tables anew and loses them; columns that a trigger names cannot be dropped) and put up after; in between
there is no stamp, and so nothing is kept by anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import connections, transaction
from django.db.models.signals import post_migrate, pre_migrate

from kexie.base.kernel.edition import Watch, watched

TABLE: Final = "kernel_publicedition"
_PREFIX: Final = "kexie_edition_"

#: Each verb, and the rows that it knows.
_VERBS: Final = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

_SQLITE: Final = """
CREATE TRIGGER {name} AFTER {verb} ON {table} WHEN {condition}
BEGIN UPDATE kernel_publicedition SET stamp = lower(hex(randomblob(16))); END
"""

# Its name comes behind those of foreign keys' triggers, which run in the order of names: what they wait for, they wait for
# before the stamp is locked.
_POSTGRESQL: Final = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('kexie.stamped', true), '') = '' AND ({condition}) THEN
    UPDATE kernel_publicedition SET stamp = replace(gen_random_uuid()::text, '-', '');
    PERFORM set_config('kexie.stamped', 'yes', true);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER {name} AFTER {verb} ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION {name}()
"""

_STANDING: Final = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kexie!_edition!_%' ESCAPE '!'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND tgname LIKE 'kexie!_edition!_%' ESCAPE '!'",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: its name, its table, and the SQL that puts it up."""

    name: str
    table: str
    sql: str


def missing(using: str = "default") -> list[str]:
    """The tables that lack a trigger, or have one that says something else; for checks."""
    wanted, standing = _wanted(using), _standing(using)
    return sorted({trigger.table for trigger in wanted if trigger.name not in standing})


def install(using: str = "default", **kwargs: Any) -> None:
    """Put up what is missing, take down what is not wanted any more, and begin a new edition. Nothing without its table."""
    if TABLE not in connections[using].introspection.table_names():
        return
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        wanted, standing = _wanted(using), _standing(using)
        names = {trigger.name for trigger in wanted}
        for name, table in standing.items():
            if name not in names:
                cursor.execute(_down(using, name, table))
        for trigger in wanted:
            if trigger.name not in standing:
                cursor.execute(trigger.sql)
        cursor.execute("DELETE FROM kernel_publicedition")
        cursor.execute("INSERT INTO kernel_publicedition (id, stamp) VALUES (1, %s)", [secrets.token_hex(16)])


def take_down(using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    """Before migrations of ``plan``: no stamp, no triggers."""
    if not plan or TABLE not in connections[using].introspection.table_names():
        return
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("DELETE FROM kernel_publicedition")
        for name, table in _standing(using).items():
            cursor.execute(_down(using, name, table))


def connect(sender: Any) -> None:
    """Stand around every `migrate`. Django tells of it by signals alone; each makes one call."""
    pre_migrate.connect(take_down, sender=sender, dispatch_uid="kernel.edition.take_down")
    post_migrate.connect(install, sender=sender, dispatch_uid="kernel.edition.install")


def _standing(using: str) -> dict[str, str]:
    with connections[using].cursor() as cursor:
        cursor.execute(_STANDING[connections[using].vendor])
        return dict(cursor.fetchall())


def _wanted(using: str) -> list[Trigger]:
    tables = set(connections[using].introspection.table_names())
    return [trigger for one in watched for trigger in _of(one, using) if trigger.table in tables]


def _of(one: Watch, using: str) -> Iterator[Trigger]:
    connection = connections[using]
    form = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    table = apps.get_model(one.model)._meta.db_table
    for verb, rows in _VERBS.items():
        if verb == "INSERT" and not one.inserts:
            continue
        condition = " OR ".join(f"({one.where.format(row=row)})" for row in rows) if one.where else "1 = 1"
        if verb == "UPDATE" and one.unseen:
            condition = f"({condition}) AND ({_differs(one, connection)})"
        said = form.format(name=_PREFIX, verb=verb, table=table, condition=condition)
        name = _PREFIX + hashlib.sha256(said.encode()).hexdigest()[:16]
        quoted = connection.ops.quote_name(table)
        yield Trigger(name, table, form.format(name=name, verb=verb, table=quoted, condition=condition))


def _differs(one: Watch, connection: Any) -> str:
    """Whether a field that is seen has changed. A name in ``unseen`` that is no field raises FieldDoesNotExist."""
    meta = apps.get_model(one.model)._meta
    unseen = {meta.get_field(name).name for name in one.unseen}
    columns = [field.column for field in meta.local_concrete_fields if field.name not in unseen]
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    quoted = (connection.ops.quote_name(column) for column in columns)
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in quoted)


def _down(using: str, name: str, table: str) -> str:
    if connections[using].vendor == "sqlite":
        return f"DROP TRIGGER {name}"
    return f"DROP FUNCTION {name}() CASCADE"
