"""What a form does: it is sent, what it has changed is read row by row, and all of it is taken back.

Read are the tables that a statement has named which is no mere question: the others are as they were, but for what triggers
note down (the index of the search, the stamp of the public edition). So that two runs can be compared, identifiers come in
order and the clock stands still while a form is sent.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from unittest import mock
from uuid import UUID

from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from kexie.base.kernel import clock

#: Tables whose rows say that something was asked, and not what was done: a job only leads to its message of the outbox.
BOOKKEEPING = frozenset({"django_session", "people_sharedvalue", "kernel_submitkey", "kernel_audithead"}) | frozenset(
    {"django_tasks_database_dbtaskresult", "kernel_publicedition"}
)
#: Tables of others whose keys are drawn at random.
DRAWN_KEYS = frozenset({"allauth_idp_oidc_client"})
AUDIT = "kernel_auditevent"
#: Statements that write nothing; every other one may, whatever it begins with.
MERE = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
NAME = re.compile(r"\w+")

Rows = dict[tuple[str, str], dict[str, str]]


@dataclass(frozen=True)
class Outcome:
    """How a form ended: the answer, and each row that is other than before (an absent one has no columns)."""

    status: int
    location: str
    words: str
    changed: dict[tuple[str, str], dict[str, str]]
    audited: tuple[tuple[str, str], ...]

    @property
    def did(self) -> bool:
        """Whether anything was done that is kept: a row, or at the least an event that is no refusal."""
        return bool(self.changed) or any(action != "access.refuse" for action, _ in self.audited)


class _TakenBack(Exception):
    pass


def tables() -> dict[str, str]:
    """Every table of the models that Django keeps, and its key."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model._meta.db_table: model._meta.pk.column for model in models if not model._meta.proxy}


@contextmanager
def touched() -> Iterator[set[str]]:
    """The tables that are named within by any statement that may write."""
    found: set[str] = set()
    names = frozenset(tables())

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not MERE.match(sql):
            found.update(names.intersection(NAME.findall(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield found


def snapshot(those: Container[str] | None = None) -> Rows:
    """Every row of every table (of ``those``, if told) but the bookkeeping."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table, key in tables().items():
            if table in BOOKKEEPING or (those is not None and table not in those):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for values in cursor.fetchall():
                row = {name: repr(value) for name, value in zip(names, values, strict=True)}
                rows[table, row[key]] = row
    return rows


def difference(before: Rows, after: Rows) -> dict[tuple[str, str], dict[str, str]]:
    """The columns that are other than before, by row; of a row that is gone, none."""
    changed = {key: {} for key in before.keys() - after.keys()}
    for key, row in after.items():
        old = before.get(key)
        if old is None:
            changed[key] = row
        elif old != row:
            changed[key] = {name: value for name, value in row.items() if old[name] != value}
    return changed


def references() -> dict[str, dict[str, str]]:
    """Each table's columns that refer to another table, and to which."""
    found: dict[str, dict[str, str]] = {}
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.local_fields:
            if column.is_relation and column.related_model:
                found.setdefault(model._meta.db_table, {})[column.column] = column.related_model._meta.db_table
    return found


def counted(changed: Rows, before: Rows) -> Rows:
    """New rows whose keys a sequence or chance has given, by their order: a sequence does not go back with the rest."""
    new = [
        key
        for key in sorted(changed, key=_by_number)
        if key not in before and changed[key] and (key[1].isdecimal() or key[0] in DRAWN_KEYS)
    ]
    names = {key: f"new {place}" for place, key in enumerate(new)}
    refers, keys, found = references(), tables(), {}
    for (table, number), row in changed.items():
        words = {name: names.get((refers.get(table, {}).get(name, ""), value), value) for name, value in row.items()}
        if (table, number) in names:
            words[keys[table]] = names[table, number]
        found[table, names.get((table, number), number)] = words
    return found


def _by_number(key: tuple[str, str]) -> tuple[str, int, str]:
    return (key[0], int(key[1]) if key[1].isdecimal() else 0, key[1])


@contextmanager
def in_order() -> Iterator[None]:
    """New identifiers are counted instead of drawn, behind all that there are."""
    numbers = itertools.count(1)

    def next_id() -> UUID:
        return UUID(int=(0xFFFF_0000_0000_7000_8000 << 48) | next(numbers))

    with mock.patch("uuid_utils.compat.uuid7", next_id):
        yield


def sent(client: Client, path: str, data: dict[str, Any], *, before: Rows, at: Any, then: Any = None) -> Outcome:
    """Send ``data`` to ``path`` and take back what that has done; ``then`` answers a second step of it, if there is one."""
    cookies = SimpleCookie(client.cookies.output(header=""))
    cache.clear()
    mail.outbox.clear()
    try:
        with transaction.atomic(), in_order(), clock.fixed(at), touched() as names:
            response = client.post(path, _fresh(data), headers={"accept": "text/html"})
            if then is not None and (step := then(response)) is not None:
                response = client.post(step[0], _fresh(step[1]), headers={"accept": "text/html"})
            words = (
                b"".join(response).decode("utf-8", "replace")
                if response.streaming
                else response.content.decode("utf-8", "replace")
            )
            earlier = {key: row for key, row in before.items() if key[0] in names}
            changed = counted(difference(earlier, snapshot(names)), before)
            raise _TakenBack
    except _TakenBack:
        client.cookies = cookies
    events = [row for (table, _), row in sorted(changed.items()) if table == AUDIT and row]
    audited = tuple((row["action"].strip("'"), row["target"].strip("'")) for row in events)
    done = {key: row for key, row in changed.items() if key[0] != AUDIT}
    return Outcome(response.status_code, response.get("Location", ""), words, done, audited)


def _fresh(data: dict[str, Any]) -> dict[str, Any]:
    """Files can be read once: each sending gets its own."""
    return {
        name: SimpleUploadedFile(value.name, value.content) if isinstance(value, File) else value
        for name, value in data.items()
    }


@dataclass(frozen=True)
class File:
    """A file that a form takes."""

    name: str
    content: bytes
