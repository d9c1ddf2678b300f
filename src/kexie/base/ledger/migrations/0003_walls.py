"""Row-level security on the ledger (`kernel.walls`); nothing on SQLite.

``kexie.ledger`` says how far `ledger.view` and `ledger.confirm` reach. The functions run as the tables' owner, so that a
policy may look into the other table without asking that one's policy, which would look back.
"""

from django.db import migrations

from kexie.base.kernel.walls import Wall

FUNCTIONS = """
CREATE OR REPLACE FUNCTION kexie_ledger_is_open() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT current_setting('kexie.beyond', true) = 'on' OR current_setting('kexie.ledger', true) = '%'
$$;
CREATE OR REPLACE FUNCTION kexie_ledger_within() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH reached AS MATERIALIZED (
    SELECT ARRAY(SELECT id FROM people_organisation WHERE kexie_reaches_by('kexie.ledger', path)) AS units
  )
  SELECT entry_id FROM ledger_entryunit WHERE organisation_id = ANY ((SELECT units FROM reached)::bigint[])
  UNION ALL
  SELECT id FROM ledger_entry WHERE counterpart_id = ANY ((SELECT units FROM reached)::bigint[])
$$;
CREATE OR REPLACE FUNCTION kexie_ledger_is_public(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT known.public FROM ledger_entry AS known WHERE known.id = wanted), false)
$$;
"""
SAYS = "coalesce(current_setting('kexie.ledger', true), '') <> ''"


def seen(column: str) -> str:
    """Whether the entry that ``column`` names lies within what the session may see."""
    return f"kexie_ledger_is_open() OR ({SAYS} AND {column} IN (SELECT * FROM kexie_ledger_within()))"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_confirmation"), ("people", "0007_walls")]

    operations = [
        Wall("ledger_entry", f"public OR {seen('id')}", seen("id"), FUNCTIONS),
        Wall("ledger_entryunit", f"{seen('entry_id')} OR kexie_ledger_is_public(entry_id)", seen("entry_id")),
        Wall(
            "ledger_entryperson",
            f"{seen('entry_id')} OR person_id::text = current_setting('kexie.person', true)",
            seen("entry_id"),
        ),
        Wall("ledger_entrycorrection", seen("entry_id")),
    ]
