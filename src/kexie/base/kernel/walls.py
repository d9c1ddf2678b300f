"""Row-level security on PostgreSQL: the second wall behind `kernel.scoping` (security.md, 15).

The platform works under a database role that owns no table (`KEXIE_DATABASE_ROLE`). The tables behind a :class:`Wall` show
that role only the rows that the session's variables open: ``kexie.person`` the rows of one person, ``kexie.account`` those of
one account, ``kexie.persons`` and whatever else an app registers in `opening` those of the units in a reach (tree paths; ``%``
at the end for a subtree; ``%`` alone for all), ``kexie.beyond`` all of them. A session of the web server begins with nothing;
every request sets its actor's and takes them back. Queries that say ``beyond("why")`` raise the wall for as long as they run.
Workers and commands begin with it raised.

On SQLite, and for the tables' owner (migrations, dumps), there is no wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakSet

from django.conf import settings
from django.db import connections
from django.db.migrations.operations.base import Operation

from kexie.base.kernel.access import Ability, Actor, Reach
from kexie.base.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Opening:
    """An ability, and the session's variable by which its reach opens rows."""

    ability: Ability
    variable: str


#: What opens a wall; every app registers its own abilities.
opening: Registry[Opening] = Registry("ability that opens the wall")

#: The tables behind a wall, by the migrations' own words; a queryset of another one never raises it.
WALLED: Final = frozenset(
    (
        *("people_personsecret", "people_consent", "people_unmasking", "people_erasure"),
        *("ledger_entry", "ledger_entryunit", "ledger_entryperson", "ledger_entrycorrection"),
        *("bulletin_submission", "bulletin_submissionversion", "bulletin_submissionnote", "bulletin_submissionstep"),
        *("matters_case", "matters_caseunit", "matters_casetask", "matters_casewait", "matters_casestep"),
        *("matters_casenote", "matters_casepaper", "matters_caseask", "matters_caselook"),
        "matters_casecontact",
        *("matters_draft", "matters_draftpaper", "matters_move", "matters_movedcase", "matters_paperfile"),
        "steward_casemark",
        *("steward_handling", "steward_clockentry", "steward_limitwish"),
        *("steward_callback", "steward_calltry", "steward_reopening", "steward_exclusion"),
    )
)

_PERSON: Final = "kexie.person"
_ACCOUNT: Final = "kexie.account"


def is_built(using: str = "default") -> bool:
    """Whether this process works behind the wall: on PostgreSQL, under a role that owns nothing."""
    return bool(settings.KEXIE_DATABASE_ROLE) and connections[using].vendor == "postgresql"


def written(reach: Reach) -> str:
    """A reach as the session's variable says it."""
    if reach.everywhere:
        return "%"
    return ",".join([*sorted(reach.units), *(f"{path}%" for path in sorted(reach.subtrees))])


def reach_of(actor: Actor, variable: str) -> Reach:
    """Where ``actor`` holds one of the abilities that open rows by ``variable``."""
    reaches = [actor.reach(one.ability) for one in opening if one.variable == variable]
    return Reach(
        everywhere=any(reach.everywhere for reach in reaches),
        units=frozenset().union(*(reach.units for reach in reaches)),
        subtrees=frozenset().union(*(reach.subtrees for reach in reaches)),
    )


def words_for(actor: Actor) -> dict[str, str]:
    """What the session's variables say while ``actor`` asks."""
    variables = sorted({one.variable for one in opening})
    who = {_PERSON: str(actor.person_id or ""), _ACCOUNT: str(actor.account_id or "")}
    return who | {name: written(reach_of(actor, name)) for name in variables}


@contextmanager
def opened_for(actor: Actor, *, using: str = "default") -> Iterator[None]:
    """Let the database show what ``actor`` may see of the tables behind the wall; nothing more to do where there is none."""
    if not is_built(using) or not actor.is_known:
        yield
        return
    words = words_for(actor)
    _say(using, words)
    try:
        yield
    finally:
        _say(using, dict.fromkeys(words, ""))


@contextmanager
def raised(using: str = "default") -> Iterator[None]:
    """Let the queries inside look behind the wall; what the process began with comes back at the end."""
    if not is_built(using) or settings.KEXIE_WALL_RAISED:
        yield
        return
    connection = connections[using]
    if connection in _looking_beyond:
        yield
        return
    before = _begin_beyond(using)
    _looking_beyond.add(connection)
    try:
        yield
    finally:
        _looking_beyond.discard(connection)
        # A transaction that has failed takes the variable back by itself, with all else.
        if before != "on" and _takes_statements(connection):
            _run(using, "SELECT set_config('kexie.beyond', '', false)")


#: The connections that look behind the wall just now: what is asked within such a block does not raise it again.
_looking_beyond: Final[WeakSet[Any]] = WeakSet()


def _begin_beyond(using: str) -> str:
    """Raise the wall; answers what was said before, in the same statement."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_setting('kexie.beyond', true), set_config('kexie.beyond', 'on', false)")
        return str(cursor.fetchone()[0] or "")


def _takes_statements(connection: Any) -> bool:
    """Whether the connection stands, and no statement of its transaction has failed; no statement is needed to know."""
    if connection.needs_rollback or connection.connection is None:
        return False
    return connection.connection.info.transaction_status.name in {"IDLE", "INTRANS"}


def _say(using: str, words: dict[str, str]) -> None:
    asked = ", ".join(["set_config(%s, %s, false)"] * len(words))
    _run(using, f"SELECT {asked}", *(part for pair in words.items() for part in pair))


def _run(using: str, sql: str, *values: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, values)


FUNCTIONS: Final = """
CREATE OR REPLACE FUNCTION kexie_reaches_by(variable text, path text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM unnest(string_to_array(current_setting(variable, true), ',')) AS part
    WHERE part <> '' AND CASE WHEN right(part, 1) = '%%' THEN path LIKE part ELSE path = part END
  )
$$;
CREATE OR REPLACE FUNCTION kexie_reaches(path text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM unnest(string_to_array(current_setting('kexie.persons', true), ',')) AS part
    WHERE part <> '' AND CASE WHEN right(part, 1) = '%%' THEN path LIKE part ELSE path = part END
  )
$$;
CREATE OR REPLACE FUNCTION kexie_sees_person(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT current_setting('kexie.beyond', true) = 'on'
    OR current_setting('kexie.persons', true) = '%%'
    OR wanted::text = current_setting('kexie.person', true)
    OR (coalesce(current_setting('kexie.persons', true), '') <> '' AND (
      EXISTS (SELECT 1 FROM people_post AS held JOIN people_organisation AS unit ON unit.id = held.organisation_id
              WHERE held.person_id = wanted AND kexie_reaches(unit.path))
      OR EXISTS (SELECT 1 FROM people_membership AS held JOIN people_organisation AS unit ON unit.id = held.organisation_id
                 WHERE held.person_id = wanted AND kexie_reaches(unit.path))
      OR EXISTS (SELECT 1 FROM people_person AS known JOIN people_organisation AS unit ON unit.id = known.registered_in_id
                 WHERE known.id = wanted AND kexie_reaches(unit.path))))
$$;
""".replace("%%", "%")


class Wall(Operation):
    """A migration's operation: the rows of ``table`` are seen where ``sees``, an expression of SQL, is true.

    Unless said otherwise, that is as `kexie_sees_person` says of their ``person_id``, and what is seen can be changed
    (``changes``). ``functions`` are made before.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self, table: str, sees: str = "kexie_sees_person(person_id)", changes: str = "", functions: str = ""
    ) -> None:
        self.table, self.sees, self.changes, self.functions = table, sees, changes or sees, functions

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that a model knows of changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build it; rows are added freely, but read, changed and deleted only when seen."""
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(FUNCTIONS + self.functions, params=None)
        schema_editor.execute(f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY", params=None)
        schema_editor.execute(f"CREATE POLICY kexie_add ON {self.table} FOR INSERT WITH CHECK (true)", params=None)
        for verb in ("SELECT", "UPDATE", "DELETE"):
            name = f"kexie_{verb.lower()}"
            rows = self.sees if verb == "SELECT" else self.changes
            seen = f"CREATE POLICY {name} ON {self.table} FOR {verb} USING ({rows})"
            schema_editor.execute(seen, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take it down."""
        if schema_editor.connection.vendor != "postgresql":
            return
        for name in ("add", "select", "update", "delete"):
            schema_editor.execute(f"DROP POLICY kexie_{name} ON {self.table}", params=None)
        schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY", params=None)

    def describe(self) -> str:
        """For the list of operations."""
        return f"Row-level security on {self.table}"


def grant_to(role: str, *, using: str = "default") -> list[str]:
    """Make ``role`` if there is none, and let it use every table of today and tomorrow; run by the tables' owner.

    Answers the statements, for the log. ValueError for a name that is no plain identifier.
    """
    if not role or not role.replace("_", "").isalnum() or not role.isascii() or role[0].isdigit():
        raise ValueError("a role's name has letters, digits and underscores")
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        known = cursor.fetchone() is not None
        kinds = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}
        statements = [] if known else [f'CREATE ROLE "{role}" NOLOGIN NOSUPERUSER NOBYPASSRLS']
        statements += [f'GRANT "{role}" TO CURRENT_USER', f'GRANT USAGE ON SCHEMA public TO "{role}"']
        for kind, rights in kinds.items():
            statements.append(f'GRANT {rights} ON ALL {kind} IN SCHEMA public TO "{role}"')
            statements.append(f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {kind} TO "{role}"')
        for statement in statements:
            cursor.execute(statement)
    return statements
